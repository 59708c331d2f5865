import { expect, test } from "vitest";
import { secretSources } from "../../../src/config/secrets";
import { judged } from "../../support/judged";

const parameter = "arn:aws:ssm:us-east-1:111111111111:parameter/payments/key";
const secret = (account: string) =>
  `arn:aws:secretsmanager:us-east-1:${account}:secret:payments-a1B2c3`;
const key = "arn:aws:kms:us-east-1:222222222222:key/00000000-0000-0000-0000-000000000000";
const existing = (arn: string, jsonKey: string | null, kmsKeyArn: string | null = null) =>
  judged(secretSources, {
    "secrets.variables.PAYMENTS_KEY": { source: "arn", arn, jsonKey, kmsKeyArn },
  });

test("a key within a secret of Secrets Manager, and a whole SSM parameter, are accepted", () => {
  expect(existing(secret("111111111111"), "key") + existing(parameter, null)).toBe("");
});

test("refuses a key within an SSM parameter", () => {
  expect(existing(parameter, "key")).toBe(
    `secrets.variables.PAYMENTS_KEY.jsonKey: must be null for an SSM parameter, got "key"
    an SSM parameter is taken whole; keep the value in a parameter of its own
`,
  );
});

test("a secret of another account needs its key", () => {
  expect(existing(secret("222222222222"), null, key)).toBe("");
  expect(existing(secret("222222222222"), null)).toBe(
    `secrets.variables.PAYMENTS_KEY.kmsKeyArn: must be given for a secret of another account (222222222222), got null
    name the customer managed key that encrypts it; the AWS managed key does not work across accounts
`,
  );
});
