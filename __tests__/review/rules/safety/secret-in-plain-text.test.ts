import { describe, expect, test } from "vitest";
import { secretInPlainText } from "../../../../src/review/rules/safety/secret-in-plain-text";
import { containers, unknownContainers } from "../../support/containers";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("secret-in-plain-text", () => {
  const env = (name: string, value: string) => ({ environment: [{ name, value }] });

  test.each([
    ["DB_PASSWORD", "hunter2"],
    ["SECRET_KEY", "x"],
    ["DATABASE_URL", "postgresql://app:hunter2@db:5432/app"],
    ["CERT", "-----BEGIN PRIVATE KEY-----"],
    ["PGPASSWORD", "hunter2"],
    ["MYSQL_PWD", "hunter2"],
    ["URL", "jdbc:postgresql://db/a?user=a&password=hunter2"],
  ])("refuses the new variable %s, and does not print its value", (name, value) => {
    expect(saidBy(secretInPlainText, containers({}, env(name, value)))).toEqual([
      `refused: app: \`${name}\` stands as plain text in the task definition`,
    ]);
  });

  test("refuses a word of a command that is one by the word before it", () => {
    expect(
      saidBy(secretInPlainText, containers({}, { command: ["app", "--password", "hunter2"] })),
    ).toEqual(["refused: app: `command[2]` stands as plain text in the task definition"]);
  });

  test("refuses that what came from a secret store now stands in the open", () => {
    expect(
      saidBy(
        secretInPlainText,
        containers(
          { secrets: [{ name: "LOGIN", valueFrom: "arn:s" }] },
          { ...env("LOGIN", "x"), secrets: [] },
        ),
      ),
    ).toHaveLength(1);
  });

  test.each([
    ["LOG_LEVEL", "debug"],
    ["TOKEN_TTL_SECONDS", "3600"],
    ["PASSWORD_RESET_TIMEOUT", "259200"],
    ["PASSWORD_HASHERS", "app.hashers.Argon2"],
    ["SECRET_ARN", "arn:aws:secretsmanager:us-east-1:111111111111:secret:x"],
    ["DATABASE_URL", "postgresql://db:5432/app"],
  ])("lets the variable %s pass, which is no secret", (name, value) => {
    expect(saidBy(secretInPlainText, containers({}, env(name, value)))).toEqual([]);
  });

  test("refuses what is not known before the apply, when the configuration does not say it either", () => {
    expect(
      saidBy(secretInPlainText, containers({}, {}, unknownContainers("${file(local.path)}"))),
    ).toEqual(["refused: its containers are not known before the apply"]);
  });

  test("is silent about what stood there before", () => {
    expect(
      saidBy(
        secretInPlainText,
        containers(env("DB_PASSWORD", "hunter2"), env("DB_PASSWORD", "hunter2")),
      ),
    ).toEqual([]);
  });
});

describe("secret-in-plain-text refuses what enters the state with something new", () => {
  test.each([
    ["aws_db_instance.it", { password: "hunter2" }, {}, "password"],
    ["aws_elasticache_replication_group.it", { auth_token: "hunter2" }, {}, "auth_token"],
    [
      "aws_lambda_function.it",
      { environment: [{ variables: { PGPASSWORD: "x" } }] },
      {},
      "environment[0].variables.PGPASSWORD",
    ],
    ["aws_elasticache_user.it", { passwords: ["hunter2"] }, {}, "passwords[0]"],
    [
      "aws_cloudwatch_event_connection.it",
      { auth_parameters: [{ api_key: [{ key: "k", value: "hunter2" }] }] },
      {},
      "auth_parameters[0].api_key[0].value",
    ],
    ["aws_ssm_parameter.it", { type: "SecureString", value: "x" }, {}, "value"],
    ["aws_instance.it", { user_data: "export API_TOKEN=abc123" }, {}, "user_data"],
    ["random_password.it", {}, { result: true }, "result"],
  ])("%s %j", (address, after, unknown, path) => {
    const plan = planOf({ address, after, unknown, sensitive: { result: true } });
    expect(saidBy(secretInPlainText, plan)).toEqual([
      `refused: \`${path}\` is kept as plain text in the state from now on`,
    ]);
  });

  test.each([
    ["aws_db_instance.it", { password: null, password_wo_version: 1, engine: "postgres" }, {}],
    [
      "aws_secretsmanager_secret_version.it",
      { secret_string_wo: null },
      { has_secret_string_wo: true },
    ],
    [
      "aws_ssm_parameter.it",
      { type: "String", name: "/shop/image", insecure_value: "x" },
      { value: true },
    ],
    ["aws_ssm_parameter.it", { type: "SecureString", value_wo: null }, { value: true }],
  ])("and lets pass %s %j, which keeps none", (address, after, unknown) => {
    const plan = planOf({ address, after, unknown, sensitive: { value: true } });
    expect(saidBy(secretInPlainText, plan)).toEqual([]);
  });
});

test.each([
  ["aws_db_instance.it", "password"],
  ["aws_secretsmanager_secret_version.it", "secret_string"],
])(
  "secret-in-plain-text refuses that %s keeps its %s in the state, and lets it stay out",
  (address, name) => {
    const said = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(secretInPlainText, address, { [name]: null }, after, unknown);
    const refused = [`refused: \`${name}\` is kept as plain text in the state from now on`];
    expect(said({ [name]: "x" })).toEqual(refused);
    expect(said({}, { [name]: true })).toEqual(refused);
    expect(said({ [name]: null, [`${name}_wo_version`]: 2 })).toEqual([]);
    expect(saidOfUpdate(secretInPlainText, address, { [name]: "x" }, { [name]: "y" })).toEqual([]);
  },
);
