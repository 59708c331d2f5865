import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTasksCommand, ListTasksCommand } from "@aws-sdk/client-ecs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { reasonsInPlainWords } from "../../../src/aws/one-off-task";
import { historyCommand } from "../../../src/cli/commands/history";
import { runCommand } from "../../../src/cli/commands/run";
import { release, startWorlds } from "../../deployer/support/deployer";
import type { World } from "../../deployer/support/world";
import { exampleText } from "../../support/example-environment";
import { exampleWith } from "../../support/example-with";
import { memoryTerminal } from "../../support/memory-terminal";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";

const folder = useTemporaryFolder();
const home = process.cwd();
const logGroupName = "/slipway/shop-dev/app";

beforeEach(() => {
  mkdirSync(join(folder(), "environments"));
  process.chdir(folder());
});
afterEach(() => {
  process.chdir(home);
  vi.unstubAllEnvs();
});

function writeFile(text: string): void {
  writeFileSync(join(folder(), "environments", "shop-dev.yaml"), text);
}

async function slipway(make: typeof runCommand | typeof historyCommand, ...words: string[]) {
  return slipwayOn(memoryTerminal(), make, ...words);
}

async function slipwayOn(
  terminal: ReturnType<typeof memoryTerminal>,
  make: typeof runCommand | typeof historyCommand,
  ...words: string[]
) {
  const command = (make as typeof runCommand)(terminal, 0.1)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    await command.parseAsync(["shop-dev", ...words], { from: "user" });
    return {
      code: terminal.code(),
      out: terminal.stdout(),
      err: terminal.stderr(),
      message: "",
    };
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { code, out: terminal.stdout(), err: terminal.stderr(), message };
  }
}
const run = (...words: string[]) => slipway(runCommand, ...words);

test("refuses where the file names nobody who may run commands", async () => {
  writeFile(exampleText);
  expect(await run("--", "true")).toEqual({
    code: 2,
    out: "",
    err: "",
    message:
      "Nobody may run commands in shop-dev: environments/shop-dev.yaml has no access.taskRunners of mode role.\n" +
      "Name who may there, plan and apply it: see docs/access.md.",
  });
});

test.each(["0m", "soon", "1d", ""])("refuses %j as a limit", async (limit) => {
  const { message } = await run("--limit", limit, "--", "true");
  expect(message).toContain("It must be a number and s, m or h, such as 15m.");
});

/** What ECS writes, and the first words of what a person reads before it. */
const written = [
  ["CannotPullContainerError: pull image manifest has been retried", "the image could not be pull"],
  [
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm",
    "a secret could not be read",
  ],
  [
    "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group",
    "the log could not be written",
  ],
  [
    'CannotStartContainerError: ... exec: "manage": executable file not found in $PATH',
    "the command could not be started",
  ],
  [
    "OutOfMemoryError: Container killed due to memory usage",
    "it needed more memory than service.memoryMiB gives",
  ],
  ["Capacity is unavailable at this time.", "AWS has no capacity for it just now"],
] as const;

describe.each(reasonsInPlainWords.map((row, index) => ({ row, index })))(
  "reason $index",
  ({ row: [shape, says], index }) => {
    test("is known by what ECS writes, and only by that", () => {
      const [text = "", words = ""] = written[index] ?? [];
      expect(reasonsInPlainWords.findIndex(([one]) => one.test(text))).toBe(index);
      expect(shape.test("Essential container in task exited")).toBe(false);
      expect(says.startsWith(words)).toBe(true);
    });
  },
);

test.each([
  "The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR.",
  "execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s)",
])("a login to the registry that failed is the image's, and no secret's: %s", (why) => {
  const text = `ResourceInitializationError: unable to pull secrets or registry auth: ${why}`;
  expect(reasonsInPlainWords.find(([shape]) => shape.test(text))?.[1]).toMatch(
    /^the image could not be pulled/,
  );
});

test("a refusal that names a resource is no want of capacity", () => {
  const text = "ada is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1";
  expect(reasonsInPlainWords.find(([shape]) => shape.test(text))).toBeUndefined();
});

