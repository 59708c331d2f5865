import type { z } from "zod";
import { identities } from "./fields";
import type { Path } from "./problem";
import { environmentSchema } from "./schema";
import {
  entryOf,
  type Mode,
  modeOf,
  modeSetting,
  modesOf,
  type Setting,
  settingOf,
  shapeOf,
} from "./schema-walk";

/**
 * The setting at a path. `value` is the file's content: where a section has several modes, its own `mode` decides; without
 * a valid mode there is no other setting in it. An entry of a list is described by its list.
 */
export function settingAt(path: Path, value: unknown): Setting | undefined {
  let setting: Setting | undefined = settingOf(environmentSchema);
  let here = value;
  for (const step of path) {
    const above: Setting = setting;
    setting = member(above.schema, step, here);
    if (!setting) return undefined;
    if (setting.description === "") setting = { ...setting, description: above.description };
    here = valueAt([step], here);
  }
  return setting;
}

/** The keys that a section may have; undefined for what has no keys of its own, such as `tags`. */
export function keysAt(path: Path, value: unknown): readonly string[] | undefined {
  const schema = settingAt(path, value)?.schema;
  const shape = schema && shapeFor(schema, valueAt(path, value));
  return shape && Object.keys(shape);
}

/** The value at a path of the file's content. */
export function valueAt(path: Path, value: unknown): unknown {
  return path.reduce<unknown>(
    (here, step) => (isSection(here) || Array.isArray(here) ? Reflect.get(here, step) : undefined),
    value,
  );
}

/** True for what YAML writes as keys and values. */
export function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function member(schema: z.ZodType, step: string | number, value: unknown): Setting | undefined {
  const modes = modesOf(schema);
  if (modes.length > 0 && step === modes[0]?.key) return modeSetting(modes);
  const shape = shapeFor(schema, value);
  const found = shape ? Object.hasOwn(shape, step) && shape[step] : entryOf(schema);
  return found ? settingOf(found) : undefined;
}

function shapeFor(schema: z.ZodType, value: unknown) {
  const modes = modesOf(schema);
  if (modes.length === 0) return shapeOf(schema);
  return modeOf(modes, value)?.shape;
}

/** A setting and the path by which people name it. */
interface NamedSetting extends Setting {
  /** Keys from the top; `*` stands for any entry of a list or any name of a free section. */
  readonly path: readonly string[];
  /** The form of its section that it belongs to, where there are several. */
  readonly mode: Mode | undefined;
  /** Whether it says which environment this is; what is below it does so too. */
  readonly identity: boolean;
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
  const identity = identities.has(schema);
  return [{ ...setting, path, mode, identity }, ...below(setting.schema, path)];
}
