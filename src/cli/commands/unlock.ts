import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import { namesOf } from "../../contract/names";
import { loadOne } from "../environments";

/** `slipway unlock <environment>`: gives back the lock of an apply that can no longer do it itself. */
export function unlockCommand(terminal: Terminal): Command {
  return new Command("unlock")
    .description("Show who holds an environment's lock; give back the lock of an apply that died.")
    .argument("<environment>", "such as eec-dev")
    .option(
      "--taken <time>",
      "the time that the lock names: proves that you mean this lock and no newer one",
    )
    .addHelpText(
      "after",
      "\nThe lock of a deployment is never given back by hand: the deployer sees that its execution is over.\n" +
        "Exit 0: free. 1: held. 2: wrong use, no credentials.\nExample: npx slipway unlock eec-dev",
    )
    .action(async (name: string, options: { taken?: string }) => {
      const { environment } = loadOne(name);
      const { openSession } = await import("../../aws/session");
      const { account, region } = environment;
      const session = await openSession({ account, region, environment: name, role: undefined });
      const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
      const { lockHolderText, readLock, removeLock } = await import(
        "../../operate/apply/deployment-lock"
      );
      const client = new DynamoDBClient(session.config);
      const table = namesOf(environment).delivery;
      const holder = await readLock(client, table);
      if (!holder) {
        terminal.out(`${name} is not locked.\n`);
        return;
      }
      if (holder.executionArn) {
        throw new CommandError(
          1,
          `${name}: ${lockHolderText(holder)}.\nThe deployer takes this lock over by itself once that execution is over.\nnext: npx slipway status ${name}`,
        );
      }
      if (options.taken !== holder.since) {
        throw new CommandError(
          1,
          `${name}: ${lockHolderText(holder)}.\nMake sure that this apply is over, then: npx slipway unlock ${name} --taken ${holder.since}`,
        );
      }
      await removeLock(client, table, holder);
      terminal.out(
        `${name}: the lock of ${holder.by} was given back.\nnext: npm run plan ${name}\n`,
      );
    });
}
