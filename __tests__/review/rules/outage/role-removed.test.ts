import { describe, expect, test } from "vitest";
import { rules } from "../../../../src/review/rules";
import { roleRemoved } from "../../../../src/review/rules/outage/role-removed";
import {
  entryOf,
  fixturePlan,
  planOf,
  saidBy,
  saidOfUpdate,
  updated,
  type Values,
  without,
} from "../../support/plans";
import { allowed, policyOf } from "../../support/policy-text";

describe("role-removed", () => {
  test("refuses to delete the role by which the deliverer works, and names what does", () => {
    expect(saidBy(roleRemoved, without("aws_iam_role.sfn-role"))).toEqual([
      "refused: deletes the role by which these work: aws_cloudwatch_event_target.scan-target, aws_sfn_state_machine.deploy",
    ]);
  });

  test("refuses it while one of several stands, and notes it when all of them go", () => {
    const [role, machine, target] = [
      "aws_iam_role.sfn-role",
      "aws_sfn_state_machine.deploy",
      "aws_cloudwatch_event_target.scan-target",
    ];
    expect(saidBy(roleRemoved, without(role, machine))).toEqual([
      `refused: deletes the role by which these work: ${target}`,
    ]);
    expect(saidBy(roleRemoved, without(role, machine, target))).toEqual([
      `noted: deletes the role; what worked by it goes too, or no longer does: ${target}, ${machine}`,
    ]);
  });

  test.each([
    [4, ""],
    [5, " and 1 more"],
    [6, " and 2 more"],
  ])("names four of %i that work by it", (count, more) => {
    const arn = "arn:aws:iam::111111111111:role/it";
    const machines = Array.from({ length: count }, (_, i) => ({
      address: `aws_sfn_state_machine.m${i}`,
      before: { role_arn: arn },
      after: { role_arn: arn },
      actions: ["no-op"],
    }));
    const role = { address: "aws_iam_role.it", before: { name: "it", arn } };
    const four = [0, 1, 2, 3].map((i) => `aws_sfn_state_machine.m${i}`).join(", ");
    expect(saidBy(roleRemoved, planOf(role, ...machines))).toEqual([
      `refused: deletes the role by which these work: ${four}${more}`,
    ]);
  });

  test("refuses to delete a role of which the plan does not say who works by it", () => {
    const role = { name: "eec-dev-deploy", arn: "arn:aws:iam::111111111111:role/eec-dev-deploy" };
    expect(saidBy(roleRemoved, planOf({ address: "aws_iam_role.it", before: role }))).toEqual([
      "refused: deletes the role; who works by it is not in this plan",
    ]);
  });

  test("says that another path makes a role anew", () => {
    const before = { name: "it", arn: "arn:aws:iam::111111111111:role/it", path: "/" };
    const after = { name: "it", path: "/slipway/" };
    expect(
      saidBy(
        roleRemoved,
        planOf({ address: "aws_iam_role.it", before, after, actions: ["delete", "create"] }),
      ),
    ).toEqual(["refused: replaces the role, since its path goes from / to /slipway/"]);
  });

  test("refuses to make a role again, and lets its words be changed", () => {
    const change = (actions: string[]) =>
      fixturePlan("after-release", (it) => {
        Object.assign(entryOf(it, "aws_iam_role.sfn-role").change, { actions });
      });
    expect(saidBy(roleRemoved, change(["delete", "create"]))).toEqual([
      "refused: replaces the role, by which aws_cloudwatch_event_target.scan-target, aws_sfn_state_machine.deploy worked",
    ]);
    expect(saidBy(roleRemoved, change(["update"]))).toEqual([]);
    expect(saidBy(roleRemoved, fixturePlan("create"))).toEqual([]);
  });

  test("takes a role that is not known yet for the one that goes", () => {
    const arn = "arn:aws:iam::111111111111:role/it";
    const plan = planOf(
      { address: "aws_iam_role.it", before: { name: "it", arn } },
      {
        address: "aws_sfn_state_machine.it",
        before: { role_arn: arn },
        after: {},
        unknown: { role_arn: true },
      },
    );
    expect(saidBy(roleRemoved, plan)).toEqual([
      "refused: deletes the role by which these work: aws_sfn_state_machine.it",
    ]);
  });

  test("does not take a policy that speaks of a role for something that works by it", () => {
    const arn = "arn:aws:iam::111111111111:role/it";
    const plan = planOf(
      { address: "aws_iam_role.it", before: { name: "it", arn } },
      { address: "aws_iam_role_policy.it", before: { role: "it", policy: "{}" } },
      { address: "aws_iam_policy.it", before: { arn: "arn:p", description: arn } },
    );
    expect(saidBy(roleRemoved, plan)).toEqual([
      "refused: deletes the role; who works by it is not in this plan",
    ]);
  });

  test("refuses that tasks are left without a role, and lets them get one", () => {
    const role = (execution_role_arn: string | null) => ({ execution_role_arn });
    const address = "aws_ecs_task_definition.it";
    const arn = "arn:aws:iam::111111111111:role/it";
    expect(saidOfUpdate(roleRemoved, address, role(arn), role(null))).toEqual([
      `refused: is left without a role: \`execution_role_arn\` goes from ${arn} to unset`,
    ]);
    expect(saidOfUpdate(roleRemoved, address, role(null), role(arn))).toEqual([]);
  });

  const trust = (...statements: Values[]) => ({ assume_role_policy: policyOf(statements) });
  const by = (Principal: Values, more: Values = {}) => ({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal,
    ...more,
  });

  test("refuses that the service may no longer act by it, and notes a narrower trust", () => {
    const said = (after: Values) => saidBy(roleRemoved, updated("aws_iam_role.exec", {}, after));
    const tasks = { Service: "ecs-tasks.amazonaws.com" };
    expect(said(trust(by({ Service: "ec2.amazonaws.com" })))).toEqual([
      "refused: ecs-tasks.amazonaws.com may no longer act by it",
    ]);
    expect(said(trust())).toHaveLength(1);
    expect(
      said(trust(by(tasks, { Condition: { StringEquals: { "aws:SourceAccount": "1" } } }))),
    ).toEqual(["noted: the service ecs-tasks.amazonaws.com may no longer assume the role"]);
    expect(said(trust(by(tasks), by({ Service: "ec2.amazonaws.com" })))).toEqual([]);
  });
});

test("a role that goes with its policies is reported once", () => {
  const role = "arn:aws:iam::111111111111:role/it";
  const plan = planOf(
    { address: "aws_iam_role.it", before: { name: "it", arn: role } },
    {
      address: "aws_iam_role_policy.it",
      before: { role: "it", policy: policyOf([allowed("s3:*")]) },
    },
    {
      address: "aws_iam_role_policy_attachment.it",
      before: { role: "it", policy_arn: "arn:p" },
    },
    { address: "aws_iam_policy.it", before: { arn: "arn:p", policy: policyOf([allowed("s3:*")]) } },
  );
  expect(rules.flatMap((rule) => saidBy(rule, plan))).toEqual([
    "refused: deletes the role; who works by it is not in this plan",
  ]);
});
