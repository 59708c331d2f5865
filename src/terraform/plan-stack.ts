import { rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { CommandError } from "../cli/command-error";
import type { Terminal } from "../cli/terminal";
import { type KnownProblemFacts, knownProblem } from "./known-problem";
import { runTerraform } from "./run-terraform";

/** Name of the saved plan in the stack's folder. */
export const planFileName = "plan";

/** What {@link planStack} must be told. */
export interface PlanStackProps extends KnownProblemFacts {
  /** Terraform or OpenTofu. */
  readonly executable: string;
  /** Folder of the stack, such as `cdktf.out/stacks/shop-dev`. */
  readonly folder: string;
  /** Addresses to plan alone, with what they need; empty plans all. */
  readonly targets: readonly string[];
}

/**
 * Plans a synthesized stack and saves the plan beside it, whatever became of an older one. Says whether there is anything to do. Throws a
 * {@link CommandError}: code 2 in one line when something around Terraform is missing, else code 1 after Terraform's own words.
 */
export async function planStack(
  props: PlanStackProps,
  terminal: Terminal,
): Promise<{ readonly file: string; readonly hasChanges: boolean }> {
  const file = join(props.folder, planFileName);
  for (const older of [file, `${file}.review.json`]) rmSync(older, { force: true }); // what failed leaves nothing to apply
  await run(props, terminal, ["init", "-input=false"], [0]);
  const code = await run(
    props,
    terminal,
    [
      "plan",
      "-input=false",
      "-detailed-exitcode",
      `-out=${planFileName}`,
      ...props.targets.map((address) => `-target=${address}`),
    ],
    [0, 2],
  );
  return { file, hasChanges: code === 2 };
}

async function run(
  props: PlanStackProps,
  terminal: Terminal,
  args: readonly string[],
  fine: readonly number[],
): Promise<number> {
  let errors = "";
  const onError = (text: string) => {
    errors += text;
  };
  const colour = terminal.interactive ? [] : ["-no-color"];
  const code = await runTerraform({ ...props, args: [...args, ...colour], onError }, terminal);
  if (fine.includes(code)) {
    terminal.err(errors); // warnings
    return code;
  }
  const problem = knownProblem(stripVTControlCharacters(errors), props);
  if (problem) throw new CommandError(2, problem);
  terminal.err(errors);
  throw new CommandError(
    1,
    `${props.environment}: terraform ${args[0]} failed (exit ${code}); the reason is above.`,
  );
}
