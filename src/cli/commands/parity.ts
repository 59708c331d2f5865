import { Command, Option } from "commander";
import pc from "picocolors";
import type { LoadedEnvironment } from "../../environment/load";
import type { ParityFormat } from "../../parity/render-parity";
import { CommandError } from "../command-error";
import { chosen, loadOrExplain } from "../environments";
import type { Terminal } from "../terminal";

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
    .addHelpText(
      "after",
      "\nExit 0: equal but for declared differences. 1: not. 2: cannot read.\nExample: slipway parity eec-dev",
    )
    .action(async (name: string | undefined, options: { format: ParityFormat }) => {
      const environments = loadOrExplain();
      const mirroring = name
        ? [chosen(environments, name)]
        : environments.filter(({ environment }) => environment.mirrors !== null);
      if (mirroring.length === 0)
        terminal.out("No environment has `mirrors`: there is nothing to compare.\n");
      for (const environment of mirroring)
        await compare(terminal, environments, environment, options.format);
    });
}

async function compare(
  terminal: Terminal,
  environments: readonly LoadedEnvironment[],
  { name, file, environment }: LoadedEnvironment,
  format: ParityFormat,
): Promise<void> {
  if (environment.mirrors === null) {
    throw new CommandError(
      2,
      `${name}: ${file} has \`mirrors: null\`, so there is nothing to compare it with.`,
    );
  }
  const { parity } = await import("../../parity/parity");
  const { renderParity } = await import("../../parity/render-parity");
  const there = chosen(environments, environment.mirrors);
  const result = parity(environment, there.environment);
  terminal.out(
    renderParity({
      here: name,
      there: there.name,
      parity: result,
      format,
      columns: terminal.columns,
      colors: pc.createColors(terminal.interactive),
    }),
  );
  if (!result.holds) terminal.exitCode(1);
}
