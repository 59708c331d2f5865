import { expect, test } from "vitest";
import { DatabaseLogs, databaseLogGroupName } from "../../../../src/stack/constructs/database-logs";
import { synthesizeIn } from "../../../support/synth";

test("makes every exported log's group before RDS does: encrypted, kept as long as asked, not to be deleted", () => {
  const groups = synthesizeIn(
    (stack) =>
      new DatabaseLogs(stack, "logs", {
        identifier: "shop-test",
        retentionDays: 90,
        keyArn: "key",
      }),
  ).all("aws_cloudwatch_log_group");

  expect(groups).toEqual({
    logs_postgresql: {
      name: "/aws/rds/instance/shop-test/postgresql",
      retention_in_days: 90,
      kms_key_id: "key",
      lifecycle: { prevent_destroy: true },
    },
    logs_upgrade: {
      name: "/aws/rds/instance/shop-test/upgrade",
      retention_in_days: 90,
      kms_key_id: "key",
      lifecycle: { prevent_destroy: true },
    },
  });
});

test("names a group exactly as RDS does", () => {
  expect(databaseLogGroupName("shop-test", "upgrade")).toBe("/aws/rds/instance/shop-test/upgrade");
});
