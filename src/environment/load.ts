import { join } from "node:path";
import { textOrder } from "../text-order";
import { fileNameProblems } from "./loading/file-names";
import { findFiles } from "./loading/find-files";
import { type LoadedFile, loadFile } from "./loading/load-file";
import type { Placeholder } from "./loading/placeholders";
import { ruleProblems } from "./loading/rule-problems";
import type { Problem } from "./problem";
import type { Environment } from "./schema";

/** A checked environment and the file it came from. */
export interface LoadedEnvironment {
  /** `<application>-<environment>`, which is also the file's name. */
  readonly name: string;
  readonly file: string;
  readonly environment: Environment;
  /** Lines with values that only the owner knows. */
  readonly placeholders: readonly Placeholder[];
}

/** All environments, or all problems of all files; never some of each. */
export type LoadResult =
  | { readonly ok: true; readonly environments: LoadedEnvironment[] }
  | { readonly ok: false; readonly problems: Problem[] };

/** Reads and checks every environment file of a directory. */
export function loadEnvironments(directory: string): LoadResult {
  const found = findFiles(directory);
  const files = found.names.map((name) => loadFile(join(directory, name)));
  const problems = [
    ...found.problems,
    ...files.flatMap((file) => file.problems),
    ...fileNameProblems(files),
    ...ruleProblems(files),
  ];
  if (problems.length > 0) return { ok: false, problems: inOrder(problems) };
  return { ok: true, environments: files.map(loaded).sort((a, b) => textOrder(a.name, b.name)) };
}

function loaded({ name, file, value, placeholders }: LoadedFile): LoadedEnvironment {
  return { name, file, environment: value as Environment, placeholders };
}

function inOrder(problems: Problem[]): Problem[] {
  // Sorting is stable: what stands at one place stays in the order of the schema.
  return problems.sort(
    (a, b) => textOrder(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
}
