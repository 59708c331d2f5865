import { basename } from "node:path";
import { type Parsed, parse } from "./parse";
import { type Path, type Problem, pathText } from "./problem";
import { readText } from "./read-text";
import { schemaProblems } from "./schema-problems";

/** One file, read and checked by itself. */
export interface LoadedFile {
  /** The file's name without its ending. */
  readonly name: string;
  readonly file: string;
  /** The content; an `Environment` when there are no problems, anything at all otherwise. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Paths that cannot be relied on. */
  readonly badPaths: readonly Path[];
  readonly placeholders: readonly Placeholder[];
  /** The place of a problem found later. */
  readonly locate: (problem: PathProblem) => Problem;
}

/** Reads one file and checks it against the schema. */
export function loadFile(file: string): LoadedFile {
  const name = basename(file, ".yaml");
  const read = readText(file);
  if (!("text" in read)) {
    const problem = { file, path: "", ...read };
    const locate = (later: PathProblem) => ({ ...problem, message: later.message, fix: later.fix });
    return {
      ...{ name, file, value: undefined, problems: [problem], badPaths: [[]], placeholders: [] },
      locate,
    };
  }
  const { parsed, value, later, placeholders } = contentOf(read.text);
  const locate = locator(file, parsed);
  const first = parsed.findings.map((finding) => ({
    ...{ file, ...parsed.at(finding.offset), path: pathText(finding.path) },
    ...{ message: finding.message, fix: finding.fix },
  }));
  const unread = parsed.findings.map((finding) => finding.path);
  return {
    ...{ name, file, value, problems: [...first, ...later.map(locate)], placeholders, locate },
    badPaths: [...unread, ...later.flatMap(({ path, meant }) => (meant ? [path, meant] : [path]))],
  };
}

/** What a text says, whatever file it is in. */
interface Content {
  readonly parsed: Parsed;
  readonly value: unknown;
  /** What the schema refuses of what could be read. */
  readonly later: readonly PathProblem[];
  readonly placeholders: readonly Placeholder[];
}

/** So many are remembered, those that were read last. */
const mostContents = 20;
const contents = new Map<string, Content>();

/** `slipway init` reads the files beside the new one again for each answer, and they have not changed. */
function contentOf(text: string): Content {
  const known = contents.get(text) ?? readContent(text);
  contents.delete(text);
  contents.set(text, known);
  for (const oldest of [...contents.keys()].slice(0, -mostContents)) contents.delete(oldest);
  return { ...known, value: structuredClone(known.value) }; // each has its own, which it may change
}

function readContent(text: string): Content {
  const parsed = parse(text);
  const later = schemaProblems(parsed.value, (path) => parsed.spotOf(path)?.source).filter(
    ({ path }) => !parsed.findings.some((finding) => beginsWith(path, finding.path)),
  );
  return { parsed, value: parsed.value, later, placeholders: placeholdersIn(text, parsed) };
}

/** Finds the place of a setting: its value, its key, or the nearest section above it that is in the file. */
function locator(file: string, { spotOf, at }: Parsed): LoadedFile["locate"] {
  return ({ path, on, message, fix }) => {
    let place = path;
    while (place.length > 0 && !spotOf(place)) place = place.slice(0, -1);
    const spot = spotOf(place);
    const isThere = place.length === path.length;
    const offset = (isThere && on === "value" ? spot?.value : spot?.key) ?? 0;
    const { line, column } = at(place.length === 0 ? 0 : offset);
    return { file, line, column, path: pathText(path), message, fix };
  };
}

function beginsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => path[index] === step);
}

/** A line whose value only the owner knows. */
export interface Placeholder {
  /** Line from 1. */
  readonly line: number;
  /** Path of the setting in it, such as `network.vpcId`; of a comment on a line of its own, the next setting. */
  readonly setting: string;
  /** The line as it is written, without its indent. */
  readonly text: string;
}

/** The lines whose comment says `placeholder`. A comment on a line of its own counts if it begins with the word. */
function placeholdersIn(text: string, parsed: Parsed): Placeholder[] {
  const lines = text.split("\n");
  const found = parsed.comments.flatMap((comment) => {
    const { line } = parsed.at(comment.offset);
    const whole = (lines[line - 1] ?? "").trim();
    const isAlone = whole.startsWith("#");
    const says = isAlone ? /^#+\s*placeholder\b/i : /\bplaceholder\b/i;
    return says.test(comment.text) ? [{ line, text: whole, isAlone }] : [];
  });
  if (found.length === 0) return [];
  const settings = settingsByLine(parsed);
  return found.map(({ line, text: whole, isAlone }) => {
    const place = isAlone ? [...settings.keys()].find((at) => at > line) : line;
    return { line, setting: settings.get(place ?? line) ?? "", text: whole };
  });
}

/** The outermost setting that begins in each line, in the order of the lines. */
function settingsByLine({ value, spotOf, at }: Parsed): Map<number, string> {
  const settings = new Map<number, string>();
  const walk = (inner: unknown, path: Path): void => {
    const spot = path.length > 0 ? spotOf(path) : undefined;
    if (spot) {
      const { line } = at(spot.key);
      if (!settings.has(line)) settings.set(line, pathText(path));
    }
    if (typeof inner !== "object" || inner === null) return;
    const isList = Array.isArray(inner);
    for (const [key, one] of Object.entries(inner))
      walk(one, [...path, isList ? Number(key) : key]);
  };
  walk(value, []);
  return settings;
}

/** A problem whose place in the text is not looked up yet. */
export interface PathProblem {
  readonly path: Path;
  /** Where to point. A setting that is not in the file is pointed at by the section that lacks it. */
  readonly on: "value" | "key";
  readonly message: string;
  readonly fix: string;
  /** The missing setting that a misspelt key was meant to be. */
  readonly meant?: Path;
}
