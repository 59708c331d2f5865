import { Command } from "commander";
import { CommandError } from "../../base/errors";
import { type Terminal, untilStopped } from "../../base/terminal";

/** `slipway rollback <environment>`: the release before, through the same deployer, without its migration. */
export function rollbackCommand(terminal: Terminal, pollMilliseconds = 2_000): Command {
  return new Command("rollback")
    .description("Go back to the release before the one that runs, and follow it to its end.")
    .argument("<environment>", "such as eec-dev")
    .option("--digest <sha256:…>", "an earlier release; the one before when left out")
    .addHelpText(
      "after",
      "\nNo migration is run or undone: the earlier image must cope with the database as it is now.\n" +
        "The schedule leaves it so; the next image that is pushed goes forward again.\n" +
        "Exit 0: it runs. 1: refused, or failed. 2: wrong use, no credentials.\nExample: npx slipway rollback eec-dev",
    )
    .action(async (name: string, options: { digest?: string }) => {
      const { loadOne } = await import("../../config/environments-folder");
      const loaded = loadOne(name);
      const { requireDigest, whatRuns } = await import("../../operate/promotion/what-runs");
      if (options.digest !== undefined) requireDigest(options.digest);
      const { openEnvironment } = await import("../../aws/live-environment");
      const live = await openEnvironment(loaded);
      const { previousRelease, readReleases } = await import("../../operate/deployments/releases");
      const { runDeployment } = await import("../../operate/deployments/run-deployment");
      const runs = await whatRuns(live.delivery, live.call);
      const before = previousRelease(await readReleases(live), runs.digest);
      const digest = options.digest ?? before?.digest;
      if (digest === undefined) {
        throw new CommandError(
          1,
          `${name} runs ${runs.digest ?? runs.image}, and no release before it is known. Name one: --digest. See npx slipway status ${name}.`,
        );
      }
      terminal.out(
        `${name}: from ${runs.digest ?? runs.image}\n${" ".repeat(name.length)}  to   ${digest}\n` +
          "Migrations are neither run nor undone.\n",
      );
      const request = { digest, rollback: true };
      await untilStopped((signal) =>
        runDeployment({ live, request, terminal, signal, pollMilliseconds }),
      );
    });
}
