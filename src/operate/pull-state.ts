import type { Terminal } from "../base/terminal";
import { type RunOrExplainProps, runOrExplain } from "./terraform";

/**
 * The state of a synthesized stack, as Terraform keeps it; empty where nothing was ever applied. It is held in memory alone, because a
 * state can hold secrets. What `init` says is shown only where nothing else says why it failed: standard output belongs to the review.
 */
export async function pullState(
  props: Omit<RunOrExplainProps, "again">,
  terminal: Terminal,
): Promise<Buffer> {
  if (terminal.interactive) terminal.err(`Reading the state of ${props.environment}…\n`);
  const facts = { ...props, again: "try again" };
  const quiet = () => {};
  await runOrExplain(facts, terminal, {
    args: ["init", "-input=false"],
    fine: [0],
    failure: 2,
    onOutput: quiet,
  });
  const parts: string[] = [];
  await runOrExplain(facts, terminal, {
    args: ["state", "pull"],
    fine: [0],
    failure: 2,
    onOutput: (text) => void parts.push(text),
  });
  return Buffer.from(parts.join(""));
}
