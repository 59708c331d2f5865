import { expect, test } from "vitest";
import { shellEnabled } from "../../../src/review/rules/row-rules";
import { planOf, saidBy, saidOfUpdate } from "../support/plans";

test("shell-enabled refuses a shell in containers that run, notes it on a new service, and lets it be closed", () => {
  const exec = (enable_execute_command: boolean) => ({ enable_execute_command });
  const what = "people may open a shell in its containers (ECS Exec): ";
  expect(saidOfUpdate(shellEnabled, "aws_ecs_service.it", exec(false), exec(true))).toEqual([
    `refused: ${what}\`enable_execute_command\` goes from false to true`,
  ]);
  expect(saidOfUpdate(shellEnabled, "aws_ecs_service.it", exec(true), exec(false))).toEqual([]);
  expect(
    saidBy(shellEnabled, planOf({ address: "aws_ecs_service.it", after: exec(true) })),
  ).toEqual([`noted: ${what}starts with \`enable_execute_command\` true`]);
  const unknown = { address: "aws_ecs_service.it", unknown: { enable_execute_command: true } };
  expect(saidBy(shellEnabled, planOf({ ...unknown, after: {} }))).toEqual([
    `noted: ${what}starts with \`enable_execute_command\` a value that is known only after the apply`,
  ]);
});
