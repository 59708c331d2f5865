import type { z } from "zod";
import { logRetentionDays, reason } from "../../src/config/fields";
import { identity } from "../../src/config/identity";
import { environmentSchema } from "../../src/config/schema";
import {
  entryOf,
  type Mode,
  modesOf,
  type Setting,
  settingOf,
  shapeOf,
} from "../../src/config/schema-walk";
import { mustOf } from "./must";

type Shape = Readonly<Record<string, z.ZodType>>;

/** `docs/environment-settings.md`: every setting with its values and limits. */
export function fieldReference(): string {
  const shape = shapeOf(environmentSchema) ?? {};
  const own: Shape = Object.fromEntries(Object.entries(shape).filter(([key]) => key in identity));
  const sections = Object.entries(shape).filter(([key]) => !(key in identity));
  return [
    "# Settings of an environment file",
    "<!-- Made by `npm run generate` from src/config; change it there. -->",
    "How to write one, and the rules between settings: [environment-files.md](environment-files.md). Every key is required but for those that are said to be optional: absent means off. Numbers are whole. Below a bold form, such as `mode: existing`, are the settings that only it has. A setting that does not apply is `null`, `[]` or `{}`.",
    `*A reason* is ${mustOf(settingOf(reason()))}. *Days of a log group* are those that CloudWatch Logs offers: ${mustOf(settingOf(logRetentionDays())).replace("one of ", "")}.`,
    "## The environment itself",
    table(own, ""),
    ...nested(own, "", 3),
    ...sections.flatMap(([key, schema]) => section(key, settingOf(schema), 2)),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(path: string, setting: Setting, level: number): string[] {
  const heading = `${"#".repeat(level)} \`${path}\``;
  const shape = shapeOf(setting.schema);
  if (shape) {
    const tables = [table(shape, path), ...nested(shape, path, level + 1)];
    return [heading, setting.description, ...tables].filter((part) => part !== "");
  }
  const all = modesOf(setting.schema);
  const common = membersOfEach(all);
  const ownOf = ({ key, shape }: Mode): Shape =>
    Object.fromEntries(Object.entries(shape).filter(([name]) => name !== key && !(name in common)));
  const rows = all.flatMap((mode) => [
    `| **\`${mode.key}: ${mode.value}\`** | | ${cell(mode.description)} |`,
    ...rowsOf(ownOf(mode), path),
  ]);
  const inside = all.flatMap((mode) =>
    nested(ownOf(mode), path, level + 1).map((part) =>
      part.startsWith("#") && isInSeveral(part, path, all)
        ? `${part} where \`${mode.key}\` is \`${mode.value}\``
        : part,
    ),
  );
  return [
    heading,
    setting.description,
    [tableHead, ...rowsOf(common, path), ...rows].join("\n"),
    ...inside,
    ...nested(common, path, level + 1),
  ].filter((part) => part !== "");
}

/** Whether a heading stands for a section that several modes have, each in a form of its own. */
function isInSeveral(heading: string, path: string, modes: readonly Mode[]): boolean {
  const having = (key: string) => modes.filter(({ shape }) => shape[key] !== undefined);
  const [, key = ""] = new RegExp(`\`${path}\\.(\\w+)\`$`).exec(heading) ?? [];
  return having(key).length > 1;
}

/** The members that all modes have alike, which stand in the page once. */
function membersOfEach(modes: readonly Mode[]): Shape {
  const [first, ...others] = modes;
  if (!first || others.length === 0) return {};
  return Object.fromEntries(
    Object.entries(first.shape).filter(
      ([key, schema]) =>
        key !== first.key && others.every((mode) => isSame(mode.shape[key], schema, key)),
    ),
  );
}

/** Whether a member is the same in another form: the very same schema, or one row of a table without anything below. */
function isSame(other: z.ZodType | undefined, schema: z.ZodType, key: string): boolean {
  if (other === undefined || other === schema) return other !== undefined;
  const setting = settingOf(schema);
  const isLeaf = !isSection(setting) && entryOf(setting.schema) === undefined;
  return isLeaf && row(other, key) === row(schema, key);
}

/** The sections within a section, each under its own heading. */
function nested(shape: Shape, path: string, level: number): string[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const setting = settingOf(schema);
    const full = path ? `${path}.${key}` : key;
    // Its row in the table above says already what it is.
    if (isSection(setting)) return section(full, { ...setting, description: "" }, level);
    const entry = entryOf(setting.schema);
    if (!entry || !isSection(settingOf(entry))) return [];
    const inside = settingOf(entry);
    const name = mustOf(setting).startsWith("a list") ? `${full}[]` : `${full}.<name>`;
    return section(name, { ...inside, description: inside.description || "Each entry:" }, level);
  });
}

const tableHead = "| Setting | Value | What it is |\n|---|---|---|";

function table(shape: Shape, path: string): string {
  return [tableHead, ...rowsOf(shape, path)].join("\n");
}

function rowsOf(shape: Shape, path: string): string[] {
  return Object.entries(shape).map(([key, schema]) => row(schema, path ? `${path}.${key}` : key));
}

function row(schema: z.ZodType, name: string): string {
  const setting = settingOf(schema);
  const must = mustOf(setting).replaceAll(", or null", "");
  const value = `${inTable(must)}${setting.nullable ? ", or null" : ""}${setting.optional ? "; optional" : ""}`;
  return `| \`${name}\` | ${cell(value)} | ${cell(withoutLimitsOf(must, setting.description))} |`;
}

/** What the page says once, at its top, with the name that a row has for it. */
const named: Readonly<Record<string, string>> = {
  [mustOf(settingOf(reason()))]: "a reason",
  [mustOf(settingOf(logRetentionDays()))]: "days of a log group",
};

/** The error report's words, without those that a table does not need. */
function inTable(must: string): string {
  if (named[must] !== undefined) return named[must];
  return must
    .replace(/^a whole number from /, "")
    .replace(/^one of /, "")
    .replace(/^a section with (`\w+`) /, "$1 ")
    .replace(/^(a list(?: of at least \d+)?)(?: entry| entries)?; each (?:an? |one of )?/, "$1: ");
}

/** A description says its limits and an example too, for an editor that shows it alone; beside a value that says them they are left out. */
function withoutLimitsOf(value: string, description: string): string {
  return description
    .replace(
      /[,;:] (?:at least )?(\d[\d,]*)(?: to (\d[\d,]*))?(?: characters| digits in quotes| percent)?(?=[.;](?:\s|$)|, [^\d…])/g,
      (whole, from: string, to: string = from) =>
        [from, to].every((limit) => new RegExp(`\\b${limit}\\b`).test(value)) ? "" : whole,
    )
    .replace(/,? such as `?([^\s`]+?)`?(?=[.;](?:\s|$))/g, (whole, example: string) =>
      value.includes(`such as ${example}`) ? "" : whole,
    );
}

function isSection({ schema }: Setting): boolean {
  return shapeOf(schema) !== undefined || modesOf(schema).length > 0;
}

/** Text in one cell of a table. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
