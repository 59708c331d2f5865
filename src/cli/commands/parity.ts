import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import pc from "picocolors";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import type { LoadedEnvironment } from "../../config/load";
import type { ParityFormat } from "../../parity/render-parity";

interface Options {
  readonly format: ParityFormat;
  readonly declared?: true;
}

/** `slipway parity [environment]`: is each mirroring environment equal to what it mirrors, but for what it declares? */
export function parityCommand(terminal: Terminal): Command {
  return new Command("parity")
    .description("Compare an environment with the one it mirrors; fail on what is not declared.")
    .argument("[environment]", "environment that has `mirrors`; all of them by default")
    .addOption(
      new Option("--format <format>", "how to print")
        .choices(["text", "markdown", "json"])
        .default("text"),
    )
    .option("--declared", "show the declared differences also when something is wrong")
    .addHelpText(
      "after",
      "\nExit 0: equal but for declared differences. 1: not. 2: cannot read.\nExample: npx slipway parity eec-dev",
    )
    .action(async (name: string | undefined, options: Options) => {
      const { chosen, loadOrExplain, loadWithRelated } = await import(
        "../../config/environments-folder"
      );
      const environments = name ? loadWithRelated([name]) : loadOrExplain();
      const mirroring = name
        ? [chosen(environments, name)]
        : environments.filter(({ environment }) => environment.mirrors !== null);
      if (mirroring.length === 0)
        terminal.out("No environment has `mirrors`: there is nothing to compare.\n");
      for (const [i, environment] of mirroring.entries()) {
        if (i > 0) terminal.out("\n");
        await compare(terminal, environments, environment, options);
      }
    });
}

async function compare(
  terminal: Terminal,
  environments: readonly LoadedEnvironment[],
  { name, file, environment }: LoadedEnvironment,
  options: Options,
): Promise<void> {
  if (environment.mirrors === null) {
    throw new CommandError(
      2,
      `${name}: ${file} has \`mirrors: null\`, so there is nothing to compare it with.`,
    );
  }
  const { chosen } = await import("../../config/environments-folder");
  const { declarationLines, parity } = await import("../../parity/parity");
  const { loadOwnMain } = await import("../../config/own-main");
  loadOwnMain();
  const { renderParity } = await import("../../parity/render-parity");
  const there = chosen(environments, environment.mirrors);
  const result = parity(environment, there.environment);
  terminal.out(
    renderParity({
      here: { name, file },
      there,
      parity: result,
      lines: declarationLines(readFileSync(file, "utf8")),
      format: options.format,
      showsDeclared: options.declared ?? false,
      style: { columns: terminal.columns, colors: pc.createColors(terminal.interactive) },
    }),
  );
  if (!result.holds) terminal.exitCode(1);
}
