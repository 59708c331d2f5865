import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { textOrder } from "../base/text";
import { type LoadedFile, loadFile, type Placeholder } from "./load-file";
import type { Path, Problem } from "./problem";
import { errorCode } from "./read-text";
import type { RuleProblem } from "./rule";
import { groupRules, pairRules, rules } from "./rules";
import type { Environment } from "./schema";
import { valueAt } from "./setting";

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

/** Where the environment files are, from the folder in which people and pipelines run `slipway`. */
export const environmentsDirectory = "environments";

/** Reads and checks every environment file of a directory. */
export function loadEnvironments(directory: string): LoadResult {
  const found = findFiles(directory);
  const files = found.names.map((name) => loadFile(join(directory, name)));
  return checked(files, found);
}

/**
 * Reads and checks the files of these environments and those that they mirror or take images from; no other file is opened, so
 * that a mistake in one cannot keep anybody from operating another. A name without a file is passed over.
 */
export function loadRelated(directory: string, names: readonly string[]): LoadResult {
  const found = findFiles(directory);
  const files = new Map<string, LoadedFile>();
  const follow = (name: string): void => {
    if (files.has(name) || !found.names.includes(`${name}.yaml`)) return;
    const file = loadFile(join(directory, `${name}.yaml`));
    files.set(name, file);
    for (const other of relatedNames(file)) follow(other);
  };
  for (const name of names) follow(name);
  const problems = found.problems.filter(
    ({ file }) => file === directory || files.has(basename(file).replace(/\.[^.]*$/, "")),
  );
  return checked([...files.values()], { ...found, problems });
}

/** The names of the environment files in a directory, without their ending; none is opened. */
export function environmentNames(directory: string): string[] {
  return findFiles(directory).names.map(withoutEnding);
}

/** The environments that a file refers to. */
function relatedNames({ value }: LoadedFile): string[] {
  const names = [valueAt(["mirrors"], value), valueAt(["promotion", "source", "name"], value)];
  return names.filter((name) => typeof name === "string");
}

function checked(files: readonly LoadedFile[], found: ReturnType<typeof findFiles>): LoadResult {
  const problems = [
    ...found.problems,
    ...files.flatMap((file) => file.problems),
    ...fileNameProblems(files),
    ...ruleProblems(files, found.names.map(withoutEnding)),
  ];
  if (problems.length > 0) return { ok: false, problems: inOrder(problems) };
  return { ok: true, environments: files.map(loaded).sort((a, b) => textOrder(a.name, b.name)) };
}

