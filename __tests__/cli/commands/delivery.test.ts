import { appendFileSync } from "node:fs";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DeleteStateMachineCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { deployCommand } from "../../../src/cli/commands/deploy";
import { rollbackCommand } from "../../../src/cli/commands/rollback";
import { statusCommand } from "../../../src/cli/commands/status";
import { unlockCommand } from "../../../src/cli/commands/unlock";
import type { DeliverySettings } from "../../../src/contract/delivery-settings";
import { weekdays } from "../../../src/contract/release-windows";
import { deliveryMachine } from "../../../src/deployer/machine";
import { announcedStates } from "../../../src/operate/deployments/follow-execution";
import { release, startWorlds } from "../../deployer/support/deployer";
import { exampleNames, exampleSettings, exampleSnapshot } from "../../deployer/support/example";
import type { World } from "../../deployer/support/world";
import { runOnShopDev, useCommandFolder } from "../../support/command-folder";
import { exampleText } from "../../support/example-environment";
import { monitoringText } from "../../support/monitored";
import { slipwayHere } from "../../support/slipway-here";
import { describeWithTools } from "../../support/tools";

const { folder, file, writeFile: write } = useCommandFolder();

const writeFile = (account: string) => write(exampleText.replaceAll("111111111111", account));

const deploy = (...words: string[]) => runOnShopDev((t) => deployCommand(t, 20), ...words);
const rollback = (...words: string[]) => runOnShopDev((t) => rollbackCommand(t, 20), ...words);
const unlock = (...words: string[]) => runOnShopDev(unlockCommand, ...words);
const status = () => runOnShopDev(statusCommand);

test("each step that is printed is a state of the machine, so people hear of it", () => {
  const settings = {
    ...exampleSettings,
    snapshot: exampleSnapshot,
    rolloutAlarms: ["shop-dev-errors-measured"],
  };
  const { States } = deliveryMachine({ names: exampleNames(), settings });
  expect(announcedStates.filter((name) => !(name in States))).toEqual([]);
});

