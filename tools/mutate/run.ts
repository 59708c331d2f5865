import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { mutantsOf, withSwitches } from "./mutants";

/** What the parent process hands to the one that runs the tests, as `run.json` in the folder that MUTATE_FOLDER names. */
export interface Run {
  readonly files: readonly { readonly path: string; readonly first: number }[];
}

/** The sources with their switches, by absolute path. */
export function readRun() {
  const folder = process.env["MUTATE_FOLDER"] ?? "";
  const { files } = JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as Run;
  const switchedByPath = new Map(
    files.map(({ path, first }) => {
      const source = readFileSync(path, "utf8");
      return [resolve(path), withSwitches(source, mutantsOf(source), first)] as const;
    }),
  );
  return { folder, switchedByPath };
}