function withoutEnding(file: string): string {
  return basename(file, ".yaml");
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

/** The place of a problem that is in no file's text. */
const place = { line: 0, column: 0, path: "" };

const unlistable: Readonly<Record<string, Pick<Problem, "message" | "fix">>> = {
  ENOENT: {
    message: "is not in this folder",
    fix: "change to the folder that holds it; a repository of your own begins with npx slipway new",
  },
  ENOTDIR: {
    message: "is a file",
    fix: "it must be a folder with one file for each environment",
  },
  EACCES: {
    message: "cannot be listed (EACCES)",
    fix: "look at the folder's owner and permissions",
  },
};

/** The environment files of a directory by name, and what is wrong with it. What is not YAML, or hidden, is left alone. */
function findFiles(directory: string): {
  names: string[];
  problems: Problem[];
} {
  let entries: string[];
  try {
    entries = readdirSync(directory).sort();
  } catch (error) {
    const code = errorCode(error);
    const { message, fix } = unlistable[code] ?? {
      message: `cannot be listed (${code})`,
      fix: "it must be a folder with one file for each environment",
    };
    return { names: [], problems: [{ ...place, file: directory, message, fix }] };
  }
  const yaml = entries.filter((name) => !name.startsWith(".") && /\.ya?ml$/i.test(name));
  if (yaml.length === 0) {
    const message = "has no environment file";
    const fix = "add one, named <application>-<environment>.yaml";
    return { names: [], problems: [{ ...place, file: directory, message, fix }] };
  }
  const names = yaml.filter((name) => name.endsWith(".yaml"));
  const others = yaml.filter((name) => !name.endsWith(".yaml"));
  return { names, problems: others.map((name) => wrongEnding(directory, name, names)) };
}

function wrongEnding(directory: string, name: string, names: string[]): Problem {
  const right = name.replace(/\.ya?ml$/i, ".yaml");
  const fix = names.includes(right)
    ? `it is a second file for the environment of ${right}: keep one of the two`
    : `rename it to ${right}`;
  return { ...place, file: join(directory, name), message: "must end in .yaml", fix };
}

/** A file is named for its environment, so that nobody edits one in the belief that it is another. */
function fileNameProblems(files: readonly LoadedFile[]): Problem[] {
  const rightNames = new Set(files.filter(isNamedRight).map((file) => file.name));
  return files.flatMap((file) => {
    const expected = expectedName(file);
    if (expected === undefined || expected === file.name) return [];
    const place = { path: ["application"], on: "value" } as const;
    if (rightNames.has(expected)) {
      const message = `is a second file for ${expected}, beside ${expected}.yaml`;
      const fix = "remove one of the two, or give this one its own application and environment";
      return [{ ...file.locate({ ...place, message, fix }), path: "" }];
    }
    const message = `must be named ${expected}.yaml for this application and environment, got ${basename(file.file)}`;
    const fix = "rename the file, or set application and environment to what its name says";
    return [{ ...file.locate({ ...place, message, fix }), path: "" }];
  });
}

/** Whether a file has the name that its application and environment demand. */
function isNamedRight(file: LoadedFile): boolean {
  return expectedName(file) === file.name;
}

/** `<application>-<environment>`; undefined when the file does not say. */
function expectedName({ value, badPaths }: LoadedFile): string | undefined {
  const names = ["application", "environment"].map((key) => valueAt([key], value));
  const bad = badPaths.some(
    ([key]) => key === undefined || key === "application" || key === "environment",
  );
  return bad || !names.every((name) => typeof name === "string") ? undefined : names.join("-");
}

/**
 * What the rules find wrong in files that were read. A setting that the schema refused is not judged again. `names` are those of all
 * files that there are, read or not.
 */
function ruleProblems(files: readonly LoadedFile[], names: readonly string[]): Problem[] {
  const read = files.map((file) => ({
    file,
    environment: readable<Environment>(file.value, file.badPaths),
  }));
  const all = new Map(read.map(({ file, environment }) => [file.name, environment]));

  return read.flatMap(({ file, environment }, index) => {
    const found = (rule: () => RuleProblem[]) =>
      unlessUnreadable(rule).map((problem) => file.locate({ on: "value", ...problem }));
    // A copy of another environment's file is reported as that alone, not also for each setting that both have.
    const earlier = isNamedRight(file) ? read.slice(0, index) : [];
    return [
      ...rules.flatMap((rule) => found(() => rule(environment))),
      ...groupRules.flatMap((rule) => found(() => rule(environment, all, names))),
      ...earlier
        .filter((other) => isNamedRight(other.file))
        .flatMap((other) =>
          pairRules.flatMap((rule) => found(() => rule(environment, other.environment))),
        ),
    ];
  });
}

/** Thrown when a rule reads a setting that is already known to be wrong. */
class Unreadable extends Error {}

/**
 * A file's content that lets a rule read all but what is already reported, so that one wrong setting does not hide what is
 * wrong with the others.
 */
function readable<T>(value: unknown, badPaths: readonly Path[]): T {
  const bad = new Set(badPaths.map(key));
  if (bad.has(key([]))) return unreadable as T;
  return (bad.size === 0 ? value : guarded(value, [], bad)) as T;
}

/** What a rule finds; nothing when it reads a setting that is already reported. */
function unlessUnreadable<T>(rule: () => T[]): T[] {
  try {
    return rule();
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

const unreadable: unknown = new Proxy(
  {},
  {
    get: () => {
      throw new Unreadable();
    },
  },
);

function guarded(value: unknown, path: readonly string[], bad: ReadonlySet<string>): unknown {
  if (bad.has(key(path))) throw new Unreadable();
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get: (target, step) =>
      typeof step === "string" && (Object.hasOwn(target, step) || !(step in target))
        ? guarded(Reflect.get(target, step), [...path, step], bad)
        : Reflect.get(target, step),
  });
}

function key(path: Path): string {
  return JSON.stringify(path.map(String));
}
