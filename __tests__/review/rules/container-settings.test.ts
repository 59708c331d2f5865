import { describe, expect, test } from "vitest";
import { secretWithdrawn } from "../../../src/review/rules/outage/secret-withdrawn";
import { secretSwapped } from "../../../src/review/rules/privilege/secret-swapped";
import { auditReduced } from "../../../src/review/rules/safety/audit-reduced";
import { containerLoosened } from "../../../src/review/rules/safety/container-loosened";
import { programChanged } from "../../../src/review/rules/safety/program-changed";
import { containers, unknownContainers } from "../support/containers";
import { type Document, fixturePlan, planOf, saidBy, type Values } from "../support/plans";

const secrets = (...named: [string, string][]) => ({
  secrets: named.map(([name, valueFrom]) => ({ name, valueFrom })),
});
const arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:eec-dev/KEY-AbCdEf";

describe("secret-withdrawn", () => {
  test("refuses that a container loses a secret, and notes a variable", () => {
    const two = secrets(["KEY", arn], ["OTHER", arn]);
    expect(saidBy(secretWithdrawn, containers(two, secrets(["OTHER", arn])))).toEqual([
      "refused: app: no longer gets the secret KEY",
    ]);
    expect(saidBy(secretWithdrawn, containers({}, { environment: [] }))).toEqual([
      "noted: app: no longer gets ENV",
    ]);
  });

  test("lets a variable become a secret, one come, and a value change", () => {
    const hidden = { environment: [], ...secrets(["ENV", arn], ["DB_PASSWORD", arn]) };
    expect(saidBy(secretWithdrawn, containers({}, hidden))).toEqual([]);
    expect(saidBy(secretWithdrawn, fixturePlan("environment-variable"))).toEqual([]);
  });
});

describe("secret-swapped", () => {
  const said = (before: string, after: string, more?: (it: Document) => void) =>
    saidBy(secretSwapped, containers(secrets(["KEY", before]), secrets(["KEY", after]), more));

  test("refuses another account's secret, another one of this account, and another part of it", () => {
    const theirs = "arn:aws:secretsmanager:us-east-1:999999999999:secret:other";
    expect(said(arn, theirs)).toEqual([
      `refused: app: reads the secret KEY from ${theirs}, not ${arn}`,
    ]);
    expect(said(arn, arn.replace("KEY", "OTHER"))).toHaveLength(1);
    expect(said(`${arn}:user::`, `${arn}:password::`)).toHaveLength(1);
    expect(said("/eec/dev/key", "/eec/prod/key")).toHaveLength(1);
  });

  test("lets another version of the same secret pass", () => {
    expect(said(`${arn}:::one`, `${arn}:::two`)).toEqual([]);
    expect(said(arn, `${arn}:::two`)).toEqual([]);
  });

  test("knows the secret whose version this plan writes, and refuses one that it makes", () => {
    const task = (before: Values | null) =>
      planOf(
        {
          address: "aws_ecs_task_definition.task",
          before: {
            container_definitions: JSON.stringify([
              { name: "app", ...secrets(["KEY", `${arn}:::one`]) },
            ]),
          },
          after: {},
          unknown: { container_definitions: true },
          actions: ["delete", "create"],
          configured: {
            container_definitions: JSON.stringify([
              {
                name: "app",
                ...secrets([
                  "KEY",
                  "${aws_secretsmanager_secret_version.key.arn}:::${aws_secretsmanager_secret_version.key.version_id}",
                ]),
              },
            ]),
          },
        },
        {
          address: "aws_secretsmanager_secret_version.key",
          before,
          after: {},
          unknown: { arn: true, version_id: true },
          actions: before ? ["delete", "create"] : ["create"],
        },
      );
    expect(saidBy(secretSwapped, task({ arn, version_id: "one" }))).toEqual([]);
    expect(saidBy(secretSwapped, task({ arn: arn.replace("KEY", "OTHER") }))).toHaveLength(1);
    expect(saidBy(secretSwapped, task(null))).toHaveLength(1);
  });
});

