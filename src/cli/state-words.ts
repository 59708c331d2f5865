import { printable, shellQuoted } from "../base/printable";
import type { Stranger } from "../review/state/another-state";
import type { StateSource } from "./state-source";

/** Why this state is not compared with that environment, and what to type instead, in one sentence. */
export function strangerText(
  { name, isPulled, environment }: StateSource,
  file: string,
  { why, owner }: Stranger,
): string {
  const own = environment?.name ?? "";
  if (isPulled) {
    const instead = owner ? `; ${owner}'s own is shown by \`npx slipway state ${owner}\`` : "";
    return (
      `${name} holds ${owner ? `what looks like ${owner}'s` : "another environment's"} objects (${why}): plan and apply nothing until ` +
      `an earlier version of ${own}/terraform.tfstate is back in its bucket${instead}.`
    );
  }
  const instead = owner
    ? `compare it with its own stack by \`${stateCommand(file, owner)}\``
    : `look it over alone by \`${stateCommand(file)}\``;
  return `${name} is not the state of ${own}${owner ? ` but looks like that of ${owner}` : ""} (${why}): ${instead}.`;
}

/** The command that looks over a state from a file, as it is typed. */
export function stateCommand(file: string, environment?: string): string {
  const shown = /^[\w./-]+$/.test(file) ? file : shellQuoted(printable(file));
  const command = `npx slipway state ${shown}`;
  return environment === undefined ? command : `${command} --environment ${environment}`;
}
