import { expect, test } from "vitest";
import { plainSecrets } from "../../src/config/service";
import { differenceText } from "../../src/review/render/fates";
import { reviewPlan } from "../../src/review/review-plan";
import { secretInPlainText } from "../../src/review/rules/safety/secret-in-plain-text";
import { secretsIn } from "../../src/review/secrets-within";
import { judged } from "../support/judged";
import { containers } from "./support/containers";
import { saidBy } from "./support/plans";

const secret = "hunter2hunter2";

test.each([
  ["DB_PASSWORD", secret],
  ["AUTHTOKEN", secret],
  ["BROKER", `amqp://app:${secret}@mq.example.gov:5672/`],
  ["SETTINGS", JSON.stringify({ passwords: [secret] })],
  ["SETTINGS", JSON.stringify({ users: [{ name: "API_TOKEN", value: secret }] })],
  ["SETTINGS", JSON.stringify({ api_key: { value: secret } })],
  ["SETTINGS", JSON.stringify({ password: { S: secret } })],
  ["SETTINGS", JSON.stringify({ Parameters: { DBPassword: { Default: secret } } })],
  ["SETTINGS", ` ${JSON.stringify({ databases: JSON.stringify({ db_password: secret }) })}`],
  ["SETTINGS", JSON.stringify(["psql", "--password", secret])],
  ["SETTINGS", JSON.stringify([{ key: "PGPASSWORD", value: secret }])],
])("%s=%s is a secret for npm start, the review, what it prints, and the state", (name, value) => {
  expect(answers(name, value)).toEqual({
    check: true,
    review: true,
    printed: false,
    state: true,
  });
});

test.each([
  ["PASSWORD_HASHERS", "argon2,pbkdf2"],
  ["ACCESS_TOKEN_LIFETIME", "3600"],
  ["SETTINGS", JSON.stringify({ level: "info", handlers: ["console"] })],
  ["SETTINGS", JSON.stringify({ api_key_source: "header", password_min_length: 12 })],
  ["SETTINGS", "{ not JSON"],
])("%s=%s is none for all of them", (name, value) => {
  expect(answers(name, value)).toMatchObject({ check: false, review: false, state: false });
});

function answers(name: string, value: string) {
  const plan = containers({ environment: [] }, { environment: [{ name, value }] });
  const printed = reviewPlan(plan).changes.flatMap(({ differences }) =>
    differences.map(differenceText),
  );
  return {
    check: judged(plainSecrets, { [`service.variables.${name}`]: value }) !== "",
    review: saidBy(secretInPlainText, plan).some((said) => said.startsWith("refused: ")),
    printed: printed.join("\n").includes(secret),
    state: secretsIn("environment", [{ name, value }], undefined).length > 0,
  };
}
