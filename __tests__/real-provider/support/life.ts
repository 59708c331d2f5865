import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "vitest";
import { readLock } from "../../../src/aws/deployment-lock";
import { namesOf } from "../../../src/contract/names";
import { applyState, fine, type TerraformWorld } from "../../support/terraform-world";
import { changeSettings, type Planned, plan, withoutRefresh, withSettings } from "./planned";
import { recordPlan } from "./record-plan";
import { pushImage, release, releasedDigests } from "./release";
import { masterPassword, passwordOfUrl, secretsOf, secretTexts } from "./secrets";
import type { Step } from "./step";
import type { Verdicts } from "./verdicts";

/** One environment that lives: its world, and how a step of its life is named. */
export interface Life {
  readonly world: () => TerraformWorld;
  readonly step: Step;
}

/** State bucket, first plan and its verdict, apply, a second plan with nothing to do. */
export function comesToLife({ world, step }: Life, verdicts: Verdicts | undefined): void {
  let first: Planned;
  step("makes the account's state bucket", () => applyState(world()));

  // A plan takes half a minute, so what is known to be refused is approved at once; of what nobody judged before there are two.
  step("plans what is not there yet, and saves it", async () => {
    const planned = await plan(world(), { approve: verdicts?.create ?? [] });
    first = planned;
    expect(Object.values(planned.changes)).toContain("created");
    expect(new Set(Object.values(planned.changes))).toEqual(new Set(["created"]));
  });

  if (verdicts) {
    step(
      "refuses of the first plan only what opens it to the Internet or to another account",
      async () => {
        expect(first.refused).toEqual([]);
        expect(first.approved).toEqual(verdicts.create);
      },
      { fails: verdicts.createFails, breaks: false },
    );
  }

  step("applies it, after what it opens was approved by name", async () => {
    const { refused } = first;
    if (refused.length > 0) expect((await plan(world(), { approve: refused })).refused).toEqual([]);
    fine(await world().slipway(["apply", world().name], { as: "apply" }));
  });

  step("plans again, and nothing is left to do", () => nothingToDo(world()));
}

/** No secret is where somebody could read it, and the application's URL opens its database. */
export function keepsItsSecrets({ world, step }: Life): void {
  step("shows no secret in plan, state, output or log", async () => {
    const { name } = world();
    const texts = secretTexts(await secretsOf(world()));
    expect(texts.length).toBeGreaterThan(0);
    const places = {
      plan: (await world().terraform(name, ["show", "-json", "plan"], { as: "plan" })).output,
      state: (await world().terraform(name, ["state", "pull"], { as: "plan" })).output,
      outputs: (await world().terraform(name, ["output", "-json"], { as: "plan" })).output,
      log: world().log(),
    };
    expect(places.state).toContain("aws_secretsmanager_secret_version");
    for (const [place, text] of Object.entries(places)) {
      for (const secret of texts)
        expect(text.includes(secret), `a secret is in the ${place}`).toBe(false);
    }
  });

  step("gives the containers the database's own master password", () => samePassword(world()));
}

/** An image is pushed, the deployer that was applied releases it, and Terraform finds nothing to take back. */
export function releasesAnImage({ world, step }: Life): void {
  step("releases an image that was pushed, by the deployer that was applied", async () => {
    await world().emulator.scaleWaits(0.02);
    const digest = await pushImage(world(), "1");
    await release(world(), digest);
    expect(await releasedDigests(world())).toEqual({ pointer: digest, running: digest });
  });

  step("plans after the release, and nothing is left to do", () => nothingToDo(world()));

  step("finds nothing wrong with the state", async () => {
    fine(await world().slipway(["state", world().name], { as: "plan" }));
  });
}

/** Terraform goes on without Slipway, on the same state. */
export function canBeEjected({ world, step }: Life): void {
  step("is ejected, and plain Terraform finds nothing to do", async () => {
    const { folder, name } = world();
    const ejected = join(folder, "ejected");
    fine(await world().slipway(["eject", name, "--to", ejected], { as: "plan" }));
    const terraform = (...args: readonly string[]) =>
      world().run(world().variables.TERRAFORM_BINARY_NAME, [`-chdir=${ejected}`, ...args], {
        as: "plan",
      });
    fine(await terraform("init", "-input=false", "-no-color"));
    fine(await terraform("plan", "-input=false", "-no-color", "-detailed-exitcode"));
  });
}

