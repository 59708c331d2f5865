import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { copyEnvironments } from "./fixture-environments";

/** What a person needs of the repository to run its commands, besides environments. */
const needed =
  /^(\.github|bin|deploy|docs|src|tools|jenkins|templates|examples\/loan-engine\/\w+\/package|main\.ts$|(package|cdktf)\.json$)/;

/** A copy of the repository that commands may write into. */
export interface RepositoryCopy {
  readonly folder: string;
  /** Search path that begins with a folder of the copy's own. */
  readonly path: string;
  /** Puts a program first on that path. */
  program(name: string, text: string): void;
}

/**
 * Copies the working tree into a folder, with the tests' environments in place of the committed ones. Its `npx slipway` is the copy's own and writes nothing to the
 * caller's npm cache.
 */
export function copyRepository(folder: string): RepositoryCopy {
  const files = workingTree().filter((name) => needed.test(name));
  for (const inner of new Set(files.map((file) => dirname(file))))
    mkdirSync(join(folder, inner), { recursive: true });
  for (const file of files) copyFileSync(file, join(folder, file));
  copyEnvironments(folder);
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

/** Every file of the working tree that is there and not ignored. */
export function workingTree(): string[] {
  return execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  })
    .split("\0")
    .filter((file) => file !== "" && existsSync(file));
}

/** One such copy for all tests of a file, which write nothing into it. */
export function useRepositoryCopy(): () => RepositoryCopy {
  let copy: RepositoryCopy | undefined;
  beforeAll(() => {
    copy = copyRepository(mkdtempSync(join(tmpdir(), "slipway-copy-")));
  });
  afterAll(() => rmSync(copy?.folder ?? "", { recursive: true, force: true }));
  return () => copy as RepositoryCopy;
}
