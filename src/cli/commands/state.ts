import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import pc from "picocolors";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";

interface Options {
  readonly environment?: string;
  readonly addresses?: string;
  readonly format: "text" | "markdown" | "json";
}

/** `slipway state <file|environment>`: what Terraform manages, and what of it is unprotected, unknown or too open. */
export function stateCommand(terminal: Terminal): Command {
  return new Command("state")
    .description(
      "Look over a Terraform state: orphans, plain-text secrets, missing protection and tags.",
    )
    .argument(
      "<file|environment>",
      "environment whose state Terraform is to fetch; or output of `terraform state pull` or `terraform show -json`, or - for standard input",
    )
    .option(
      "--environment <name>",
      "compare a file or standard input with the stack of this environment and its committed list of addresses",
    )
    .option("--addresses <file>", "another list of addresses, one a line")
    .addOption(
      new Option("--format <format>", "how to print")
        .choices(["text", "markdown", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      "\nRuns terraform, or what TERRAFORM_BINARY_NAME says, for an environment. The state stays in memory: it can hold secrets.\n" +
        "Exit 0: nothing to complain about. 1: findings. 2: cannot read, or it is another environment's state.\n" +
        "Example: npx slipway state eec-dev\n" +
        "Example: terraform state pull | npx slipway state - --environment eec-dev",
    )
    .action((what: string, options: Options) => look(terminal, what, options));
}

async function look(terminal: Terminal, what: string, options: Options): Promise<void> {
  const { parseJsonBytes } = await import("../../review/read/parse-json");
  const { readState } = await import("../../review/state/read-state");
  const { reviewState } = await import("../../review/state/review-state");
  const { renderState } = await import("../../review/state/render-state");
  const { identityOf, nothingApplied, ownStack, stateSource, stateCommand } = await import(
    "../../operate/state-source"
  );
  const source = await stateSource(terminal, what, options.environment);
  const { bytes, name, environment } = source;
  const objects = readState(parseJsonBytes(bytes, name, "state"), name);
  if (objects.length === 0) {
    if (source.isPulled && environment) throw nothingApplied(environment.name);
    throw new CommandError(2, `${name} is a state without any object: is it the right one?`);
  }
  const stack = environment && (await ownStack({ ...source, environment, file: what, objects }));
  const review = reviewState(objects, {
    ...stack,
    committedAddresses: await committedList(options.addresses, environment?.name),
  });
  const { fitting, signsOf } = await import("../../review/state/another-state");
  const identities = source.environments.map(identityOf);
  const signs = signsOf(
    objects,
    identities.map((identity) => identity.name),
  );
  const next = environment
    ? `npm run plan ${environment.name}`
    : stateCommand(what, fitting(signs, identities)?.name ?? "NAME");
  const style = { colors: pc.createColors(terminal.interactive), columns: terminal.columns };
  terminal.out(renderState(review, { ...style, format: options.format, next }));
  if (review.findings.length > 0) terminal.exitCode(1);
}

/** The list that was named, or the environment's own where it has one. */
async function committedList(
  named: string | undefined,
  environment: string | undefined,
): Promise<readonly string[] | undefined> {
  if (named !== undefined) return await listIn(named);
  const { environmentsDirectory } = await import("../../config/load");
  const own = `${environmentsDirectory}/addresses/${environment}.txt`;
  return environment !== undefined && existsSync(own) ? await listIn(own) : undefined;
}

/** One address a line; what follows `#` is for people. */
async function listIn(file: string): Promise<readonly string[]> {
  const { readInput } = await import("../../review/read/read-input");
  const text = (await readInput(file, process.stdin)).toString("utf8");
  return text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
}
