import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { fixtureEnvironmentsFolder, fixtureText } from "../../support/fixture-environments";
import {
  applyState,
  fine,
  startTerraformWorld,
  type TerraformWorld,
} from "../../support/terraform-world";
import { describeWithProvider } from "../../support/with-provider";
import { withOptionalSections, withoutOptionalSections } from "./optional-sections";
import { asksWhatIsCommitted, stackRoles } from "./stack-roles";
import { journeySteps } from "./step";
import { isTornDown } from "./tear-down";

/** One environment from nothing to its tear-down, by the roles that its own stack makes; see {@link stackRoles}. */
export function generatedRoles(name: string): void {
  describeWithProvider(`roles of ${name}`, (found) => {
    const folder = mkdtempSync(
      join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), `roles-${name}-`),
    );
    const step = journeySteps();
    let world: TerraformWorld;
    beforeAll(async () => {
      world = await startTerraformWorld({
        name,
        folder,
        environments: fixtureEnvironmentsFolder,
        ...found,
        enforceIam: true,
        credentialsFor: stackRoles(() => world),
      });
    });
    afterAll(async () => {
      await world?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    step("creates the environment with the permissions of its plan and apply roles", async () => {
      await applyState(world);
      await applyAll(world);
    });

    step("has nothing more to do, as its own plan role sees", async () => {
      const again = await world.slipway(["plan", name], { as: "plan" });
      expect(again.output).toContain("No changes.");
    });

    step("adds every section that was not there, and a tag, by its own roles", async () => {
      world.edit((text) =>
        withOptionalSections(text).replace(/^( *)(owner|team): .*$/m, "$&\n$1cost-centre: a-1"),
      );
      await applyAll(world);
    });

    step("has nothing more to do then, which its own plan role sees of all of them", async () => {
      const again = await world.slipway(["plan", name], { as: "plan" });
      expect(again.output).toContain("No changes.");
    });

    step(
      "changes tags, secrets, sizes, a rule of the firewall and a variable by its own roles",
      async () => {
        world.edit((text) =>
          text
            .replace(/^ *cost-centre: .*\n/m, "")
            .replace(/^( *sqlInjection:) count$/m, "$1 block")
            .replace(/^( *version:) 1$/m, "$1 2")
            .replace(/^( *tasksMax:) (\d+)/m, (_, key, count) => `${key} ${Number(count) + 1}`)
            .replace(/^( *LOG_LEVEL:) .*/m, "$1 warning")
            .replace(/^( *keepImages:) \d+/m, "$1 40"),
        );
        await applyAll(world);
      },
    );

    step("takes away what left the file, those sections among it, by its own roles", async () => {
      world.edit((text) =>
        withoutOptionalSections(text)
          .replace(/^ *SECRET_KEY:\n(?: {6,}.*\n)+/m, "")
          .replace(/^( *execEnabled:) true$/m, "$1 false")
          .replace(/^( *allowedSecurityGroupIds:)\n(?: *- .*\n)+/m, "$1 []\n"),
      );
      await applyAll(world);
    });

    isTornDown({ world: () => world, step });

    asksWhatIsCommitted(
      name,
      () => world,
      () => withOptionalSections(fixtureText(name)),
    );
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
