import { stripVTControlCharacters } from "node:util";
import { CommandError } from "../base/errors";
import type { Terminal } from "../base/terminal";
import { type KnownProblemFacts, knownProblem } from "./known-problem";
import { runTerraform } from "./run-terraform";

/** What {@link runOrExplain} must be told. */
export interface RunOrExplainProps extends KnownProblemFacts {
  /** Terraform or OpenTofu. */
  readonly executable: string;
  /** Folder of the stack, such as `cdktf.out/stacks/shop-dev`. */
  readonly folder: string;
}

/** One call of Terraform. */
export interface TerraformStep {
  readonly args: readonly string[];
  /** Exit codes that are no failure. */
  readonly fine: readonly number[];
  /** Exit code of `slipway` where only Terraform's own words say why. */
  readonly failure: 1 | 2;
  /** Gets what Terraform writes to standard output, instead of the terminal. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Runs Terraform and gives its exit code where that is fine. Throws a {@link CommandError} where it is not: code 2 in one line when
 * something around Terraform is missing, else the step's code after Terraform's own words.
 */
export async function runOrExplain(
  props: RunOrExplainProps,
  terminal: Terminal,
  { args, fine, failure, onOutput }: TerraformStep,
): Promise<number> {
  let errors = "";
  const onError = (text: string) => {
    errors += text;
  };
  const colour = terminal.interactive ? [] : ["-no-color"];
  const { executable, folder } = props;
  const code = await runTerraform(
    { executable, folder, args: [...args, ...colour], onError, ...(onOutput && { onOutput }) },
    terminal,
  );
  if (fine.includes(code)) {
    terminal.err(errors); // warnings
    return code;
  }
  const problem = knownProblem(stripVTControlCharacters(errors), props);
  if (problem) throw new CommandError(2, problem);
  terminal.err(errors);
  throw new CommandError(
    failure,
    `${props.environment}: terraform ${words(args)} failed (exit ${code}); the reason is above.`,
  );
}

/** The sub-command: `plan`, `state pull`. */
function words(args: readonly string[]): string {
  return args.filter((arg) => !arg.startsWith("-")).join(" ");
}
