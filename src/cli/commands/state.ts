import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import pc from "picocolors";
import { CommandError } from "../command-error";
import { chosen, environmentsDirectory, loadOrExplain } from "../environments";
import { readable } from "../readable";
import type { Terminal } from "../terminal";

interface Options {
  readonly environment?: string;
  readonly addresses?: string;
  readonly format: "text" | "markdown" | "json";
}

/** `slipway state <file>`: what Terraform manages, and what of it is unprotected, unknown or too open. */
export function stateCommand(terminal: Terminal): Command {
  return new Command("state")
    .description(
      "Look over a Terraform state: orphans, plain-text secrets, missing protection and tags.",
    )
    .argument(
      "<file>",
      "output of `terraform show -json` or `terraform state pull`, or - for standard input",
    )
    .option(
      "--environment <name>",
      "compare with the stack of this environment and its committed list of addresses",
    )
    .option("--addresses <file>", "another list of addresses, one a line")
    .addOption(
      new Option("--format <format>", "how to print")
        .choices(["text", "markdown", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      "\nExit 0: nothing to complain about. 1: findings. 2: cannot read.\n" +
        "Example: terraform state pull | slipway state - --environment eec-dev",
    )
    .action((file: string, options: Options) => look(terminal, file, options));
}

async function look(terminal: Terminal, file: string, options: Options): Promise<void> {
  const { inputName, readInput } = await import("../../review/read-input");
  const { parseJsonBytes } = await import("../../review/parse-json");
  const { readState } = await import("../../review/state/read-state");
  const { reviewState } = await import("../../review/state/review-state");
  const { renderState } = await import("../../review/state/render-state");
  const objects = await readable(async () => {
    const name = inputName(file);
    return readState(parseJsonBytes(await readInput(file, process.stdin), name), name);
  });
  if (objects.length === 0)
    throw new CommandError(
      2,
      `${inputName(file)} is a state without any object: is it the right one?`,
    );
  const review = reviewState(objects, {
    stackAddresses: await stackOf(options.environment),
    committedAddresses: await committedList(options),
  });
  const colors = pc.createColors(terminal.interactive);
  terminal.out(renderState(review, options.format, { colors, columns: terminal.columns }));
  if (review.findings.length > 0) terminal.exitCode(1);
}

async function stackOf(name: string | undefined): Promise<readonly string[] | undefined> {
  if (name === undefined) return undefined;
  const { stackAddresses } = await import("../stack-addresses");
  return await stackAddresses(chosen(loadOrExplain(), name));
}

/** The list that was named, or the environment's own where it has one. */
async function committedList(options: Options): Promise<readonly string[] | undefined> {
  if (options.addresses !== undefined) return await listIn(options.addresses);
  const own = `${environmentsDirectory}/addresses/${options.environment}.txt`;
  return options.environment !== undefined && existsSync(own) ? await listIn(own) : undefined;
}

/** One address a line; what follows `#` is for people. */
async function listIn(file: string): Promise<readonly string[]> {
  const { readInput } = await import("../../review/read-input");
  const text = (await readable(() => readInput(file, process.stdin))).toString("utf8");
  return text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
}
