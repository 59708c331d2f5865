import { readFileSync } from "node:fs";
import { z } from "zod";
import { shortened } from "../../base/printable";
import { type Parsed, parse } from "../../config/parse";
import { type Path, pathText } from "../../config/problem";
import { kindOf } from "../attributes";
import { Unreadable } from "./unreadable";

/** What a project says of itself, beside `cdktf.json`. */
const projectFileName = "slipway.yaml";

const projectFile = z.strictObject({
  review: z
    .strictObject({
      ownKinds: z
        .record(
          z
            .string()
            .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/, "must be a kind, such as aws_lambda_function"),
          z
            .string("must be the reason why the project makes it")
            .trim()
            .min(1, "must be the reason why the project makes it"),
        )
        .optional(),
    })
    .optional(),
});

/** One thing that is wrong, and the setting that it is about. */
interface Wrong {
  readonly path: Path;
  readonly message: string;
}

/** The kinds of resources that the project makes beside the module, each with its reason; none without a file. */
export function ownKinds(file = projectFileName): ReadonlyMap<string, string> {
  const text = read(file);
  if (text === undefined || text.split("\n").every((line) => /^\s*(#|$)/.test(line))) {
    return new Map();
  }
  const parsed = parse(text);
  const [broken] = parsed.findings;
  if (broken) throw new Unreadable(`${place(file, parsed, broken.offset)}  ${says(broken)}`);
  const checked = projectFile.safeParse(parsed.value);
  const kinds = new Map(Object.entries(checked.data?.review?.ownKinds ?? {}));
  const wrong = checked.success ? madeHere(kinds) : checked.error.issues.flatMap(inWords);
  if (wrong.length === 0) return kinds;
  const lines = wrong
    .map((one) => ({ at: parsed.spotOf(one.path)?.key ?? 0, what: says(one) }))
    .sort((one, other) => one.at - other.at)
    .map(({ at, what }) => `${place(file, parsed, at)}  ${what}`);
  throw new Unreadable(
    `${lines.join("\n")}\nThe file may have review.ownKinds: a line for each kind, with the reason why the project makes it.`,
  );
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Unreadable(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

/** One parameter of SSM is the module's, any other a project's. */
function madeHere(kinds: ReadonlyMap<string, string>): readonly Wrong[] {
  const made = [...kinds.keys()].filter((kind) => kind !== "aws_ssm_parameter" && kindOf(kind));
  return made.map((kind) => ({
    path: ["review", "ownKinds", kind],
    message: "must not be a kind that Slipway makes: its rules judge it; remove the line",
  }));
}

function inWords(issue: z.core.$ZodIssue): readonly Wrong[] {
  const path = issue.path as Path;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: "is not a setting of this file; remove it",
      }));
    case "invalid_key":
      return issue.issues.map(({ message }) => ({ path, message }));
    case "invalid_type":
      return [
        { path, message: /^must /.test(issue.message) ? issue.message : "must be a section" },
      ];
    default:
      return [{ path, message: issue.message }];
  }
}

function place(file: string, parsed: Parsed, offset: number): string {
  const { line, column } = parsed.at(offset);
  return `${file}:${line}:${column}`;
}

function says({ path, message }: Wrong): string {
  return shortened(path.length === 0 ? message : `${pathText(path)}: ${message}`);
}
