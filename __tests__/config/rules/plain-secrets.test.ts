import { expect, test } from "vitest";
import { plainSecrets } from "../../../src/config/service";
import { judged } from "../../support/judged";

const plain = (name: string, value: string) =>
  judged(plainSecrets, { [`service.variables.${name}`]: value });
const fix =
  "put it under secrets.variables; if the value was ever committed, change it where it is valid";

test.each([
  ["LOG_LEVEL", "info"],
  ["ACCESS_TOKEN_EXPIRE_MINUTES", "30"],
  ["PASSWORD_MIN_LENGTH", "12"],
  ["SECRET_ARN", "arn:aws:secretsmanager:us-east-1:111111111111:secret:a-a1B2c3"],
  ["REQUIRE_TOKEN", "true"],
  ["SMTP_PASSWORD", ""],
  ["PUBLIC_URL", "https://shop.example.gov:8443/path?at=@home"],
  ["REDIS_URL", "rediss://cache.example.gov:6379/0"],
  ["SENTRY_DSN", "https://0123456789abcdef@errors.example.gov/1"],
  ["MONKEY", "banana"],
])("%s=%s is a plain variable", (name, value) => {
  expect(plain(name, value)).toBe("");
});

test.each([
  "PASSWORD",
  "DB_PASSWORD",
  "PGPASSWORD",
  "smtp_passwd",
  "CLIENT_SECRET",
  "SECRET_KEY_BASE",
  "GITHUB_TOKEN",
  "STRIPE_API_KEY",
  "STRIPE_APIKEY",
  "JWT_PRIVATE_KEY",
  "GOOGLE_CREDENTIALS",
])("refuses %s, whose name says that it is secret", (name) => {
  expect(plain(name, "hunter2hunter2")).toBe(
    `service.variables.${name}: must not be a plain variable: its name says that the value is secret
    ${fix}
`,
  );
});

test.each([
  ["a password in a URL", "postgresql://shop:hunter2@db.example.gov:5432/shop"],
  ["a password without a user in a URL", "redis://:hunter2@cache.example.gov:6379"],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----"],
  ["an AWS key", `key AKIA${"A".repeat(16)}`],
  ["a GitHub token", `ghp_${"a".repeat(36)}`],
  ["a JWT", `eyJ${"a".repeat(20)}.eyJ${"b".repeat(20)}.c`],
])("refuses %s, whatever the name, and does not print it", (_, value) => {
  expect(plain("SETTING", value)).toBe(
    `service.variables.SETTING: must not be a plain variable: its value looks like a password or a key
    ${fix}
`,
  );
});