test.each(["deploy", "rollback", "status"])(
  "slipway %s says in one line that there are no credentials, and for which environment",
  async (command) => {
    writeFile("111111111111");
    const { code, stdout, stderr } = await slipwayHere(folder(), [command, "shop-dev"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      "There are no AWS credentials for shop-dev. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.\n",
    );
  },
);

test.each(["deploy", "rollback", "status"])(
  "slipway %s names the environments when it is asked for another",
  async (command) => {
    writeFile("111111111111");
    const { code, stderr } = await slipwayHere(folder(), [command, "shop-def"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "There is no environment shop-def. Did you mean shop-dev? There are: shop-dev.\n",
    });
  },
);

test("refuses to deploy a tag: what a tag means may change, a digest does not", async () => {
  writeFile("111111111111");
  expect(await deploy("--digest", "main-1")).toMatchObject({
    code: 2,
    message: 'A digest is sha256: and 64 hexadecimal digits, got "main-1". See npx slipway status.',
  });
});

describeWithTools(["ministack"], "slipway deploy, rollback and status", () => {
  let started: Awaited<ReturnType<typeof startWorlds>> | undefined;
  beforeAll(async () => {
    started = await startWorlds();
  });
  afterAll(() => started?.stop());

  async function applied(changes: Partial<DeliverySettings> = {}): Promise<World> {
    const world = (await started?.apply(changes)) as World;
    writeFile(world.account);
    vi.stubEnv("AWS_ENDPOINT_URL", world.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", world.account);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "none");
    return world;
  }

  test("passes a closed window only when it is asked to, with a reason, and says so", async () => {
    const day = weekdays[(new Date().getUTCDay() + 2) % 7] ?? "mon"; // in three days: here the week begins on Monday
    const world = await applied({ windows: [{ days: [day], from: "08:00", to: "09:00" }] });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const refused = await deploy("--digest", digest);
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/\n {2}opens: 20\S+T08:00:00\.000Z\n/);
    for (const words of [["--outside-window"], ["--because", "The login is broken."]]) {
      expect(await deploy("--digest", digest, ...words)).toEqual({
        code: 2,
        out: "",
        message: "--outside-window and --because go together.",
      });
    }
    const because = ["--because", "The login  is broken."];
    const passed = await deploy("--digest", digest, "--outside-window", ...because);
    expect(passed.code).toBe(0);
    expect(passed.out).toContain("  warning: outside the window, because: The login is broken.\n");
    expect(await world.item("decision", digest)).toMatchObject({
      by: `arn:aws:iam::${world.account}:root`,
      warnings: '["outside the window, because: The login is broken."]',
    });
  });

  test("deploys the newest image whose tag counts, and prints each step", async () => {
    const world = await applied();
    await world.pushImage("a", "main-1");
    const digest = await world.pushImage("b", "main-2");
    await world.pushImage("c", "experiment");
    await world.scanned(digest);

    const { out, code } = await deploy();

    expect(code).toBe(0);
    expect(out).toContain(
      `The newest image: ${digest} (main-2), pushed 2025-10-09T08:55:20.000Z\n`,
    );
    const steps = out.match(/^ +\d+ s {2}.*$/gm)?.map((line) => line.replace(/^ +\d+ s {2}/, ""));
    // Whether a task or a rollout has to be waited for depends on how busy the machine is.
    expect(steps?.filter((step) => !step.startsWith("Wait for the "))).toEqual([
      "Find the image",
      "Read the scan",
      "Take the lock",
      "Register the revision",
      "Start the migration",
      "Update the service",
      "Tag the image",
      "Write the pointer",
      "Release the lock",
    ]);
    expect(out).toMatch(
      /\nreleased: The image was released\.\n {2}findings: none\n {2}digest: sha256:\w{64}\n$/,
    );
    expect(await world.runningDigest()).toBe(digest);
    expect(await world.item("decision", digest)).toMatchObject({
      by: expect.stringMatching(/^\d{12}-root-[0-9a-f]{8}$/),
    });
  });

  test("ends with 1, the reason and what to do when the image is refused", async () => {
    const world = await applied();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 2 } });
    const { out, code } = await deploy("--digest", digest);
    expect(code).toBe(1);
    expect(out).toContain(`findings: The scan found more than the environment allows.
  digest: ${digest}
  findings: CRITICAL 2
  reason: CRITICAL 2 (allowed 0)
What to do: Update the packages and push again, or waive a finding`);
  });

  test("shows the last lines of a failed migration's log, without what a terminal would obey", async () => {
    const world = await applied();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task: { exitCode: 3, afterSeconds: 1 } } } });
    const running = deploy("--digest", digest);
    const task = await vi.waitFor(
      async () => {
        const [arn] = await world.tasks();
        if (arn === undefined) throw new Error("it has not started");
        return arn.split("/").at(-1);
      },
      { timeout: 20_000 },
    );
    const logs = new CloudWatchLogsClient(world.config);
    const where = { logGroupName: "/slipway/shop-dev/app", logStreamName: `app/app/${task}` };
    await logs.send(new CreateLogGroupCommand(where));
    await logs.send(new CreateLogStreamCommand(where));
    const logEvents = [..."abcdefghijklmnopqrstuvwxyz"].map((letter, index) => ({
      timestamp: Date.now() + index,
      message: `${letter}: \u001b[31mrelation "loan" does not exist\u0007\n`,
    }));
    await logs.send(new PutLogEventsCommand({ ...where, logEvents }));

    const { out, code } = await running;

    expect(code).toBe(1);
    expect(out).toContain(
      "migration-failed: The migration ended with an error; the service is untouched.\n",
    );
    expect(out).toContain("  exit code: 3\n");
    expect(out).toContain('    z: relation "loan" does not exist\\u0007\nWhat to do: Read its log');
    expect(out).not.toContain("    f: ");
  });

  test("says that a log cannot be read instead of hiding why the task failed", async () => {
    const world = await applied();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task: { exitCode: 3 } } } });
    const { out } = await deploy("--digest", digest);
    expect(out).toContain("  exit code: 3\n");
    expect(out).toContain("    (its log could not be read: ResourceNotFoundException)\n");
  });

  test("says that the environment is not applied yet, and how to apply it", async () => {
    const world = await applied();
    const digest = await world.pushImage("a", "main-1");
    await world.clients.sfn.send(
      new DeleteStateMachineCommand({ stateMachineArn: world.requestMachineArn }),
    );
    expect(await deploy("--digest", digest)).toMatchObject({
      code: 1,
      message:
        "shop-dev is not applied yet: there is no shop-dev-delivery. Plan it, then apply: npm run plan shop-dev",
    });
  });

  test("refuses credentials of another account", async () => {
    await applied();
    vi.stubEnv("AWS_ACCESS_KEY_ID", "999999999999");
    expect(await status()).toMatchObject({
      code: 2,
      message: expect.stringMatching(
        /^shop-dev is in account \d{12}, but these credentials belong to arn:aws:iam::999999999999:root\./,
      ),
    });
  });

  test("shows an environment that has not released anything", async () => {
    await applied();
    expect(await status()).toEqual({
      code: 0,
      message: "",
      out: `shop-dev
  runs     nothing yet: the first release starts it
  service  0 of 0 tasks, steady
  pointer  agrees
  lock     free

Nothing was decided yet.
`,
    });
  });

  test("links to the figures of an environment that has alarms", async () => {
    await applied();
    appendFileSync(file(), monitoringText);
    expect((await status()).out).toContain(
      "\n  figures  https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/shop-dev\n",
    );
  });

  test("shows what runs, since when, and the last decisions with their reasons", async () => {
    const world = await applied();
    const digest = await release(world, "a", "main-1");
    const refused = await world.pushImage("b", "main-2");
    await world.scanned(refused, { status: "COMPLETE", counts: { HIGH: 4 } });
    await world.run(world.scanEvent(refused));
    await world.putItem({
      kind: "lock",
      id: "deployment",
      by: "apply of bob@example.gov",
      since: "2026-01-01T00:00:00Z",
    });

    const { out, code } = await status();

    expect(code).toBe(0);
    const time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d";
    expect(out).toMatch(
      new RegExp(`^shop-dev
  runs     ${digest}
           released ${time} by scan of the image
  service  2 of 2 tasks, steady
  pointer  agrees
  lock     apply of bob@example.gov applies a plan since 2026-01-01T00:00:00Z

when \\(UTC\\) +image +outcome +by +why *
${time} +${refused.slice(7, 19)} +findings +scan of the image +HIGH 4 \\(allowed 0\\) *
${time} +${digest.slice(7, 19)} +released +scan of the image +none *

The scan found more than the environment allows\\.
What to do: Update the packages`),
    );
  });

  test("rolls back to the release before, says that migrations stay, and forward again", async () => {
    const world = await applied();
    const first = await release(world, "a", "main-1");
    const second = await release(world, "b", "main-2");

    const back = await rollback();

    expect(back.code).toBe(0);
    expect(back.out).toContain(
      `shop-dev: from ${second}\n          to   ${first}\nMigrations are neither run nor undone.\n`,
    );
    expect(back.out).toContain("\nrolled-back: An earlier release runs again");
    expect(await world.runningDigest()).toBe(first);
    expect(await rollback()).toMatchObject({
      code: 1,
      message: `shop-dev runs ${first}, and no release before it is known. Name one: --digest. See npx slipway status shop-dev.`,
    });
    expect(await deploy("--digest", second)).toMatchObject({ code: 0 });
    expect(await world.runningDigest()).toBe(second);
  });

  test("refuses to roll back to an image that was never released", async () => {
    const world = await applied();
    const never = await world.pushImage("a", "main-1");
    await release(world, "b", "main-2");
    const { out, code } = await rollback("--digest", never);
    expect(code).toBe(1);
    expect(out).toContain("never-released: The digest was never released here");
  });

  test("frees no lock whose execution still runs", async () => {
    const world = await applied();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task: { never: true } } } });
    const execution = await world.start({ digest, requestedBy: "anna@example.gov" });
    await world.entered(execution, "Watch the migration");
    const [lock] = await world.items("lock");
    expect(await unlock("--taken", String(lock?.["since"]))).toEqual({
      out: "",
      code: 1,
      message: `shop-dev: anna@example.gov deploys ${digest} (${execution}) since ${lock?.["since"]}.
That execution still runs, so its lock is not freed. To end it: stop the execution; what it leaves is cleaned up by itself.
next: npx slipway status shop-dev`,
    });
    expect(await world.items("lock")).toHaveLength(1);
    await world.stop(execution);
  });

  test("frees the lock of an execution that is over, shows what it leaves and records who did it", async () => {
    const world = await applied();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task: { never: true } } } });
    const execution = await world.start({ digest, requestedBy: "anna@example.gov" });
    await world.entered(execution, "Watch the migration");
    await world.stop(execution);
    const [lock] = await world.items("lock");
    const { since, revision, previous, migrationTask } = lock as Record<string, string>;
    const shown = `shop-dev: anna@example.gov deploys ${digest} (${execution}) since ${since}.
That execution is over (ABORTED). It leaves behind:
  image     ${digest}
  step      migrating
  revision  ${revision}: deregister it unless the service uses it
  before    ${previous}: what ran before
  migration ${migrationTask}: if it still runs, the next deployment waits for it, then stops it
The deployer's next run takes the lock over and cleans this up. Once you free it, nobody does.`;
    expect(await unlock()).toEqual({
      out: "",
      code: 1,
      message: `${shown}\nTo free the lock: npx slipway unlock shop-dev --taken ${since}`,
    });
    expect(await world.items("lock")).toHaveLength(1);

    const caller = `arn:aws:iam::${world.account}:root`;
    expect(await unlock("--taken", since as string)).toEqual({
      code: 0,
      message: "",
      out: `${shown}\nshop-dev: the lock of anna@example.gov was freed; that ${caller} did it is recorded.\nnext: npx slipway status shop-dev\n`,
    });
    expect(await world.items("lock")).toEqual([]);
    expect(await world.items("history")).toMatchObject([
      { outcome: "unlocked", by: caller, digest, execution },
    ]);
    expect(await unlock()).toMatchObject({ out: "shop-dev is not locked.\n" });
  });

  test("says of a lock that is stuck that nobody takes it over, and which task to look for", async () => {
    const world = await applied();
    const execution = await world.start({ digest: "none" });
    await world.outputOf(execution);
    const since = "2026-01-01T00:00:00Z";
    const lock = { kind: "lock", id: "deployment", by: "anna@example.gov", since, takeOvers: "3" };
    const digest = `sha256:${"a".repeat(64)}`;
    const startedBy = "slipway-migration/shop-dev/a/b";
    const work = { executionArn: execution, digest, step: "migrating", startedBy };
    await world.putItem({ ...lock, ...work, stuck: execution });
    expect((await status()).out).toContain(
      `lock     anna@example.gov deploys ${digest} (${execution}) since ${since}; it broke off and could not be cleaned up: npx slipway unlock shop-dev\n`,
    );
    expect(await unlock()).toEqual({
      out: "",
      code: 1,
      message: `shop-dev: anna@example.gov deploys ${digest} (${execution}) since ${since}; it broke off and could not be cleaned up.
That execution is over (SUCCEEDED). It leaves behind:
  image     ${digest}
  step      migrating
  migration a task started by ${startedBy}: if it still runs, the next deployment waits for it, then stops it
It was taken over 3 times, in vain. Remove the cause before you free the lock, or the next deployment meets it too.
To free the lock: npx slipway unlock shop-dev --taken ${since}`,
    });
  });

  test("frees the lock of an apply only when the one that is meant is named", async () => {
    const world = await applied();
    const since = "2026-01-01T00:00:00Z";
    await world.putItem({ kind: "lock", id: "deployment", by: "bob@example.gov", since });
    expect(await unlock("--taken", "2025-01-01T00:00:00Z")).toMatchObject({
      code: 1,
      message: `shop-dev: bob@example.gov applies a plan since ${since}.\nMake sure that this apply is over.\nTo free the lock: npx slipway unlock shop-dev --taken ${since}`,
    });
    expect(await unlock("--taken", since)).toMatchObject({ message: "" });
    expect(await world.items("lock")).toEqual([]);
    expect(await world.items("history")).toMatchObject([{ outcome: "unlocked" }]);
  });
});
