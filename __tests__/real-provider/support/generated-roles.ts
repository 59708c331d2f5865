import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { namesOf } from "../../../src/contract/names";
import { identities, statementsOf } from "../../stack/constructs/access/support/identities";
import {
  linesOf,
  recordedRequests,
  requestsIn,
  steady,
  writeRecorded,
} from "../../stack/constructs/access/support/recorded-requests";
import { fixtureEnvironmentsFolder, fixtureText } from "../../support/fixture-environments";
import { type PolicyStatement, synthesizeEnvironment } from "../../support/synth";
import {
  applyState,
  fine,
  startTerraformWorld,
  type TerraformWorld,
} from "../../support/terraform-world";
import { describeWithProvider } from "../../support/with-provider";
import { credentialsOfJob } from "./github-token";
import { withOptionalSections, withoutOptionalSections } from "./optional-sections";
import { journeySteps } from "./step";
import { isTornDown } from "./tear-down";

/**
 * One environment from nothing to its tear-down, by the roles that its own stack makes. They are not there before the first apply, nor at the end of the
 * tear-down, which are made by roles of other names with the same permissions.
 */
export function generatedRoles(name: string): void {
  describeWithProvider(`roles of ${name}`, (found) => {
    const folder = mkdtempSync(
      join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), `roles-${name}-`),
    );
    const step = journeySteps();
    let world: TerraformWorld;
    let areMade = false;
    beforeAll(async () => {
      world = await startTerraformWorld({
        name,
        folder,
        environments: fixtureEnvironmentsFolder,
        ...found,
        enforceIam: true,
        credentialsFor: async (purpose, emulator) => {
          if (purpose === "destroy") return await firstCredentials(world, purpose);
          if (purpose !== "plan" && purpose !== "apply") return {};
          return areMade
            ? await credentialsOfJob(emulator, world.environment(), purpose)
            : await firstCredentials(world, purpose);
        },
      });
    });
    afterAll(async () => {
      await world?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    step("creates the environment with the permissions of its plan and apply roles", async () => {
      await withRoot(() => applyState(world));
      await makeFirstRoles(world);
      await applyAll(world);
      areMade = true;
    });

    step("has nothing more to do, as its own plan role sees", async () => {
      const again = await world.slipway(["plan", name], { as: "plan" });
      expect(again.output).toContain("No changes.");
    });

    step("adds every section that was not there, by its own roles", async () => {
      world.edit(withOptionalSections);
      await applyAll(world);
    });

    step("has nothing more to do then, which its own plan role sees of all of them", async () => {
      const again = await world.slipway(["plan", name], { as: "plan" });
      expect(again.output).toContain("No changes.");
    });

    step("changes tags, secrets, sizes and a variable by its own roles", async () => {
      world.edit((text) =>
        text
          .replace(/^( *)(owner|team): .*$/m, "$&\n$1cost-centre: a-1")
          .replace(/^( *version:) 1$/m, "$1 2")
          .replace(/^( *tasksMax:) (\d+)/m, (_, key, count) => `${key} ${Number(count) + 1}`)
          .replace(/^( *LOG_LEVEL:) .*/m, "$1 warning")
          .replace(/^( *keepImages:) \d+/m, "$1 40"),
      );
      await applyAll(world);
    });

    step("takes away what left the file, those sections among it, by its own roles", async () => {
      world.edit((text) =>
        withoutOptionalSections(text)
          .replace(/^ *cost-centre: .*\n/m, "")
          .replace(/^ *SECRET_KEY:\n(?: {6,}.*\n)+/m, "")
          .replace(/^( *execEnabled:) true$/m, "$1 false")
          .replace(/^( *allowedSecurityGroupIds:)\n(?: *- .*\n)+/m, "$1 []\n"),
      );
      await applyAll(world);
    });

    isTornDown({ world: () => world, step });

    test.each(["plan", "apply"])("asks as %s for exactly what is committed", async (role) => {
      const requests = await requestsOf(world, role);
      if (process.env["SLIPWAY_RECORD"] === "true") {
        writeRecorded(name, withOptionalSections(fixtureText(name)), role, linesOf(requests));
      }
      expect(linesOf(requests)).toEqual(linesOf(recordedRequests(name, role)));
    });

    async function withRoot(act: () => Promise<void>): Promise<void> {
      const { slipway } = world;
      world.slipway = (args, options) => slipway(args, { ...options, as: "state" });
      await act();
      world.slipway = slipway;
    }
  });
}

/**
 * What an administrator may who tears an environment down, besides what its apply role may: that one may not, because backups are lost with the key, and it is
 * destroyed too.
 */
const deletesKey = "kms:ScheduleKeyDeletion";

/** Plans, approves whatever the review asks about, and applies. */
async function applyAll(world: TerraformWorld): Promise<void> {
  const planned = await world.slipway(["plan", world.name], { as: "plan" });
  const asked = [...planned.output.matchAll(/--allow "?([a-z]\w*\.[^\s":]+:[a-z]+)"?/g)].map(
    ([, one]) => one ?? "",
  );
  const allow = [...new Set(asked)].flatMap((one) => [
    "--allow",
    one,
    "--because",
    "a test said so",
  ]);
  if (asked.length === 0) fine(planned);
  else fine(await world.slipway(["plan", world.name, ...allow], { as: "plan" }));
  fine(await world.slipway(["apply", world.name], { as: "apply" }));
}

async function makeFirstRoles(world: TerraformWorld): Promise<void> {
  const made = synthesizeEnvironment(world.environment());
  const { role } = identities(world.emulator);
  // Nobody knows the key before it is made.
  const keys = `arn:aws:kms:${world.region}:${world.account}:key/*`;
  const of = (address: string): PolicyStatement[] =>
    JSON.parse(
      JSON.stringify(statementsOf(made, address)).replaceAll("${aws_kms_key.encryption.arn}", keys),
    );
  await role("first-plan", of("access_plan"));
  await role("first-apply", of("access_apply"));
  await role("first-destroy", [
    ...of("access_apply"),
    { Effect: "Allow", Action: deletesKey, Resource: keys },
  ]);
}

async function firstCredentials(world: TerraformWorld, purpose: string) {
  const { credentials } = await identities(world.emulator).as(`first-${purpose}`);
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
  };
}

/** What was asked for as a role, or as the one that stood in for it before and after it was there. */
async function requestsOf({ emulator, account, name, environment }: TerraformWorld, role: string) {
  const names = namesOf(environment());
  const own = withOptionalSections(fixtureText(name));
  const all = await requestsIn(emulator, account);
  const who =
    role === "plan"
      ? ["first-plan", names.planRole]
      : ["first-apply", names.applyRole, "first-destroy"];
  return all
    .filter((one) => who.includes(one.role) && one.action !== deletesKey)
    .map((one) => steady(one, own));
}