/** A variable changes, and the secrets rotate. */
export function changes({ world, step }: Life): void {
  step(
    "changes one variable: task definition and service alone, on the released image",
    async () => {
      const before = await releasedDigests(world());
      changeSettings(world(), { "service.variables.SLIPWAY_TEST": "one" });
      const planned = await plan(world());
      expect([planned.changes, planned.refused]).toEqual([taskAlone, []]);
      fine(await world().slipway(["apply", world().name], { as: "apply" }));
      expect(await releasedDigests(world())).toEqual(before);
    },
  );

  step(
    "rotates the secrets: the password before the database, the database before the URL",
    async () => {
      const before = await secretsOf(world());
      const { version } = world().environment().secrets;
      changeSettings(world(), { "secrets.version": version + 1 });
      const planned = await plan(world());
      expect(planned.refused).toEqual([]);
      const { output } = fine(await world().slipway(["apply", world().name], { as: "apply" }));

      const after = await secretsOf(world());
      const made = Object.keys(before).filter((secret) => before[secret] !== after[secret]);
      expect(made.sort()).toEqual(rotated(world()));
      if (world().environment().database.mode === "create") {
        const ended = (address: string) =>
          output.search(new RegExp(`^${address}: (Creation|Modifications) complete`, "m"));
        const order = [
          ended("aws_secretsmanager_secret_version.database_password_version"),
          ended("aws_db_instance.database"),
          ended("aws_secretsmanager_secret_version.secret_DATABASE_URL_version"),
          ended("aws_ecs_service.service"),
        ];
        expect(order).not.toContain(-1);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
      await samePassword(world());
    },
  );

  step("plans after the rotation, and nothing is left to do", () => nothingToDo(world()));
}

/** What the review says of one change of the file each; nothing is applied. */
export function isJudged({ world, step }: Life, variants: Verdicts["variants"]): void {
  for (const [title, { settings, refused, fails, recordedAs }] of Object.entries(variants)) {
    const says = refused.length === 0 ? "passes" : "refuses";
    step(
      `${says} ${title}`,
      () =>
        withSettings(world(), settings, async () => {
          const planned = await plan(world(), { env: withoutRefresh });
          expect(Object.keys(planned.changes)).not.toEqual([]);
          expect(planned.refused, planned.output).toEqual(refused);
          if (recordedAs) await recordPlan(world(), recordedAs);
        }),
      { fails, breaks: false },
    );
  }
}

/** Terraform and the deployer do not disturb each other. */
export function isChangedByOneAtATime({ world, step }: Life): void {
  step("refuses to apply a plan that was made before a release", async () => {
    changeSettings(world(), { "service.variables.SLIPWAY_TEST": "two" });
    await plan(world());
    const digest = await pushImage(world(), "2");
    await release(world(), digest);
    const run = await world().slipway(["apply", world().name], { as: "apply" });
    expect(run.output).toContain(
      `The plan of ${world().name} was made for something else: the released image was`,
    );
    expect(run.output).toContain("Nothing was applied.");
    expect([run.code, await releasedDigests(world())]).toEqual([
      1,
      { pointer: digest, running: digest },
    ]);
  });

  step("lets one of two applies win", async () => {
    const planned = await plan(world());
    expect(planned.changes).toEqual(taskAlone);
    const apply = () => world().slipway(["apply", world().name], { as: "apply" });
    const first = apply();
    await lockIsTaken(world());
    const second = await apply();
    expect(second.output).toContain(`${world().name} is locked: `);
    expect([second.code, (await first).code]).toEqual([1, 0]);
    await nothingToDo(world());
  });

  step("leaves a lock when an apply is killed, and `slipway unlock` frees it", async () => {
    const { name } = world();
    changeSettings(world(), { "service.variables.SLIPWAY_TEST": "three" });
    await plan(world());
    let pid = 0;
    const killed = world().slipway(["apply", name], {
      as: "apply",
      ownGroup: true,
      onStart: (child) => {
        pid = child.pid ?? 0;
      },
    });
    await lockIsTaken(world());
    process.kill(-pid, "SIGKILL");
    await killed;

    const refused = await world().slipway(["apply", name], { as: "apply" });
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringContaining(`${name} is locked: `),
    ]);
    const held = await world().slipway(["unlock", name], { as: "unlock" });
    const taken = /--taken (\S+)/.exec(held.output)?.[1] ?? "";
    expect([held.code, taken]).toEqual([1, expect.stringMatching(/^\d{4}-/)]);
    fine(await world().slipway(["unlock", name, "--taken", taken], { as: "unlock" }));
    await plan(world());
    fine(await world().slipway(["apply", name], { as: "apply" }));
  });
}

/** A variable of the container is nothing but a new revision, and the service that runs it. */
const taskAlone = {
  "aws_ecs_service.service": "updated in-place",
  "aws_ecs_task_definition.service_task": "replaced",
};

/** Terraform finds no difference, and the review says so. */
export async function nothingToDo(world: TerraformWorld): Promise<void> {
  const { output, changes } = await plan(world);
  expect(changes).toEqual({});
  expect(output).toContain("No changes. Your infrastructure matches the configuration.");
  expect(output).toContain(`${world.name}: no changes`);
}

async function samePassword(world: TerraformWorld): Promise<void> {
  const inUrl = passwordOfUrl(await secretsOf(world), world.name);
  const { mode } = world.environment().database;
  expect(inUrl === undefined).toBe(mode !== "create");
  expect(inUrl).toBe(await masterPassword(world));
}

/** Secrets that `secrets.version` writes anew, by name. */
function rotated(world: TerraformWorld): string[] {
  const { secrets, database } = world.environment();
  const generated = Object.entries(secrets.variables)
    .filter(([, { source }]) => source !== "arn")
    .map(([variable]) => `${world.name}/${variable}`);
  const password =
    database.mode === "create" ? [namesOf(world.environment()).databasePasswordSecret] : [];
  return [...generated, ...password].sort();
}

/** Waits until somebody has the environment's lock. */
export function lockIsTaken(world: TerraformWorld): Promise<void> {
  return lockIs("taken", world);
}

/** Waits until nobody has it. */
export function lockIsFree(world: TerraformWorld): Promise<void> {
  return lockIs("free", world);
}

async function lockIs(expected: "taken" | "free", world: TerraformWorld): Promise<void> {
  const client = new DynamoDBClient(world.emulator.clientConfig);
  const table = namesOf(world.environment()).delivery;
  for (let look = 0; look < 1200; look += 1) {
    const holder = await readLock(client, table);
    if ((holder === undefined) === (expected === "free")) return;
    await sleep(100);
  }
  throw new Error(`the lock was not ${expected} for two minutes`);
}
