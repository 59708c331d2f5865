import { expect, test } from "vitest";
import { shellNames } from "../../../../src/config/shell-names";
import { exampleWith } from "../../../support/example-with";
import { monitoredEnvironment } from "../../../support/monitored";
import { parsed, synthesizeEnvironment } from "../../../support/synth";

const agent = "arn:aws:iam::111111111111:role/infrastructure-agent";
const named = { mode: "role", trustedArns: [agent] };
const withoutGithub = { "access.github": { mode: "none" } };
const made = (settings: Readonly<Record<string, unknown>>) =>
  synthesizeEnvironment(exampleWith(settings));
type Made = ReturnType<typeof made>;

const roleOf = (stack: Made, id: string) => stack.resource(`aws_iam_role.access_${id}`);
const trustOf = (stack: Made, id: string) =>
  parsed(roleOf(stack, id)["assume_role_policy"]).Statement;
/** What gives the role its permissions, without words for people. */
const permissionsOf = (stack: Made) =>
  [
    ...Object.entries(stack.all("aws_iam_policy")),
    ...Object.entries(stack.all("aws_iam_role_policy")),
  ]
    .filter(([address]) => /access_(plan|apply)_/.test(address))
    .map(([address, { description: _, ...policy }]) => [address, policy]);
const byName = {
  Sid: "NamedInTheEnvironmentsFile",
  Effect: "Allow",
  Principal: { AWS: [agent] },
  Action: "sts:AssumeRole",
};

test("whoever the file names plans and applies without GitHub, with exactly what its workflow may", () => {
  const stack = made({ ...withoutGithub, "access.planners": named, "access.appliers": named });

  expect(trustOf(stack, "plan")).toEqual([byName]);
  expect(trustOf(stack, "apply")).toEqual([byName]);
  expect(stack.all("aws_iam_openid_connect_provider")).toEqual({});

  const onlyDeploys = { "access.github.terraform": { mode: "none" } };
  const beside = made({ ...onlyDeploys, "access.planners": named, "access.appliers": named });
  expect(permissionsOf(beside)).toEqual(permissionsOf(made({})));
});

test("beside GitHub's workflow both are let in, and nothing else changes", () => {
  const [before, after] = [made({}), made({ "access.planners": named, "access.appliers": named })];

  for (const id of ["plan", "apply"]) {
    expect(trustOf(after, id)).toEqual([...trustOf(before, id), byName]);
  }
  expect(permissionsOf(after)).toEqual(permissionsOf(before));
});

test("whoever may plan may not thereby apply, and whoever applies not plan", () => {
  const planning = made({ ...withoutGithub, "access.planners": named });
  expect(trustOf(planning, "plan")).toEqual([byName]);
  expect(() => roleOf(planning, "apply")).toThrow();

  const applying = made({ "access.appliers": named });
  expect(trustOf(applying, "plan")).toEqual(trustOf(made({}), "plan"));
  expect(trustOf(applying, "apply")).toContainEqual(byName);
});

test("a file that says that nobody else does makes the same bytes as one that says nothing of it", () => {
  const nobody = { "access.planners": { mode: "none" }, "access.appliers": { mode: "none" } };
  expect(made(nobody).json).toEqual(made({}).json);
});

test("the policies of a role stay when other words are said of whom it is for", () => {
  const policies = Object.values(made({}).all("aws_iam_policy"));
  const ofApply = policies.filter(({ name }) => String(name).startsWith("shop-dev-apply-"));
  expect(ofApply.length).toBeGreaterThan(3);
  for (const { lifecycle } of ofApply)
    expect(lifecycle).toEqual({ ignore_changes: ["description"] });
});

test("what a section makes is made after the permissions of whoever applies, by GitHub or not", () => {
  const dependencies = (settings: Readonly<Record<string, unknown>>) => {
    const alarms = synthesizeEnvironment(monitoredEnvironment(settings)).all(
      "aws_cloudwatch_metric_alarm",
    );
    return Object.entries(alarms)
      .filter(([address]) => address.startsWith("monitoring_"))
      .map(([, { depends_on: them }]) => them);
  };
  const byGithub = dependencies({});
  expect(byGithub.length).toBeGreaterThan(3);
  for (const them of byGithub) {
    expect(them).toContain("aws_iam_role_policy_attachment.access_apply_attachment_1");
  }
  expect(dependencies({ ...withoutGithub, "access.appliers": named })).toEqual(byGithub);
});

test.each([
  ["nobody", withoutGithub, []],
  ["a planner", { ...withoutGithub, "access.planners": named }, ["plan"]],
  ["an applier", { ...withoutGithub, "access.appliers": named }, ["apply"]],
  ["GitHub", {}, ["plan", "apply"]],
])("`slipway env` names the roles that are there: %s", (_, settings, expected) => {
  const roles = shellNames(exampleWith(settings))
    .filter(({ variable }) => /^(PLAN|APPLY)_ROLE_ARN$/.test(variable))
    .map(({ value }) => value.replace("arn:aws:iam::111111111111:role/shop-dev-", ""));
  expect(roles).toEqual(expected);
});
