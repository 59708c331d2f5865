import { Command } from "commander";
import { envCommand } from "./commands/env";
import { initCommand } from "./commands/init";
import { parityCommand } from "./commands/parity";
import { verifyCommand } from "./commands/verify";
import type { Terminal } from "./terminal";

/** The `slipway` command line: one file of `commands/` for each command. */
export function program(terminal: Terminal): Command {
  return new Command("slipway")
    .description("From a developer's push to production on AWS: check, plan, deliver, promote.")
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride()
    .addCommand(envCommand(terminal))
    .addCommand(initCommand(terminal))
    .addCommand(parityCommand(terminal))
    .addCommand(verifyCommand(terminal));
}
