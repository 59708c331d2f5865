import { expect, test } from "vitest";
import { FlowLogs } from "../../../../src/stack/constructs/network/flow-logs";
import { parsed, synthesizeIn } from "../../../support/synth";

const made = synthesizeIn(
  (stack) =>
    new FlowLogs(stack, "flow_logs", {
      account: "111111111111",
      region: "us-east-1",
      vpcId: "vpc-1",
      roleName: "shop-dev-flow-logs",
      groupName: "/slipway/shop-dev/flow",
      retentionDays: 90,
      keyArn: "arn:key",
    }),
);

test("every connection is recorded in a log group that no plan destroys, encrypted, once its role may write there", () => {
  expect(made.only("aws_cloudwatch_log_group")).toEqual({
    name: "/slipway/shop-dev/flow",
    retention_in_days: 90,
    kms_key_id: "arn:key",
    lifecycle: { prevent_destroy: true },
  });
  expect(made.only("aws_flow_log")).toEqual({
    vpc_id: "vpc-1",
    traffic_type: "ALL",
    log_destination_type: "cloud-watch-logs",
    log_destination: "${aws_cloudwatch_log_group.flow_logs_group.arn}",
    iam_role_arn: "${aws_iam_role.flow_logs_role.arn}",
    max_aggregation_interval: 600,
    depends_on: ["aws_iam_role_policy.flow_logs_policy"],
  });
});

test("flow logs of this account alone act as the role, which writes to this group", () => {
  const role = made.only("aws_iam_role");
  expect(role["name"]).toBe("shop-dev-flow-logs");
  expect(parsed(role["assume_role_policy"]).Statement).toEqual([
    {
      Sid: "ServiceActsForThisAccount",
      Effect: "Allow",
      Principal: { Service: "vpc-flow-logs.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*" },
      },
    },
  ]);
  const policy = made.only("aws_iam_role_policy");
  expect(policy).toMatchObject({
    name: "write-flow-logs",
    role: "${aws_iam_role.flow_logs_role.name}",
  });
  // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
  expect(parsed(policy["policy"]).Statement).toEqual([
    {
      Sid: "WriteFlowLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: "arn:aws:logs:us-east-1:111111111111:log-group:/slipway/shop-dev/flow:*",
    },
    {
      Sid: "FindTheGroup",
      Effect: "Allow",
      Action: "logs:DescribeLogGroups",
      Resource: "arn:aws:logs:us-east-1:111111111111:log-group:*",
    },
  ]);
});
