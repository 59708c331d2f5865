import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Terminal } from "../base/terminal";
import { planFileName, reviewRecordPath } from "../contract/written-stacks";
import { type RunOrExplainProps, runOrExplain } from "./terraform";

/** Names of the files beside the plan in which its review is kept for pipelines, so that none reads the plan again. */
export const reviewFileNames = {
  markdown: "review.md",
  json: "review.json",
  html: "review.html",
} as const;

/** Properties of {@link planStack}. */
interface PlanStackProps extends Omit<RunOrExplainProps, "again"> {
  /** Addresses to plan alone, with what they need; empty plans all. */
  readonly targets: readonly string[];
}

/**
 * Plans a synthesized stack and saves the plan beside it, whatever became of an older one. Says whether there is anything to do. Throws a
 * `CommandError`: code 2 in one line when something around Terraform is missing, else code 1 after Terraform's own words.
 */
export async function planStack(
  { targets, ...props }: PlanStackProps,
  terminal: Terminal,
): Promise<{ readonly file: string; readonly hasChanges: boolean }> {
  const file = join(props.folder, planFileName);
  // What failed leaves nothing to apply, and nothing to show as its review.
  const reviews = Object.values(reviewFileNames).map((name) => join(props.folder, name));
  for (const older of [file, reviewRecordPath(file), ...reviews]) rmSync(older, { force: true });
  const hint = `What the account lacks of the file: npx slipway preflight ${props.environment}`;
  const run = (args: readonly string[], fine: readonly number[]) =>
    runOrExplain({ ...props, again: "plan again" }, terminal, { args, fine, failure: 1, hint });
  await run(["init", "-input=false"], [0]);
  const code = await run(
    [
      "plan",
      "-input=false",
      "-detailed-exitcode",
      `-out=${planFileName}`,
      ...targets.map((address) => `-target=${address}`),
    ],
    [0, 2],
  );
  return { file, hasChanges: code === 2 };
}
