import { expect, test } from "vitest";
import { ExecutionRole } from "../../../../src/stack/constructs/web-service/execution-role";
import { parsed, synthesizeIn } from "../../../support/synth";

const role = () =>
  synthesizeIn(
    (stack) =>
      new ExecutionRole(stack, "execution_role", {
        account: "111111111111",
        region: "us-east-1",
        name: "shop-test-execution",
        repositoryArn: "arn:repository",
        logGroupArn: "arn:log-group",
        secrets: [],
      }),
  );

test("can be taken by ECS tasks of this account and region only", () => {
  const { assume_role_policy, name } = role().only("aws_iam_role");
  expect(name).toBe("shop-test-execution");
  expect(parsed(assume_role_policy).Statement).toEqual([
    {
      Sid: "ServiceActsForThisAccount",
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:111111111111:*" },
      },
    },
  ]);
});

test("has one policy: what starting a task takes", () => {
  const policy = role().only("aws_iam_role_policy");
  expect(policy).toMatchObject({
    name: "start-tasks",
    role: "${aws_iam_role.execution_role.name}",
  });
  expect(parsed(policy["policy"]).Statement.map(({ Sid }) => Sid)).toEqual([
    "LogInToTheRegistry",
    "PullTheImage",
    "WriteTheLog",
  ]);
});
