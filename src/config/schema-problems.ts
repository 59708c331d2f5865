import type { z } from "zod";
import { variableSign } from "../base/secrets";
import { nearest, orList } from "../base/suggest";
import type { PathProblem } from "./load-file";
import { type Path, pathText } from "./problem";
import { environmentSchema } from "./schema";
import { definitionOf, modeSetting, modesOf, type Setting } from "./schema-walk";
import { allSettings, isSection, keysAt, settingAt, valueAt } from "./setting";

/** What is wrong with a file's content by the schema alone. `sourceOf` says how a value is written in the file. */
export function schemaProblems(
  value: unknown,
  sourceOf: (path: Path) => string | undefined,
): PathProblem[] {
  const result = environmentSchema.safeParse(value);
  if (result.success) return [];
  const unknown = result.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey([...(issue.path as Path), key], value))
      : [],
  );
  const meant = new Set(unknown.map((problem) => problem.meant && pathText(problem.meant)));
  const others: PathProblem[] = result.error.issues.flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === "unrecognized_keys") return [];
    if (issue.code === "invalid_key") {
      const message = `${issue.issues[0]?.message ?? issue.message}, got ${quoted(String(path.at(-1)))}`;
      const fix = sentence(settingAt(path.slice(0, -1), value)?.description ?? "");
      return [{ path, on: "key" as const, message, fix }];
    }
    if (!isMissing(path, value)) return [wrong(path, value, issue, sourceOf(path))];
    return meant.has(pathText(path)) ? [] : [misspeltMode(path, value) ?? missing(path, value)];
  });
  return [...others, ...unknown];
}

function isMissing(path: Path, value: unknown): boolean {
  const parent = valueAt(path.slice(0, -1), value);
  return isSection(parent) && !Object.hasOwn(parent, path.at(-1) ?? "");
}

function missing(path: Path, value: unknown): PathProblem {
  const setting = settingAt(path, value);
  const section = path.length > 1 ? `in ${pathText(path.slice(0, -1))}` : "at the top level";
  return {
    path,
    on: "key",
    message: "is missing",
    fix: sentence(`add ${path.at(-1)} ${section}: ${setting?.description ?? ""}`),
  };
}

/**
 * A key that was meant to say which form a section has. Without that, nothing else says that it is no setting, since the section's
 * settings are not known.
 */
function misspeltMode(path: Path, value: unknown): PathProblem | undefined {
  const section = path.slice(0, -1);
  const modes = modesOf(settingAt(section, value)?.schema ?? environmentSchema);
  const key = String(path.at(-1));
  if (key !== modes[0]?.key) return undefined;
  const isSetting = (given: string) => modes.some(({ shape }) => Object.hasOwn(shape, given));
  const misspelt = Object.keys(valueAt(section, value) as object).find(
    (given) => !isSetting(given) && nearest(given, [key]) !== undefined,
  );
  if (misspelt === undefined) return undefined;
  return {
    path: [...section, misspelt],
    on: "key",
    message: "is not a setting",
    fix: `did you mean ${key}? ${modeSetting(modes).description}`,
    meant: path,
  };
}

function wrong(
  path: Path,
  value: unknown,
  issue: z.core.$ZodIssue,
  source: string | undefined,
): PathProblem {
  const given = valueAt(path, value);
  const setting = settingAt(path, value);
  const [section, list, name] = path;
  const isSecret =
    section === "service" &&
    list === "variables" &&
    variableSign(String(name), source ?? String(given)) !== undefined;
  const must = missingSection(path, value, setting, given) ?? issue.message;
  return {
    path,
    on: "value",
    message: `${must}, got ${isSecret ? "a value that stays out of this report" : shown(given, source)}`,
    fix: isSecret
      ? "put it under secrets.variables, without its value"
      : setting
        ? fixOf(setting, given, source)
        : "remove it",
  };
}

