import { describe, expect, test } from "vitest";
import { auditReduced } from "../../../src/review/rules/safety/audit-reduced";
import { containerLoosened } from "../../../src/review/rules/safety/container-loosened";
import { encryptionReduced } from "../../../src/review/rules/safety/encryption-reduced";
import { secretInPlainText } from "../../../src/review/rules/safety/secret-in-plain-text";
import { containers, unknownContainers } from "../support/containers";
import {
  entryOf,
  fixturePlan,
  planOf,
  saidBy,
  saidOfUpdate,
  updated,
  type Values,
} from "../support/plans";

describe("the shells that people open in containers", () => {
  const cluster = "aws_ecs_cluster.cluster";
  const exec = (more: Values) => ({ configuration: [{ execute_command_configuration: [more] }] });
  const logs = (more: Values = {}) => ({
    log_configuration: [
      { cloud_watch_log_group_name: "/exec", cloud_watch_encryption_enabled: true, ...more },
    ],
  });
  const recorded = exec({ logging: "OVERRIDE", kms_key_id: "arn:key", ...logs() });

  test("audit-reduced refuses that they are no longer recorded, and lets the recording begin", () => {
    const said = (after: Values, unknown: Values = {}) =>
      saidBy(auditReduced, updated(cluster, recorded, after, unknown));
    expect(said(exec({ logging: "NONE", kms_key_id: "arn:key", ...logs() }))).toEqual([
      "refused: `configuration.execute_command_configuration.logging` goes from OVERRIDE to NONE",
    ]);
    expect(said(exec({ logging: "OVERRIDE", kms_key_id: "arn:key" }))).toEqual([
      "refused: `configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name` goes from /exec to unset",
    ]);
    expect(said({ configuration: [] })).toHaveLength(2);
    expect(said({}, { configuration: true })).toHaveLength(2);
    expect(saidBy(auditReduced, updated(cluster, { configuration: [] }, recorded))).toEqual([]);
  });

  test("audit-reduced takes no configuration for the task's own log, which NONE switches off", () => {
    const none = exec({ logging: "NONE" });
    expect(saidBy(auditReduced, updated(cluster, { configuration: [] }, none))).toHaveLength(1);
    expect(saidBy(auditReduced, updated(cluster, none, { configuration: [] }))).toEqual([]);
  });

  test("encryption-reduced refuses that their key or the records' encryption goes", () => {
    const said = (after: Values) => saidBy(encryptionReduced, updated(cluster, recorded, after));
    expect(said(exec({ logging: "OVERRIDE", ...logs() }))).toEqual([
      "refused: `configuration.execute_command_configuration.kms_key_id` goes from arn:key to unset",
    ]);
    const plain = logs({ cloud_watch_encryption_enabled: false });
    expect(said(exec({ logging: "OVERRIDE", kms_key_id: "arn:key", ...plain }))).toHaveLength(1);
    expect(saidBy(encryptionReduced, updated(cluster, { configuration: [] }, recorded))).toEqual(
      [],
    );
  });
});

describe("container-loosened", () => {
  test.each([
    [
      { readonlyRootFilesystem: true },
      { readonlyRootFilesystem: false },
      "app: may write to its image's files",
    ],
    [{ user: "1000" }, { user: "0:0" }, "app: runs as root or as the image's own user"],
    [{}, { user: "root" }, "app: runs as root or as the image's own user"],
    [{ user: "1000" }, { user: null }, "app: runs as root or as the image's own user"],
    [{}, { privileged: true }, "app: runs privileged"],
    [
      {},
      { linuxParameters: { capabilities: { add: ["SYS_ADMIN"] } } },
      "app: gets the capabilities SYS_ADMIN",
    ],
    [
      { linuxParameters: { capabilities: { drop: ["ALL"] } } },
      { linuxParameters: { capabilities: { drop: [] } } },
      "app: no longer drops the capabilities ALL",
    ],
    [
      {},
      { linuxParameters: { devices: [{ hostPath: "/dev/sda" }] } },
      "app: gets the devices /dev/sda",
    ],
    [
      {},
      { dockerSecurityOptions: ["seccomp:unconfined"] },
      "app: gets the security options seccomp:unconfined",
    ],
    [
      { dockerSecurityOptions: ["no-new-privileges"] },
      {},
      "app: loses the security options no-new-privileges",
    ],
    [{ healthCheck: { command: ["CMD", "true"] } }, {}, "app: has no health check any more"],
    [{}, { logConfiguration: null }, "app: writes no log"],
  ])("refuses %j becoming %j", (before, after, what) => {
    expect(saidBy(containerLoosened, containers(before, after))).toEqual([`refused: ${what}`]);
  });

  test("lets a container be held tighter, and another variable pass", () => {
    expect(
      saidBy(
        containerLoosened,
        containers({ user: "0" }, { user: "1000", readonlyRootFilesystem: true }),
      ),
    ).toEqual([]);
    const dropping = (drop: string[], more: Values = {}) => ({
      linuxParameters: { capabilities: { drop } },
      ...more,
    });
    const tighter = dropping(["ALL"], { dockerSecurityOptions: ["no-new-privileges"] });
    expect(saidBy(containerLoosened, containers(dropping(["NET_RAW"]), tighter))).toEqual([]);
    expect(saidBy(containerLoosened, fixturePlan("environment-variable"))).toEqual([]);
  });

  test.each(["pid_mode", "ipc_mode"])("refuses that containers share %s", (name) => {
    const said = (before: unknown, after: unknown) =>
      saidBy(
        containerLoosened,
        containers({}, {}, (it) => {
          const { change } = entryOf(it, "aws_ecs_task_definition.td");
          change.before = { ...change.before, [name]: before };
          change.after = { ...change.after, [name]: after };
        }),
      );
    expect(said(null, "task")).toEqual([
      `refused: \`${name}\` shares each container's with the others`,
    ]);
    expect(said("", "host")).toEqual([
      `refused: \`${name}\` shares the host's with the containers`,
    ]);
    expect(said("task", "task")).toEqual([]);
  });

  test("refuses the host's files as a volume, and lets one pass that is the task's own or was there", () => {
    const said = (before: unknown, after: unknown, unknown: unknown = {}) =>
      saidBy(
        containerLoosened,
        containers({}, {}, (it) => {
          const { change } = entryOf(it, "aws_ecs_task_definition.td");
          change.before = { ...change.before, volume: before };
          change.after = { ...change.after, volume: after };
          Object.assign(change.after_unknown, { volume: unknown });
          const block = it.configuration.root_module.resources.find(
            ({ type }) => type === "aws_ecs_task_definition",
          );
          Object.assign(block?.expressions ?? {}, { volume: [{}] });
        }),
      );
    const host = { name: "x", host_path: "/" };
    expect(said([], [host])).toEqual(["refused: gets the host's files below /"]);
    expect(said([], [{ name: "x" }], [{ host_path: true }])).toHaveLength(1);
    expect(said([], undefined, true)).toEqual([
      "refused: which volumes it has is not known before the apply",
    ]);
    expect(said([], [{ name: "x", host_path: "" }])).toEqual([]);
    expect(said([host], [host])).toEqual([]);
  });

  test("refuses what is not known before the apply, when the configuration does not say it either", () => {
    expect(
      saidBy(containerLoosened, containers({}, {}, unknownContainers("${file(local.path)}"))),
    ).toEqual(["refused: what its containers may do is not known before the apply"]);
  });
});

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