describeWithTools(["ministack"], "slipway run", () => {
  let started: Awaited<ReturnType<typeof startWorlds>> | undefined;
  beforeAll(async () => {
    started = await startWorlds();
  });
  afterAll(() => started?.stop());

  async function applied(): Promise<World> {
    const world = (await started?.apply({ runs: true, migrationCommand: null })) as World;
    const trustedArns = ["arn:aws:iam::111111111111:role/on-duty"];
    const text = stringify(exampleWith({ "access.taskRunners": { mode: "role", trustedArns } }));
    writeFile(text.replaceAll("111111111111", world.account));
    vi.stubEnv("AWS_ENDPOINT_URL", world.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", world.account);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "none");
    return world;
  }

  /** An environment that released an image whose one-off tasks end so. */
  async function released(task: object): Promise<{ world: World; digest: string }> {
    const world = await applied();
    const digest = await release(world);
    await new CloudWatchLogsClient(world.config).send(new CreateLogGroupCommand({ logGroupName }));
    await world.fixtures({ containers: { [digest]: { task } } });
    return { world, digest };
  }

  /** The one task that was run. */
  async function theTask({ clients: { ecs } }: World) {
    const asked = { cluster: "shop-dev", startedBy: undefined };
    const lists = await Promise.all(
      (["RUNNING", "STOPPED"] as const).map((desiredStatus) =>
        ecs.send(new ListTasksCommand({ ...asked, desiredStatus })),
      ),
    );
    const tasks = lists.flatMap(({ taskArns = [] }) => taskArns);
    const { tasks: described = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster: "shop-dev", tasks, include: ["TAGS"] }),
    );
    return described.find(({ startedBy = "" }) => startedBy.startsWith("slipway-run/"));
  }

  const runner = ({ account }: World) =>
    `arn:aws:sts::${account}:assumed-role/shop-dev-task-runner/root`;

  test("runs the revision that runs, prints its log, passes its exit code on, and records it all", async () => {
    const { world, digest } = await released({ exitCode: 3, afterSeconds: 1.5 });
    const running = run("--", "python", "manage.py", "check", "--token", "abcd1234efgh");
    const task = await vi.waitFor(async () => {
      const found = await theTask(world);
      expect(found).toBeDefined();
      return found;
    }, 10_000);
    expect(await world.items("run")).toEqual([
      expect.objectContaining({ result: expect.stringMatching(/^(began|running)$/) }),
    ]);
    await writeLog(world, task?.taskArn ?? "", "checked 12 models");
    await writeLog(world, "arn:aws:ecs:us-east-1:1:task/shop-dev/another", "not of this task");
    const { code, out, err } = await running;
    expect(out).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [\da-f]{8} checked 12 models\n$/);
    expect(code).toBe(3);
    expect(err).toContain(
      "The command seems to hold a secret. ECS shows it to everybody who may describe tasks, and CloudTrail keeps it.\n",
    );
    expect(err).toContain(`as task ${task?.taskArn}\nCtrl-C stops it;`);
    expect(err).toContain(
      "The command ended with exit code 3. Essential container in task exited\nWho ran what: npx slipway history shop-dev\n",
    );

    expect(task).toMatchObject({
      taskDefinitionArn: (await world.service()).taskDefinition,
      overrides: {
        containerOverrides: [
          { name: "app", command: ["python", "manage.py", "check", "--token", "abcd1234efgh"] },
        ],
      },
      tags: [{ key: "slipway-task", value: "run" }],
    });
    expect(await world.items("run")).toEqual([
      {
        kind: "run",
        id: expect.stringMatching(/^20\d\d-.*Z#slipway-run\/[\da-f]{16}$/),
        at: expect.stringMatching(/^20\d\d-/),
        by: runner(world),
        command: '["python","manage.py","check","--token","(secret)"]',
        digest,
        revision: task?.taskDefinitionArn,
        startedBy: task?.startedBy,
        task: task?.taskArn,
        result: "exit 3",
        reason: "Essential container in task exited",
      },
    ]);
    const { entries } = JSON.parse((await slipway(historyCommand, "--format", "json")).out);
    expect(entries).toContainEqual({
      at: expect.any(String),
      what: "run",
      outcome: "exit 3",
      image: digest,
      by: runner(world),
      why: "command: python manage.py check --token (secret) | Essential container in task exited",
      reference: task?.taskArn,
    });
  });

  test("says why a task that never started did not, in words that help", async () => {
    const { world } = await released({ reason: "CannotPullContainerError: not found" });
    const { code, err } = await run("--", "true");
    expect(code).toBe(1);
    expect(err).toContain(
      "The command did not run: the image could not be pulled: is it still in the repository, and can the subnets reach ECR and S3? ECS says: CannotPullContainerError: not found\n",
    );
    expect(await world.items("run")).toEqual([
      expect.objectContaining({
        result: "not started",
        reason: expect.stringContaining("CannotPullContainerError: not found"),
      }),
    ]);
  });

  test("says what ECS says where it starts none, and records that", async () => {
    const { world } = await released({ failure: "RESOURCE:MEMORY" });
    expect(await run("--", "true")).toMatchObject({
      code: 1,
      message:
        "The command did not run: AWS has no capacity for it just now: try again in some minutes. ECS says: RESOURCE:MEMORY",
    });
    expect(await world.items("run")).toEqual([expect.objectContaining({ result: "not started" })]);
  });

  test("refuses before the first release, and records nothing", async () => {
    const world = await applied();
    expect(await run("--", "true")).toMatchObject({
      code: 1,
      message: "shop-dev has not released anything yet, so there is no image to run a command in.",
    });
    expect(await world.items("run")).toEqual([]);
  });

  test("prints a line while the task runs; Ctrl-C stops it, waits for its end and records it", async () => {
    const { world } = await released({ never: true });
    const terminal = memoryTerminal();
    const running = slipwayOn(terminal, runCommand, "--", "sleep", "infinity");
    await vi.waitFor(
      async () =>
        expect(await world.items("run")).toEqual([expect.objectContaining({ result: "running" })]),
      10_000,
    );
    await writeLog(world, (await theTask(world))?.taskArn ?? "", "step 1 of 2");
    await vi.waitFor(
      () => expect(terminal.stdout()).toMatch(/^\S+Z [\da-f]{8} step 1 of 2\n$/),
      10_000,
    );
    expect(terminal.stderr()).not.toContain("stopped");
    process.emit("SIGINT");
    const { err } = await running;
    expect(err).toContain("Ctrl-C: the task is stopped.\n");
    const task = await theTask(world);
    expect(task).toMatchObject({
      lastStatus: "STOPPED",
      stoppedReason: `Ctrl-C, by ${runner(world)}`,
    });
    expect(await world.items("run")).toEqual([
      expect.objectContaining({ reason: expect.stringContaining("Ctrl-C, by") }),
    ]);
  });

  test("a task that goes on after its limit is stopped", async () => {
    const { world } = await released({ never: true });
    const { err } = await run("--limit", "1s", "--", "sleep", "infinity");
    expect(err).toContain("The limit of 1 seconds: the task is stopped.\n");
    expect(await theTask(world)).toMatchObject({ lastStatus: "STOPPED" });
  });

  async function writeLog({ config }: World, task: string, message: string) {
    const logs = new CloudWatchLogsClient(config);
    const logStreamName = `app/app/${task.split("/").at(-1)}`;
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = [{ timestamp: Date.now(), message }];
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }
});