/** What to say where a section is expected and something else is given. */
function missingSection(path: Path, value: unknown, setting: Setting | undefined, given: unknown) {
  if (!setting || isSection(given)) return undefined;
  const modes = modesOf(setting.schema);
  if (modes.length > 0) {
    return `must be a section with ${modes[0]?.key}: ${orList(modes.map((mode) => mode.value))}`;
  }
  const keys = keysAt(path, value);
  return keys && `must be a section with the keys ${keys.join(", ")}`;
}

function fixOf(setting: Setting, given: unknown, source = ""): string {
  const accepts = (value: unknown) => setting.schema.safeParse(value).success;
  const modes = modesOf(setting.schema);
  if (setting.schema === environmentSchema) return "start from the file of another environment";
  if (modes[0] && !isSection(given)) {
    return `write ${modes[0].key} below it: ${modeSetting(modes).description}`;
  }
  const description = sentence(setting.description);
  if (typeof given === "number" || typeof given === "boolean") {
    if (accepts(source)) return `put it in quotes: ${JSON.stringify(source)}`;
    const word = nearest(source, wordsOf(setting));
    if (word && accepts(word)) return `did you mean "${word}", in quotes? ${description}`;
  }
  if (typeof given === "string") {
    if (given !== "" && accepts(Number(given))) return `write it without quotes: ${Number(given)}`;
    if (accepts(true) || accepts(false)) {
      const flag = flagByWord.get(given.toLowerCase());
      return flag === undefined ? description : `write ${flag}, without quotes. ${description}`;
    }
    const word = nearest(given, wordsOf(setting));
    if (word) return `did you mean ${word}? ${description}`;
  }
  if (given === null && source === "") return `write a value after the colon. ${description}`;
  return description;
}

/** Words that people write for `true` and `false`. YAML 1.2 reads those two alone, and only without quotes. */
const flagByWord: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["no", false],
  ["off", false],
]);

/** The words that a setting may be, where it is one of a few. */
function wordsOf({ schema }: Setting): string[] {
  const definition = definitionOf(schema);
  return definition.type === "literal" ? definition.values.map(String) : [];
}

/** A value as the file has it, short enough for one line. */
function shown(value: unknown, source: string | undefined): string {
  if (Array.isArray(value))
    return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (isSection(value)) return "a section";
  if (value === null) return source === "" ? "nothing" : "null";
  return typeof value === "string" ? quoted(value) : (source ?? String(value));
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

function sentence(text: string): string {
  return text.replace(/\.$/, "");
}

/** The problem of a key that its section does not have, with what was probably meant. */
function unknownKey(path: Path, value: unknown): PathProblem {
  const section = path.slice(0, -1);
  const key = String(path.at(-1));
  const allowed = keysAt(section, value) ?? [];
  const problem = { path, on: "key", message: "is not a setting" } as const;
  const others = `allowed here: ${allowed.join(", ")}`;

  const moved = placeOf(section, key, value);
  if (moved) return { ...problem, fix: `${moved}; ${others}` };
  const there = valueAt(section, value) as object;
  const absent = allowed.filter((one) => !Object.hasOwn(there, one));
  const word = nearest(key, absent) ?? nearest(key, allowed);
  if (!word) return { ...problem, fix: `remove it; ${others}` };
  return { ...problem, fix: `did you mean ${word}? ${others}`, meant: [...section, word] };
}

/** What to do with a key that belongs to another mode of its section, or to just one other section. */
function placeOf(section: Path, key: string, value: unknown): string | undefined {
  const modes = modesOf(settingAt(section, value)?.schema ?? environmentSchema);
  const owners = modes.filter((mode) => Object.hasOwn(mode.shape, key));
  if (owners[0]) {
    const values = orList(owners.map((mode) => mode.value));
    return `it belongs to ${owners[0].key}: ${values}; remove it, or change ${owners[0].key}`;
  }
  const elsewhere = allSettings().filter(({ path }) => path.at(-1) === key);
  const home = elsewhere.length === 1 ? elsewhere[0]?.path.slice(0, -1) : undefined;
  return (
    home &&
    `it belongs ${home.length > 0 ? `to ${home.join(".")}` : "to the top level"}: move it there`
  );
}
