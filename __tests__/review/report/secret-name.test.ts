import { expect, test } from "vitest";
import { looksSecret, namesSecret } from "../../../src/review/report/secret-name";

test.each([
  "DB_PASSWORD",
  "dbPassword",
  "SECRET_KEY",
  "github-token",
  "auth_token",
  "AWS_SECRET_ACCESS_KEY",
  "privateKey",
  "SENTRY_DSN",
  "pwd",
])("%s is the name of a secret", (name) => {
  expect(namesSecret(name)).toBe(true);
});

test.each([
  "LOG_LEVEL",
  "SECRET_ARN",
  "secret_id",
  "password_wo_version",
  "TOKEN_TTL_SECONDS",
  "password_policy",
  "tokens_per_minute",
  "secretary",
  "public_key",
  "kms_key_id",
])("%s is not", (name) => {
  expect(namesSecret(name)).toBe(false);
});

test.each([
  "postgresql://app:hunter2@db.example.gov:5432/app",
  "redis://:hunter2@cache:6379",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
  "AKIAABCDEFGHIJKLMNOP",
  `ghp_${"a".repeat(36)}`,
  `eyJ${"a".repeat(20)}.eyJ${"b".repeat(20)}.${"c".repeat(20)}`,
])("%s gives a secret away", (text) => {
  expect(looksSecret(text)).toBe(true);
});

test.each([
  "postgresql://db.example.gov:5432/app",
  "https://example.gov/a@b",
  "sha256:0123456789abcdef",
  "-----BEGIN CERTIFICATE-----",
  "arn:aws:secretsmanager:us-east-1:111111111111:secret:x",
])("%s does not", (text) => {
  expect(looksSecret(text)).toBe(false);
});

test("a text that almost gives one away, a hundred thousand times over, is read in a moment", () => {
  const started = process.cpuUsage();
  for (const almost of ["-eyJ", "-----BEGIN ", "a://:", "ghp_"]) {
    expect(looksSecret(almost.repeat(100_000))).toBe(false);
  }
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(3_000);
});
