import { Command } from "commander";
import { name as packageName, version } from "../../package.json";
import { CommandError } from "../base/errors";
import type { Terminal } from "../base/terminal";
import { applyCommand } from "./commands/apply";
import { checkCommand } from "./commands/check";
import { connectCommand } from "./commands/connect";
import { deployCommand } from "./commands/deploy";
import { differenceCommand } from "./commands/difference";
import { doctorImageCommand } from "./commands/doctor-image";
import { ejectCommand } from "./commands/eject";
import { envCommand } from "./commands/env";
import { evidenceCommand } from "./commands/evidence";
import { frontendCommand } from "./commands/frontend";
import { historyCommand } from "./commands/history";
import { holdCommand } from "./commands/hold";
import { initCommand } from "./commands/init";
import { logsCommand } from "./commands/logs";
import { newCommand } from "./commands/new";
import { parityCommand } from "./commands/parity";
import { planCommand } from "./commands/plan";
import { preflightCommand } from "./commands/preflight";
import { promoteCommand } from "./commands/promote";
import { restoreCommand } from "./commands/restore";
import { resumeCommand } from "./commands/resume";
import { reviewCommand } from "./commands/review";
import { rollbackCommand } from "./commands/rollback";
import { runCommand } from "./commands/run";
import { stateCommand } from "./commands/state";
import { statusCommand } from "./commands/status";
import { unlockCommand } from "./commands/unlock";
import { unwaiveCommand } from "./commands/unwaive";
import { upgradeCommand } from "./commands/upgrade";
import { verifyCommand } from "./commands/verify";
import { vpnConfigCommand } from "./commands/vpn-config";
import { waiveCommand } from "./commands/waive";
import { waiversCommand } from "./commands/waivers";

/** Every command, under the heading of those who use it most, in the order in which they need it. */
const groups: Readonly<Record<string, readonly ((terminal: Terminal) => Command)[]>> = {
  "Environment files:": [
    newCommand,
    initCommand,
    checkCommand,
    parityCommand,
    envCommand,
    vpnConfigCommand,
  ],
  "Terraform:": [
    preflightCommand,
    planCommand,
    reviewCommand,
    applyCommand,
    stateCommand,
    differenceCommand,
    upgradeCommand,
    ejectCommand,
  ],
  "What runs:": [
    doctorImageCommand,
    deployCommand,
    statusCommand,
    logsCommand,
    runCommand,
    connectCommand,
    verifyCommand,
    rollbackCommand,
    frontendCommand,
    restoreCommand,
    holdCommand,
    resumeCommand,
    unlockCommand,
    waiveCommand,
    unwaiveCommand,
    waiversCommand,
    historyCommand,
  ],
  "On to production:": [evidenceCommand, promoteCommand],
};

/** The groups whose commands need neither the framework nor Terraform; `env` needs them as little. */
const operatingGroups = ["What runs:", "On to production:"];

/** The commands that the operators' package has (`tools/package`). */
export function operatingCommands(slipway: Command): string[] {
  return slipway.commands
    .filter((command) => operatingGroups.includes(command.helpGroup()) || command.name() === "env")
    .map((command) => command.name());
}

/** The `slipway` command line: one file of `commands/` for each command. */
export function program(terminal: Terminal): Command {
  const slipway = new Command("slipway")
    .description("From a developer's push to production on AWS: check, plan, deliver, promote.")
    .version(version, "--version", "show the version of slipway")
    .configureOutput({
      writeOut: (text) => terminal.out(atHelpWidth(text)), // nothing but help and the version goes through this
      writeErr: terminal.err,
      getOutHelpWidth: () => helpColumns,
      getErrHelpWidth: () => helpColumns,
    })
    .configureHelp({ minWidthToWrap: 24, subcommandTerm: withoutOptions })
    .showHelpAfterError("Add --help to see how it is used.")
    .showSuggestionAfterError()
    .exitOverride();
  for (const [heading, commands] of Object.entries(groups)) {
    for (const make of commands) {
      slipway.addCommand(inheriting(slipway, make(terminal)).helpGroup(heading));
    }
  }
  if (packageName === "slipway-operators")
    slipway.hook("preAction", (_, command) => refuse(slipway, command));
  return slipway;
}

/** Columns that every terminal has. */
const helpColumns = 80;

/** A command and its arguments, as a list of commands names it; its options are in its own help. */
function withoutOptions(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(" ");
}

/** Text for a terminal of that width; an example stays one line, so that it can be copied. */
function atHelpWidth(text: string): string {
  const fitting = (line: string): string => {
    const at = line.lastIndexOf(" ", helpColumns);
    if (line.length <= helpColumns || line.startsWith("Example: ") || at <= 0) return line;
    return `${line.slice(0, at)}\n${fitting(line.slice(at + 1))}`;
  };
  return text.split("\n").map(fitting).join("\n");
}

/** Refuses what the operators' package lacks the parts for. */
function refuse(slipway: Command, command: Command): void {
  const own = ofSlipway(slipway, command);
  if (operatingCommands(slipway).includes(own.name())) return;
  throw new CommandError(
    2,
    `slipway ${own.name()} is not in the operators' package: install slipway ${version}, the whole one.`,
  );
}

/** The command of `slipway` that a command is, or is below. */
function ofSlipway(slipway: Command, command: Command): Command {
  return command.parent && command.parent !== slipway
    ? ofSlipway(slipway, command.parent)
    : command;
}

/** A command that is added, not made, by its parent takes over nothing by itself: output and exits would go past the terminal. */
function inheriting(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) inheriting(command, below);
  return command;
}