describe("program-changed", () => {
  test.each([
    ["command", ["sh", "-c", "id"], 'goes from unset to ["sh","-c","id"]'],
    ["entryPoint", ["sh"], 'goes from unset to ["sh"]'],
    ["workingDirectory", "/tmp", "goes from unset to /tmp"],
    [
      "environmentFiles",
      [{ type: "s3", value: "arn:aws:s3:::files/x.env" }],
      'goes from unset to [{"type":"s3","value":"arn:aws:s3:::files/x.env"}]',
    ],
  ])("refuses another %s", (key, value, what) => {
    expect(saidBy(programChanged, containers({}, { [key]: value }))).toEqual([
      `refused: app: \`${key}\` ${what}`,
    ]);
    expect(saidBy(programChanged, containers({ [key]: value }, {}))).toHaveLength(1);
    expect(saidBy(programChanged, containers({ [key]: value }, { [key]: value }))).toEqual([]);
  });

  const withVariable = (name: string, value: string) => ({ environment: [{ name, value }] });
  const code = "says where programs take code from, before that of the application";
  const node = "gives Node options of any kind: code to load first, a debugger to open";
  const java = "gives Java options of any kind: code to load first, a debugger to open";
  const through = "sends what the application asks through another host";
  const aws = "makes the application ask AWS elsewhere, or as somebody else";
  const believes = "says whose certificates the application believes";

  test.each([
    ["LD_PRELOAD", "/tmp/x.so", code],
    ["PYTHONPATH", "/tmp", code],
    ["BASH_ENV", "/tmp/x", code],
    ["DOTNET_STARTUP_HOOKS", "/tmp/x.dll", code],
    ["NODE_OPTIONS", "--require /tmp/x.js", node],
    ["NODE_OPTIONS", "--max-old-space-size=512 --inspect=0.0.0.0", node],
    ["JAVA_TOOL_OPTIONS", "-javaagent:/tmp/x.jar", java],
    ["JAVA_TOOL_OPTIONS", "-Xmx512m -XX:OnError=/tmp/x", java],
    ["HTTPS_PROXY", "http://proxy.example.gov:3128", through],
    ["http_proxy", "http://proxy.example.gov:3128", through],
    ["AWS_ENDPOINT_URL_S3", "https://s3.example.gov", aws],
    ["AWS_ROLE_ARN", "arn:aws:iam::111111111111:role/x", aws],
    ["SSL_CERT_FILE", "/tmp/ca.pem", believes],
    ["NODE_TLS_REJECT_UNAUTHORIZED", "0", "may let the application believe every certificate"],
    ["PGSSLMODE", "disable", "may let the database's traffic go without TLS"],
  ])("refuses that %s becomes %s, and lets it stay", (name, value, effect) => {
    const refusal = [`refused: app: \`${name}\` ${effect}`];
    const with_ = withVariable(name, value);
    expect(saidBy(programChanged, containers({ environment: [] }, with_))).toEqual(refusal);
    expect(saidBy(programChanged, containers(with_, with_))).toEqual([]);
    expect(saidBy(programChanged, containers(with_, { environment: [] }))).toEqual([]);
  });

  test.each([
    ["LOG_LEVEL", "debug"],
    ["ENV", "production"],
    ["NODE_ENV", "production"],
    ["NODE_OPTIONS", "--max-old-space-size=512 --enable-source-maps"],
    ["JAVA_TOOL_OPTIONS", "-Xmx512m -XX:+UseG1GC -XX:MaxRAMPercentage=75.0 -Dfile.encoding=UTF-8"],
    ["NO_PROXY", "169.254.169.254"],
    ["AWS_REGION", "us-east-1"],
    ["PGSSLMODE", "verify-full"],
    ["NODE_TLS_REJECT_UNAUTHORIZED", "1"],
    ["PYTHONUNBUFFERED", "1"],
    ["PATH_PREFIX", "/shop"],
    ["LD_PRELOAD", ""],
  ])("lets %s become %j", (name, value) => {
    expect(
      saidBy(programChanged, containers({ environment: [] }, withVariable(name, value))),
    ).toEqual([]);
  });

  test("refuses another command of the health check, and lets it ask at another pace", () => {
    const check = (command: string[], interval = 30) => ({ healthCheck: { command, interval } });
    const [now, other] = [
      ["CMD", "a"],
      ["CMD-SHELL", "exit 0"],
    ];
    expect(saidBy(programChanged, containers(check(now), check(other)))).toEqual([
      'refused: app: `healthCheck.command` goes from ["CMD","a"] to ["CMD-SHELL","exit 0"]',
    ]);
    expect(saidBy(programChanged, containers(check(now), check(now, 10)))).toEqual([]);
  });

  test("takes nothing and an empty list for one", () => {
    expect(saidBy(programChanged, containers({ command: [] }, {}))).toEqual([]);
  });

  test("refuses a command that the configuration computes", () => {
    const written = unknownContainers('${jsonencode([{"name" = "app", "command" = var.c}])}');
    expect(saidBy(programChanged, containers({}, {}, written))).toContain(
      "refused: app: `command` goes from unset to *",
    );
  });
});

describe("the log of a container", () => {
  const log = (options: Values, logDriver = "awslogs") => ({
    logConfiguration: { logDriver, options },
  });
  const now = log({ "awslogs-group": "/slipway/eec-dev/app", "awslogs-region": "us-east-1" });

  test("audit-reduced refuses that it goes to another group or by another driver", () => {
    const other = log({ "awslogs-group": "/dev/null", "awslogs-region": "us-east-1" });
    expect(saidBy(auditReduced, containers(now, other))).toEqual([
      "refused: app: `awslogs-group` of its log goes from /slipway/eec-dev/app to /dev/null",
    ]);
    const away = log({ "fluentd-address": "198.51.100.7" }, "fluentd");
    expect(saidBy(auditReduced, containers(now, away))).toEqual([
      "refused: app: `logDriver` of its log goes from awslogs to fluentd",
    ]);
  });

  test("audit-reduced lets it be buffered otherwise, and begin", () => {
    const buffered = log({ ...now.logConfiguration.options, "max-buffer-size": "8m" });
    expect(saidBy(auditReduced, containers(now, buffered))).toEqual([]);
    expect(saidBy(auditReduced, containers({ logConfiguration: null }, now))).toEqual([]);
  });
});

test("container-loosened refuses a container that may end unnoticed, and lets it stay so", () => {
  expect(saidBy(containerLoosened, containers({}, { essential: false }))).toEqual([
    "refused: app: may end without its task being started again",
  ]);
  const lax = { essential: false };
  expect(saidBy(containerLoosened, containers(lax, lax))).toEqual([]);
});
