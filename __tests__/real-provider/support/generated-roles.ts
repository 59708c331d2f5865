import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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
import { synthesizeEnvironment } from "../../support/synth";
import {
  applyState,
  fine,
  startTerraformWorld,
  type TerraformWorld,
} from "../../support/terraform-world";
import { describeWithProvider } from "../../support/with-provider";
import { credentialsOfJob } from "./github-token";
import { journeySteps } from "./step";

/**
 * One environment from nothing to a change of much that its file says, by the roles that its own stack makes. They are not there before the
 * first apply, which is made by roles of other names with the same permissions.
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

    test.each(["plan", "apply"])("asks as %s for exactly what is committed", async (role) => {
      const requests = await requestsOf(world, role);
      if (process.env["SLIPWAY_RECORD"] === "true") {
        writeRecorded(name, fixtureText(name), role, linesOf(requests));
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
  for (const purpose of ["plan", "apply"]) {
    // Nobody knows the key before it is made.
    const statements = JSON.stringify(statementsOf(made, `access_${purpose}`)).replaceAll(
      "${aws_kms_key.encryption.arn}",
      `arn:aws:kms:${world.region}:${world.account}:key/*`,
    );
    await identities(world.emulator).role(`first-${purpose}`, JSON.parse(statements));
  }
}

async function firstCredentials(world: TerraformWorld, purpose: string) {
  const { credentials } = await identities(world.emulator).as(`first-${purpose}`);
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
  };
}

/** What was asked for as a role, or as the one that stood in for it before it was there. */
async function requestsOf(
  { emulator, account, folder, name, environment }: TerraformWorld,
  role: string,
) {
  const names = namesOf(environment());
  const own = readFileSync(join(folder, "environments", `${name}.yaml`), "utf8");
  const all = await requestsIn(emulator, account);
  const who = [`first-${role}`, role === "plan" ? names.planRole : names.applyRole];
  return all.filter((one) => who.includes(one.role)).map((one) => steady(one, own));
}
