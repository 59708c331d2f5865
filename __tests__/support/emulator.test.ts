import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { borrowEmulator, describeWithEmulator, type Emulator, startEmulator } from "./emulator";
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

    test("makes a VPC endpoint, and says which groups and names it has, as the provider asks", async () => {
      const ec2 = new EC2Client(aws().clientConfig);
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
      await ec2.send(
        new CreateVpcEndpointCommand({
          VpcEndpointType: "Interface",
          VpcId: Vpc?.VpcId,
          ServiceName: "com.amazonaws.eu-central-1.logs",
          SecurityGroupIds: ["sg-0123456789abcdef0"],
          PrivateDnsEnabled: true,
        }),
      );
      const { VpcEndpoints } = await ec2.send(new DescribeVpcEndpointsCommand({}));
      expect(VpcEndpoints).toMatchObject([
        { Groups: [{ GroupId: "sg-0123456789abcdef0" }], PrivateDnsEnabled: true },
      ]);
    });
  },
  { accountId: "222222222222", region: "eu-central-1" },
);

describeWithTools(["ministack"], "the emulator's process", ({ ministack }) => {
  const folder = useTemporaryFolder();
  afterEach(() => vi.unstubAllEnvs());

  // It is quiet while the other tests run.
  let quiet: ReturnType<typeof connectTo>;
  let quietSince: number;
  beforeAll(async () => {
    quiet = connectTo(await borrowEmulator());
    expect(await quiet.ask()).toMatch(/^HTTP\/1\.1 200/);
    quietSince = Date.now();
  });
  afterAll(() => quiet?.end());

  test("starts nothing by a schedule that is due, however long it runs", () => {
    const python = join(dirname(ministack), "python");
    const { stdout, stderr } = spawnSync(python, ["-c", dueSchedule], {
      encoding: "utf8",
      env: { PYTHONPATH: join(__dirname, "python"), TMPDIR: folder(), HOME: folder() },
    });
    expect([stdout, stderr]).toEqual(["not fired\n", ""]);
  });

  test("gives the provider's second try the answer of the first, and nobody else's", async () => {
    const emulator = await borrowEmulator();
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

  test("is kept for the next group that asks for the same, which gets it empty and with full waits", async () => {
    const first = await borrowEmulator();
    const beside = await borrowEmulator({ accountId: "222222222222", region: "eu-central-1" });
    const ssm = new SSMClient(first.clientConfig);
    const Name = "/eec/dev/image";
    await ssm.send(new PutParameterCommand({ Name, Value: "sha256:0", Type: "String" }));
    await first.scaleWaits(0.02);
    await first.stop();

    const next = await borrowEmulator();
    expect(next.pid).toBe(first.pid);
    expect(beside.pid).not.toBe(first.pid);
    await expect(ssm.send(new GetParameterCommand({ Name }))).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
    const execution = await startWaiting(next, 5); // at 0.02 a tenth of a second
    await setTimeout(300);
    expect(await statusOf(next, execution)).toBe("RUNNING");
    await Promise.all([next.stop(), beside.stop()]);
  });

  test("forgets executions too: one that still ran does nothing to what is there afterwards", async () => {
    const emulator = await borrowEmulator();
    const ssm = new SSMClient(emulator.clientConfig);
    const parameter = { Name: "/eec/dev/image", Type: "String" } as const;
    await emulator.scaleWaits(0.3);
    await startMachine(emulator, {
      wait: { Type: "Wait", Seconds: 1, Next: "put" },
      put: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ssm:putParameter",
        Parameters: { ...parameter, Value: "of before", Overwrite: true },
        End: true,
      },
    });
    await setTimeout(250); // it waits
    await emulator.reset();
    await ssm.send(new PutParameterCommand({ ...parameter, Value: "of now" }));
    await setTimeout(600);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter.Name }));
    expect(Parameter?.Value).toBe("of now");
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

  test("keeps a connection that is quiet, so that no answer is lost", async () => {
    await setTimeout(Math.max(0, quietSince + 5_500 - Date.now())); // the server's own limit is five seconds
    expect(await quiet.ask()).toMatch(/^HTTP\/1\.1 200/);
  }, 20_000);
});

function connectTo(emulator: Emulator) {
  const socket = connect(emulator.port, "127.0.0.1");
  return {
    ask: async () => {
      socket.write("GET /_ministack/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      return `${(await once(socket, "data", { signal: AbortSignal.timeout(3_000) }))[0]}`;
    },
    end: async () => {
      socket.destroy();
      await emulator.stop();
    },
  };
}

const startWaiting = (emulator: Emulator, Seconds = 600) =>
  startMachine(emulator, { wait: { Type: "Wait", Seconds, End: true } });

/** Starts a machine that begins with its state `wait`. */
async function startMachine({ clientConfig, accountId }: Emulator, States: object) {
  const sfn = new SFNClient(clientConfig);
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: "waits",
      roleArn: `arn:aws:iam::${accountId}:role/waits`,
      definition: JSON.stringify({ StartAt: "wait", States }),
    }),
  );
  return sfn.send(new StartExecutionCommand({ stateMachineArn }));
}

async function statusOf({ clientConfig }: Emulator, { executionArn = "" }) {
  const sfn = new SFNClient(clientConfig);
  return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
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
