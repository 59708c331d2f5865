import { describe, expect, test } from "vitest";
import { programChanged } from "../../../../src/review/rules/safety/program-changed";
import { containers, unknownContainers } from "../../support/containers";
import { saidBy } from "../../support/plans";

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
