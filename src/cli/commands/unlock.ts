import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";

/** `slipway unlock <environment>`: frees the lock of an apply or a deployment that can no longer do it itself. */
export function unlockCommand(terminal: Terminal): Command {
  return new Command("unlock")
    .description(
      "Show who holds an environment's lock and what is left behind; free the lock of what is over.",
    )
    .argument("<environment>", "such as eec-dev")
    .option(
      "--taken <time>",
      "the time that the lock names: proves that you mean this lock and no newer one",
    )
    .addHelpText(
      "after",
      "\nThe lock of a deployment is freed only when its execution is over; usually the deployer itself takes it over then.\n" +
        "Exit 0: free. 1: held. 2: wrong use, no credentials.\nExample: npx slipway unlock eec-dev",
    )
    .action(async (name: string, options: { taken?: string }) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { openEnvironment } = await import("../../aws/live-environment");
      const live = await openEnvironment(loadOne(name));
      const { lockHolderText, readLock } = await import("../../aws/deployment-lock");
      const { freeLock, holderState, leftBehind, whoCleansUp } = await import(
        "../../operate/apply/unlock"
      );
      const holder = await readLock(live.clients.dynamodb, live.delivery.names.delivery);
      if (!holder) {
        terminal.out(`${name} is not locked.\n`);
        return;
      }
      const held = `${name}: ${lockHolderText(holder)}.`;
      const state = await holderState(live, holder);
      if (state.state === "runs") {
        throw new CommandError(
          1,
          `${held}\nThat execution still runs, so its lock is not freed. To end it: stop the execution; what it leaves is cleaned up by itself.\nnext: npx slipway status ${name}`,
        );
      }
      const left =
        state.state === "over"
          ? `\nThat execution is over (${state.how}). It leaves behind:\n${leftBehind(holder).join("\n")}\n${whoCleansUp(holder)}`
          : "\nMake sure that this apply is over.";
      if (options.taken !== holder.since) {
        throw new CommandError(
          1,
          `${held}${left}\nTo free the lock: npx slipway unlock ${name} --taken ${holder.since}`,
        );
      }
      if (!(await freeLock(live, holder, new Date()))) {
        throw new CommandError(
          1,
          `${name}: the lock has another holder by now; nothing was freed.`,
        );
      }
      terminal.out(
        `${held}${state.state === "over" ? left : ""}\n${name}: the lock of ${holder.by} was freed; that ${live.caller} did it is recorded.\nnext: npx slipway status ${name}\n`,
      );
    });
}
