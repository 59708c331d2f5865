import { expect, test } from "vitest";
import { MonitoringRole } from "../../../../src/stack/constructs/monitoring-role";
import { parsed, synthesizeIn } from "../../../support/synth";

const role = (region: string) =>
  synthesizeIn(
    (stack) =>
      new MonitoringRole(stack, "monitoring", {
        account: "111111111111",
        region,
        name: "shop-test-database-monitoring",
        databaseIdentifier: "shop-test",
      }),
  );

test("can be taken by RDS for this one database only", () => {
  expect(role("us-east-1").only("aws_iam_role")["name"]).toBe("shop-test-database-monitoring");
  expect(parsed(role("us-east-1").only("aws_iam_role")["assume_role_policy"]).Statement).toEqual([
    {
      Sid: "ServiceActsForThisAccount",
      Effect: "Allow",
      Principal: { Service: "monitoring.rds.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": "arn:aws:rds:us-east-1:111111111111:db:shop-test" },
      },
    },
  ]);
});

test.each([
  ["us-east-1", "aws"],
  ["us-gov-east-1", "aws-us-gov"],
])("has AWS' own policy of the partition of %s", (region, partition) => {
  expect(role(region).only("aws_iam_role_policy_attachment")).toEqual({
    role: "${aws_iam_role.monitoring.name}",
    policy_arn: `arn:${partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`,
  });
});
