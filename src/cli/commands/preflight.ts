import { Command } from "commander";
import type { Terminal } from "../../base/terminal";

/** `slipway preflight <environment>`: does the account have what the environment's file expects of it? */
export function preflightCommand(terminal: Terminal): Command {
  return new Command("preflight")
    .description("Compare the account with an environment's file before the first plan.")
    .argument("<environment>", "such as eec-dev")
    .addHelpText(
      "after",
      "\nOnly reads; docs/preflight.md has the policy that it needs. What AWS refuses to say is unknown, not fine.\n" +
        "Exit 0: nothing is wrong. 1: something is. 2: wrong use, no credentials.\n" +
        "Example: npx slipway preflight eec-dev",
    )
    .action(async (name: string) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { openSession } = await import("../../aws/session");
      const { checklist } = await import("../../base/checklist");
      const { looks, runPreflight } = await import("../../operate/preflight/run-preflight");
      const { resolveNs } = await import("node:dns/promises");
      const { environment } = loadOne(name);
      const { account, region } = environment;
      const session = await openSession({ environment: name, account, region, role: undefined });
      let done = 0;
      const progress = (subject: string) => {
        done += 1;
        if (terminal.interactive) {
          const line =
            done < looks.length ? `${done} of ${looks.length} looked at: ${subject}` : "";
          terminal.err(`\r${line.padEnd(60)}${line === "" ? "\r" : ""}`);
        }
      };
      const found = await runPreflight(
        { environment, config: session.config, nameServersOf: resolveNs },
        progress,
      );
      const checks = [
        {
          verdict: "fine" as const,
          subject: "Account",
          finding: `${account}, ${region}, as ${session.caller}`,
        },
        ...found,
      ];
      terminal.out(`${checklist(checks, terminal)}\n\n`);
      if (checks.some(({ verdict }) => verdict === "wrong")) {
        terminal.out(
          `Next: correct what is wrong ✗ and ask again: npx slipway preflight ${name}\n`,
        );
        terminal.exitCode(1);
      } else {
        terminal.out(`Next: npm run plan ${name}\n`);
      }
    });
}
