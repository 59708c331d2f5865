import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a person needs of the repository to run its commands. */
const needed =
  /^(bin|deploy|docs|environments|scripts|src|tools|examples\/loan-engine\/\w+\/package|main\.ts$|package\.json$)/;

/** A copy of the repository that commands may write into. */
export interface RepositoryCopy {
  readonly folder: string;
  /** Search path that begins with a folder of the copy's own. */
  readonly path: string;
  /** Puts a program first on that path. */
  program(name: string, text: string): void;
}

/** Copies the working tree into a folder. Its `npx slipway` is the copy's own and writes nothing to the caller's npm cache. */
export function copyRepository(folder: string): RepositoryCopy {
  const listed = (...which: string[]) =>
    execFileSync("git", ["ls-files", "-z", ...which], { encoding: "utf8" }).split("\0");
  // An environment that somebody begins is none of the repository's yet.
  const others = listed("--others", "--exclude-standard").filter(
    (file) => !file.startsWith("environments/"),
  );
  for (const file of [...listed("--cached"), ...others].filter((name) => needed.test(name))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  for (const part of ["frontend", "backend"]) {
    mkdirSync(join(folder, "examples/loan-engine", part), { recursive: true });
  }
  symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  const own = join(folder, "path");
  mkdirSync(own);
  const program = (name: string, text: string) => {
    writeFileSync(join(own, name), text);
    chmodSync(join(own, name), 0o755);
  };
  program(
    "npx",
    '#!/bin/sh\n[ "$1" = slipway ] || exit 64\nshift\nexec node bin/slipway.js "$@"\n',
  );
  return { folder, path: `${own}:${process.env["PATH"]}`, program };
}
