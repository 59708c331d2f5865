import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import {
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "vitest";
import { deliveryOf } from "../../src/config/delivery-of";
import { addressesOf } from "../../src/contract/delivery-names";
import { request } from "../support/request";
import { applyState, fine, type TerraformWorld } from "../support/terraform-world";
import { describeWorld } from "./support/journey";
import { lockIsFree, lockIsTaken, nothingToDo } from "./support/life";
import { plan } from "./support/planned";
import { pushImage, release, releasedDigests } from "./support/release";

// What each release left in an account, taken on by the version of this checkout. See tools/keep-release.ts.
const releases = resolve(__dirname, "../fixtures/releases");

for (const version of readdirSync(releases)) {
  const environments = () => join(releases, version, "environments");
  describeWorld({ name: "eec-dev", environments }, ({ world, step }) => {
    let first = "";

    step(`applies the Terraform of ${version}, and its deployer releases an image`, async () => {
      await applyState(world());
      useTerraformOf(version, world());
      const terraform = (...args: string[]) =>
        world().terraform(world().name, args, { as: "apply" });
      fine(await terraform("init", "-input=false"));
      fine(await terraform("apply", "-input=false", "-auto-approve"));
      await world().emulator.scaleWaits(0.02);
      first = await pushImage(world(), "1");
      expect(
        await outcome(world(), await start(world(), { digest: first, requestedBy: "ada" })),
      ).toBe("released");
    });

    step(
      `waits with its apply while a deployment of ${version} runs, whose lock it reads`,
      async () => {
        const second = await pushImage(world(), "2");
        await containers(world(), second, { task: { never: true } });
        const execution = await start(world(), { digest: second, requestedBy: "ada" });
        await lockIsTaken(world());

        const planned = await plan(world());
        const { "aws_ecs_task_definition.service_task": _revision, ...others } = planned.changes;
        expect(Object.values(others).filter((action) => /replaced|destroyed/.test(action))).toEqual(
          [],
        );
        await approved(world(), planned.refused);
        const applied = await world().slipway(["apply", world().name], { as: "apply" });
        expect([applied.code, applied.output]).toEqual([
          1,
          expect.stringContaining(`deploys ${second} (${execution})`),
        ]);
        // The rule on broken-off executions starts the clean-up, which waits for the migration.
        await stop(world(), execution);
        await endMigrations(world());
        await lockIsFree(world());
      },
    );

    step(
      "applies when that deployment was broken off and cleaned up, and reads pointer and records",
      async () => {
        await approved(world(), (await plan(world())).refused);
        fine(await world().slipway(["apply", world().name], { as: "apply" }));
        expect(await releasedDigests(world())).toEqual({ pointer: first, running: first });
        const status = fine(await world().slipway(["status", world().name], { as: "plan" }));
        expect(status.output).toContain(first.slice("sha256:".length, "sha256:".length + 12));
        await nothingToDo(world());
      },
    );

    step("releases the next image by the deployer of this version", async () => {
      const third = await pushImage(world(), "3");
      await release(world(), third);
      expect(await releasedDigests(world())).toEqual({ pointer: third, running: third });
      await nothingToDo(world());
    });
  });
}

/** Puts what that version wrote where Terraform reads it. */
function useTerraformOf(version: string, world: TerraformWorld): void {
  const kept = JSON.parse(
    gunzipSync(readFileSync(join(releases, version, `${world.name}.tf.json.gz`))).toString(),
  );
  const { version: provider } = JSON.parse(
    readFileSync(join(world.stackFolder(world.name), "cdk.tf.json"), "utf8"),
  ).terraform.required_providers.aws;
  kept.terraform.required_providers.aws.version = provider;
  writeFileSync(join(world.stackFolder(world.name), "cdk.tf.json"), JSON.stringify(kept));
}

async function approved(world: TerraformWorld, refused: readonly string[]): Promise<void> {
  if (refused.length > 0) expect((await plan(world, { approve: refused })).refused).toEqual([]);
}

function machine(world: TerraformWorld) {
  const { names } = deliveryOf(world.environment());
  return { sfn: new SFNClient(world.emulator.clientConfig), ...addressesOf(names) };
}

async function start(world: TerraformWorld, input: object): Promise<string> {
  const { sfn, stateMachineArn } = machine(world);
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn ?? "";
}

/** How an execution of the deployer ended. */
async function outcome(world: TerraformWorld, executionArn: string): Promise<string> {
  const { sfn } = machine(world);
  for (let look = 0; look < 600; look += 1) {
    const { status, output = "{}" } = await sfn.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    if (status === "SUCCEEDED") return JSON.parse(output).outcome;
    if (status !== "RUNNING") return status ?? "";
    await new Promise((done) => setTimeout(done, 100));
  }
  return "still running after a minute";
}

async function stop(world: TerraformWorld, executionArn: string): Promise<void> {
  const { sfn } = machine(world);
  await sfn.send(new StopExecutionCommand({ executionArn }));
}

/** Ends every one-off task, which the clean-up waits for. */
async function endMigrations(world: TerraformWorld): Promise<void> {
  const { names } = deliveryOf(world.environment());
  const ecs = new ECSClient(world.emulator.clientConfig);
  const { cluster } = names;
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  const oneOff = tasks.filter(({ group }) => !group?.startsWith("service:"));
  expect(oneOff.length).toBeGreaterThan(0);
  for (const { taskArn } of oneOff) await ecs.send(new StopTaskCommand({ cluster, task: taskArn }));
}

/** How the containers of an image end; see `python/gaps/ecs.py`. */
async function containers(
  { emulator, account }: TerraformWorld,
  digest: string,
  ends: object,
): Promise<void> {
  const url = `${emulator.endpoint}/_fixtures?account=${account}`;
  await request(url, { body: JSON.stringify({ containers: { [digest]: ends } }) });
}
