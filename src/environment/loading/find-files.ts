import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../problem";
import { errorCode } from "./read-text";

const place = { line: 0, column: 0, path: "" };

/** The environment files of a directory by name, and what is wrong with it. What is not YAML, or hidden, is left alone. */
export function findFiles(directory: string): {
  names: string[];
  problems: Problem[];
} {
  let entries: string[];
  try {
    entries = readdirSync(directory).sort();
  } catch (error) {
    const message = `cannot be listed (${errorCode(error)})`;
    const fix = "it must be a folder with one file for each environment";
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
