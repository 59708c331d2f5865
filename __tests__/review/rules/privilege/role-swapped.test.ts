import { describe, expect, test } from "vitest";
import { roleSwapped } from "../../../../src/review/rules/privilege/role-swapped";
import { entryOf, fixturePlan, type Made, planOf, saidBy, type Values } from "../../support/plans";

describe("role-swapped", () => {
  const swapped = (name: string, value: string | null, unknown: Values = {}) => {
    const plan = fixturePlan("environment-variable", (it) => {
      const { change } = entryOf(it, "aws_ecs_task_definition.td");
      change.after = { ...change.after, [name]: value };
      change.after_unknown = { ...change.after_unknown, ...unknown };
    });
    return saidBy(roleSwapped, plan);
  };

  test("refuses that a task runs as another role, or as one not known yet", () => {
    expect(swapped("task_role_arn", "arn:aws:iam::000000000000:role/admin")).toEqual([
      "refused: `task_role_arn` goes from unset to arn:aws:iam::000000000000:role/admin",
    ]);
    expect(swapped("execution_role_arn", null, { execution_role_arn: true })).toHaveLength(1);
  });

  test("lets the task keep its roles, or lose one", () => {
    expect(saidBy(roleSwapped, fixturePlan("environment-variable"))).toEqual([]);
    expect(swapped("execution_role_arn", null)).toEqual([]);
  });
});

test("role-swapped refuses that something new works by a role that stands, and lets it have one that is made with it", () => {
  const schedule = (role: Made) =>
    saidBy(
      roleSwapped,
      planOf(role, {
        address: "aws_scheduler_schedule.it",
        after: { name: "it" },
        unknown: { target: [{ role_arn: true }] },
        configured: { target: [{ role_arn: "${aws_iam_role.it.arn}" }] },
      }),
    );
  const known = saidBy(
    roleSwapped,
    planOf({
      address: "aws_sfn_state_machine.it",
      after: { role_arn: "arn:aws:iam::111111111111:role/apply" },
    }),
  );
  expect(known).toEqual([
    "refused: starts to work by a role that stands already: `role_arn` is arn:aws:iam::111111111111:role/apply",
  ]);
  expect(schedule({ address: "aws_iam_role.it", after: { name: "it" } })).toEqual([]);

  const target = (role: Made) =>
    saidBy(
      roleSwapped,
      planOf(role, {
        address: "aws_cloudwatch_event_target.it",
        after: {},
        unknown: { role_arn: true },
        configured: { role_arn: "${aws_iam_role.it.arn}" },
      }),
    );
  expect(target({ address: "aws_iam_role.it", after: { name: "it" } })).toEqual([]);
  expect(
    target({
      address: "aws_iam_role.it",
      before: { name: "it" },
      after: { name: "it" },
      actions: ["no-op"],
    }),
  ).toHaveLength(1);
});
