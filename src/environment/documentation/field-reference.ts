import type { z } from "zod";
import { environmentSchema } from "../schema";
import { entryOf, modesOf, type Setting, settingOf, shapeOf } from "../schema-walk";
import { identity } from "../sections/identity";
import { introduction } from "./introduction";
import { mustOf } from "./must";

type Shape = Readonly<Record<string, z.ZodType>>;

/** `docs/environment-files.md`: how to write an environment file, and every setting with its values and limits. */
export function fieldReference(): string {
  const shape = shapeOf(environmentSchema) ?? {};
  const own: Shape = Object.fromEntries(Object.entries(shape).filter(([key]) => key in identity));
  const sections = Object.entries(shape).filter(([key]) => !(key in identity));
  return [
    introduction,
    "## Settings",
    "Every key is required; a setting that does not apply is `null`, `[]` or `{}`, never absent.",
    "### The environment itself",
    table(own, ""),
    ...nested(own, "", 4),
    ...sections.flatMap(([key, schema]) => section(key, settingOf(schema), 3)),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(path: string, setting: Setting, level: number): string[] {
  const heading = `${"#".repeat(level)} \`${path}\``;
  const shape = shapeOf(setting.schema);
  if (shape) {
    return [heading, setting.description, table(shape, path), ...nested(shape, path, level + 1)];
  }
  const modes = modesOf(setting.schema).flatMap((mode) => {
    const { [mode.key]: _, ...members } = mode.shape;
    const title = `**\`${mode.key}: ${mode.value}\`** ${mode.description}`;
    const isEmpty = Object.keys(members).length === 0;
    return [title, ...(isEmpty ? [] : [table(members, path)]), ...nested(members, path, level + 1)];
  });
  return [heading, setting.description, ...modes];
}

/** The sections within a section, each under its own heading. */
function nested(shape: Shape, path: string, level: number): string[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const setting = settingOf(schema);
    const full = path ? `${path}.${key}` : key;
    if (isSection(setting)) return section(full, setting, level);
    const entry = entryOf(setting.schema);
    if (!entry || !isSection(settingOf(entry))) return [];
    const inside = settingOf(entry);
    const name = mustOf(setting).startsWith("a list") ? `${full}[]` : `${full}.<name>`;
    return section(name, { ...inside, description: inside.description || "Each entry:" }, level);
  });
}

function table(shape: Shape, path: string): string {
  const rows = Object.entries(shape).map(([key, schema]) => {
    const setting = settingOf(schema);
    const name = path ? `${path}.${key}` : key;
    const must = mustOf(setting).replaceAll(", or null", "");
    return `| \`${name}\` | ${cell(setting.nullable ? `${must}, or null` : must)} | ${cell(setting.description)} |`;
  });
  return ["| Setting | Value | What it is |", "|---|---|---|", ...rows].join("\n");
}

function isSection({ schema }: Setting): boolean {
  return shapeOf(schema) !== undefined || modesOf(schema).length > 0;
}

/** Text in one cell of a table. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
