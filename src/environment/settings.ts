import type { z } from "zod";
import { environmentSchema } from "./schema";
import { entryOf, type Mode, modesOf, type Setting, settingOf, shapeOf } from "./schema-walk";

/** A setting and the path by which people name it. */
export interface NamedSetting extends Setting {
  /** Keys from the top; `*` stands for any entry of a list or any name of a free section. */
  readonly path: readonly string[];
  /** The form of its section that it belongs to, where there are several. */
  readonly mode: Mode | undefined;
}

/** Every setting of every mode, sections included, in the order of the schema. */
export function allSettings(): readonly NamedSetting[] {
  all ??= below(environmentSchema, []);
  return all;
}

let all: readonly NamedSetting[] | undefined;

function below(schema: z.ZodType, path: readonly string[]): NamedSetting[] {
  const forms = modesOf(schema).map((mode) => ({ mode, shape: mode.shape }));
  const shape = shapeOf(schema);
  const one = shape ? [{ mode: undefined, shape }] : [];
  const entry = entryOf(schema);
  return [
    ...[...forms, ...one].flatMap(({ mode, shape: members }) =>
      Object.entries(members).flatMap(([key, value]) => named(value, [...path, key], mode)),
    ),
    ...(entry ? named(entry, [...path, "*"], undefined) : []),
  ];
}

function named(schema: z.ZodType, path: readonly string[], mode: Mode | undefined): NamedSetting[] {
  const setting = settingOf(schema);
  return [{ ...setting, path, mode }, ...below(setting.schema, path)];
}
