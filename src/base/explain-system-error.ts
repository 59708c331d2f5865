import { dirname, resolve } from "node:path";
import { CommandError } from "./errors";
import { printable } from "./printable";

/** An error of a file or a process; a rename has a second path. */
interface SystemError extends NodeJS.ErrnoException {
  readonly dest?: string;
}

type Facts = Readonly<Record<"path" | "folder", string>>;

const explanations: Readonly<Record<string, (facts: Facts) => string>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: ({ path }) => `${path} cannot be written: its file system is read-only.`,
  ENOSPC: ({ path }) => `${path} cannot be written: no space is left. Free some, and try again.`,
  EEXIST: inTheWay,
  ENOTDIR: inTheWay,
  EISDIR: inTheWay,
  EDQUOT: ({ path }) =>
    `${path} cannot be written: the quota of disk space is used up. Free some, and try again.`,
};

function notAllowed({ path, folder }: Facts): string {
  return `${path} may not be read or written by you: look at its owner and permissions, and those of ${folder}.`;
}

function inTheWay({ path }: Facts): string {
  return `${path} cannot be written: a file is in the place of a folder there, or a folder in that of a file. Move it away.`;
}

/** What the machine refuses, as an expected failure without a trace; undefined for anything else, which is a defect. */
export function explainSystemError(error: unknown): CommandError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = "", syscall = "", dest, path = dest } = error as SystemError;
  if (path === undefined) {
    // What is written to an open file has no path any more.
    const explain = syscall === "write" ? explanations[code] : undefined;
    return explain && new CommandError(2, explain({ path: "A file", folder: "its folder" }));
  }
  if (syscall.startsWith("spawn")) {
    const why = `\`${printable(path)}\` cannot be started (${code})`;
    return new CommandError(2, `${why}: is it a program of this machine, and may you run it?`);
  }
  const explain = explanations[code];
  if (!explain) return undefined;
  const written = dest ?? path;
  const facts = { path: printable(written), folder: printable(dirname(resolve(written))) };
  return new CommandError(2, explain(facts));
}
