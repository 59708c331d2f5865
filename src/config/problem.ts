import { isAbsolute, relative, sep } from "node:path";

/** One thing that is wrong in the environment files, for a person to correct. */
export interface Problem {
  /** The file, as its directory was given and its name. */
  readonly file: string;
  /** Line from 1; 0 when the problem is not in the text, such as a missing directory. */
  readonly line: number;
  /** Column from 1; 0 with line 0. */
  readonly column: number;
  /** The setting, such as `service.cpuUnits` or `differences[0].because`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, what is allowed and what was given. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Keys and indexes that lead from the top of a file to a setting. */
export type Path = readonly (string | number)[];

/** The path as people write it: `service.cpuUnits`, `differences[0].because`, `tags["cost.center"]`. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

const mostOfOneFile = 50;

/**
 * The problems as a person reads them: `environments/eec-dev.yaml:14:7  service.cpuUnits: must be …`, and below what to do
 * about it. Files are named as seen from `directory`.
 */
export function formatProblems(problems: readonly Problem[], directory = process.cwd()): string {
  const names = [...new Set(problems.map((problem) => problem.file))];
  const blocks = names.map((file) => block(file, problems, directory));
  const files = names.length === 1 ? "1 file" : `${names.length} files`;
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return `${blocks.join("\n")}\n${count} in ${files}; nothing was written\n`;
}

function block(file: string, problems: readonly Problem[], directory: string): string {
  const name = nameFrom(directory, file);
  const all = problems.filter((problem) => problem.file === file);
  const lines = all.slice(0, mostOfOneFile).map((problem) => format(name, problem));
  const more = all.length - lines.length;
  return [...lines, ...(more > 0 ? [`${name}  and ${more} more problems\n`] : [])].join("");
}

function format(name: string, { line, column, path, message, fix }: Problem): string {
  const place = line > 0 ? `${name}:${line}:${column}` : name;
  const what = path === "" ? message : `${path}: ${message}`;
  return `${place}  ${what}\n    ${fix}\n`;
}

function nameFrom(directory: string, file: string): string {
  if (!isAbsolute(file)) return file;
  const near = relative(directory, file);
  return near.startsWith("..") || isAbsolute(near) ? file : near.split(sep).join("/");
}
