import { join } from "node:path";
import { Command } from "commander";
import type { Terminal } from "../../base/terminal";

/** Seconds after which a rollout is given up; ECS' own circuit breaker is far sooner. */
const rolloutLimitSeconds = 3600;

/** `slipway apply <environment>` (`npm run apply`): applies exactly the plan that was reviewed. */
export function applyCommand(terminal: Terminal): Command {
  return new Command("apply")
    .description(
      "Apply exactly the reviewed plan of an environment, alone, and watch its rollout to the end.",
    )
    .argument("<environment>", "such as eec-dev, planned before with npm run plan")
    .addHelpText(
      "after",
      "\nRefuses a plan that was not reviewed, was refused, changed since, or was made for another image or revision.\n" +
        "Exit 0: applied and rolled out. 1: refused, or it failed. 2: wrong use, no credentials.\n" +
        "Example: npm run plan eec-dev && npm run apply eec-dev",
    )
    .action(async (name: string) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { environment } = loadOne(name);
      const { deliveryOf } = await import("../../config/delivery-of");
      const { planFileName, stackFolder } = await import("../../contract/written-stacks");
      const { readReviewRecord } = await import("../../operate/apply/review-record");
      const { terraformExecutable } = await import("../../operate/terraform");
      const folder = stackFolder(name);
      const record = readReviewRecord(name, join(folder, planFileName));
      const { openSession } = await import("../../aws/session");
      const { account, region } = environment;
      const session = await openSession({ account, region, environment: name, role: undefined });
      const { applyPlan } = await import("../../operate/apply/apply-plan");
      const { names, settings } = deliveryOf(environment);
      await applyPlan({
        terminal,
        session,
        environment: name,
        cluster: names.cluster,
        service: names.service,
        imagePointer: names.imagePointer,
        table: names.delivery,
        holds: settings.holds,
        alarmsRollBack: environment.monitoring?.requests.rollBack === true,
        executable: terraformExecutable(),
        folder,
        record,
        now: new Date().toISOString(),
        pollSeconds: 10,
        limitSeconds: rolloutLimitSeconds,
      });
    });
}
