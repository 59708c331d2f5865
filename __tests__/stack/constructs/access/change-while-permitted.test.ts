import { expect, test } from "vitest";
import { exampleWith, waivingEnvironment } from "../../../support/example-with";
import { firewallSection, sharedAclArn } from "../../../support/guarded";
import { monitoringSection } from "../../../support/monitored";
import { type Synthesized, synthesizeEnvironment } from "../../../support/synth";

const everySection = {
  "loadBalancer.firewall": firewallSection(),
  monitoring: monitoringSection(),
};

/** Addresses of what depends on something that gives the apply role permissions. */
function waiting(made: Synthesized): string[] {
  return Object.entries(made.json.resource).flatMap(([type, resources]) =>
    Object.entries(resources)
      .filter(([, { depends_on = [] }]) =>
        (depends_on as string[]).some((one) => one.includes(".access_apply_")),
      )
      .map(([name]) => `${type}.${name}`),
  );
}

/** What a section makes: what is there with it, and not without it. */
function madeBy(settings: Readonly<Record<string, unknown>>): string[] {
  const addresses = ({ json }: Synthesized) =>
    Object.entries(json.resource).flatMap(([type, resources]) =>
      Object.keys(resources).map((name) => `${type}.${name}`),
    );
  const before = addresses(synthesizeEnvironment(exampleWith({})));
  return addresses(synthesizeEnvironment(exampleWith(settings))).filter(
    (one) => !before.includes(one),
  );
}

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["firewall", { "loadBalancer.firewall": firewallSection() }],
  [
    "firewall of others",
    { "loadBalancer.firewall": { mode: "existing", webAclArn: sharedAclArn } },
  ],
  ["monitoring", { monitoring: monitoringSection() }],
])(
  "what the section of a %s makes is made after the permissions and destroyed before them",
  (_, settings) => {
    const made = synthesizeEnvironment(exampleWith(settings));
    expect(waiting(made).sort()).toEqual(madeBy(settings).sort());
  },
);

test("so are the policy of the deployer's table, and the operator, with whom an apply begins to read holds", () => {
  expect(waiting(synthesizeEnvironment(waivingEnvironment()))).toEqual([
    "aws_dynamodb_resource_policy.delivery_table_policy",
  ]);
  const operators = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] };
  const held = synthesizeEnvironment(exampleWith({ "access.operators": operators }));
  expect(waiting(held).sort()).toEqual([
    "aws_dynamodb_resource_policy.delivery_table_policy",
    "aws_iam_role.access_operator",
    "aws_iam_role_policy.access_operator_policy",
  ]);
});

test("it depends on every policy of the apply role", () => {
  const made = synthesizeEnvironment(exampleWith(everySection));
  const attachments = Object.keys(made.all("aws_iam_role_policy_attachment"))
    .filter((name) => name.startsWith("access_apply_"))
    .map((name) => `aws_iam_role_policy_attachment.${name}`);
  expect(attachments.length).toBeGreaterThan(1);
  expect(made.only("aws_wafv2_web_acl")["depends_on"]).toEqual(attachments);
});

test("nothing waits where no section brings permissions, or where no workflow applies", () => {
  expect(waiting(synthesizeEnvironment(exampleWith({})))).toEqual([]);
  const byHand = exampleWith({ ...everySection, "access.github": { mode: "none" } });
  expect(waiting(synthesizeEnvironment(byHand))).toEqual([]);
});
