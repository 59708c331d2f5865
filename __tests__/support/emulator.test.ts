import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, expect, test, vi } from "vitest";
import { describeWithEmulator, type Emulator, startEmulator } from "./emulator";
import { runFixture } from "./run-fixture";
import { useTemporaryFolder } from "./temporary-folder";
import { describeWithTools } from "./tools";

describeWithEmulator(
  "the emulator",
  (aws) => {
    test("is the account that its clients are for", async () => {
      const caller = await new STSClient(aws().clientConfig).send(new GetCallerIdentityCommand({}));
      expect(caller.Account).toBe("222222222222");
    });

    test.each([1, 2])("is empty before test %i, whatever the one before left", async () => {
      const ssm = new SSMClient(aws().clientConfig);
      const Name = "/eec/dev/image";
      await expect(ssm.send(new GetParameterCommand({ Name }))).rejects.toMatchObject({
        name: "ParameterNotFound",
      });
      await ssm.send(new PutParameterCommand({ Name, Value: "sha256:0", Type: "String" }));
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
      expect(Parameter?.ARN).toBe("arn:aws:ssm:eu-central-1:222222222222:parameter/eec/dev/image");
    });
  },
  { accountId: "222222222222", region: "eu-central-1" },
);

describeWithTools(["ministack"], "the emulator's process", ({ ministack }) => {
  const folder = useTemporaryFolder();
  afterEach(() => vi.unstubAllEnvs());

  test("starts nothing by a schedule that is due, however long it runs", () => {
    const python = join(dirname(ministack), "python");
    const { stdout, stderr } = spawnSync(python, ["-c", dueSchedule], {
      encoding: "utf8",
      env: { PYTHONPATH: join(__dirname, "python"), TMPDIR: folder(), HOME: folder() },
    });
    expect([stdout, stderr]).toEqual(["not fired\n", ""]);
  });

  test("keeps a connection that is quiet, so that no answer is lost", async () => {
    const emulator = await startEmulator();
    const socket = connect(Number(new URL(emulator.endpoint).port), "127.0.0.1");
    const ask = async () => {
      socket.write("GET /_ministack/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      return `${(await once(socket, "data", { signal: AbortSignal.timeout(3_000) }))[0]}`;
    };
    expect(await ask()).toMatch(/^HTTP\/1\.1 200/);
    await setTimeout(5_500); // the server's own limit is five seconds
    expect(await ask()).toMatch(/^HTTP\/1\.1 200/);
    socket.destroy();
    await emulator.stop();
  }, 20_000);

  test("gives the provider's second try the answer of the first, and nobody else's", async () => {
    const emulator = await startEmulator();
    const create = (call: string, userAgent: string) =>
      fetch(emulator.endpoint, {
        method: "POST",
        headers: {
          "amz-sdk-invocation-id": call,
          "user-agent": userAgent,
          "x-amz-target": "Logs_20140328.CreateLogGroup",
          "content-type": "application/x-amz-json-1.1",
          authorization:
            "AWS4-HMAC-SHA256 Credential=111111111111/20261128/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=0",
        },
        body: JSON.stringify({ logGroupName: userAgent }),
      }).then(({ status }) => status);
    const provider = "APN/1.0 HashiCorp/1.0 Terraform/1.11.4";
    expect(await Promise.all([create("1", provider), create("1", provider)])).toEqual([200, 200]);
    expect(await create("2", provider)).toBe(400); // it exists
    expect(await create("2", provider)).toBe(400); // a refusal is asked for again
    expect([await create("3", "other"), await create("3", "other")]).toEqual([200, 400]);
    await emulator.stop();
  }, 20_000);

  test("is gone when it is stopped, with all it wrote, though a state machine waits", async () => {
    vi.stubEnv("TMPDIR", folder());
    const emulator = await startEmulator();
    await startWaiting(emulator);
    expect(isRunning(emulator.pid)).toBe(true);
    expect(readdirSync(folder())).toEqual([expect.stringMatching(/^slipway-emulator-/)]);
    await emulator.stop();
    expect(isRunning(emulator.pid)).toBe(false);
    expect(readdirSync(folder())).toEqual([]);
  });

  test("is gone when the test process was killed", async () => {
    const pidFile = join(folder(), "pid");
    const temporary = join(folder(), "temporary");
    mkdirSync(temporary);
    const { PATH = "", SLIPWAY_TOOLS = "" } = process.env;
    const run = runFixture("killed", { PATH, SLIPWAY_TOOLS, TMPDIR: temporary, PID_FILE: pidFile });
    expect(run.code).toBe(1);
    const pid = Number(readFileSync(pidFile, "utf8"));
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 5_000 });
    expect(readdirSync(temporary).filter((name) => name.includes("emulator"))).toEqual([]);
  });
});

async function startWaiting({ clientConfig, accountId }: Emulator): Promise<void> {
  const sfn = new SFNClient(clientConfig);
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: "waits",
      roleArn: `arn:aws:iam::${accountId}:role/waits`,
      definition: JSON.stringify({
        StartAt: "wait",
        States: { wait: { Type: "Wait", Seconds: 600, End: true } },
      }),
    }),
  );
  await sfn.send(new StartExecutionCommand({ stateMachineArn }));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What the emulator does every ten seconds, with a schedule that has been due for years and goes when it was fired. */
const dueSchedule = `
from gaps import fill
from ministack.app import app
from ministack.services import scheduler

fill(app)
scheduler._schedules["default/due"] = {
    "State": "ENABLED",
    "ScheduleExpression": "at(2020-01-01T00:00:00)",
    "ActionAfterCompletion": "DELETE",
    "Target": {"Arn": "arn:aws:sqs:us-east-1:111111111111:due"},
}
scheduler._tick_schedules()
print("not fired" if "default/due" in scheduler._schedules else "fired")
`;
