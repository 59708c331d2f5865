import { z } from "zod";

/** What the schema says of one setting. */
export interface Setting {
  /** The schema, without `nullable` or `optional` around it. */
  readonly schema: z.ZodType;
  /** Whether `null` is a value of it. */
  readonly nullable: boolean;
  /** Whether a file may leave it out, which means that it is off. */
  readonly optional: boolean;
  /** The setting's description with unit and limits. */
  readonly description: string;
}

/** One of the forms of a section that is distinguished by a key. */
export interface Mode {
  /** The key that distinguishes, such as `mode`. */
  readonly key: string;
  /** Its value, such as `create`. */
  readonly value: string;
  /** Whether a section without the key has this form. */
  readonly whenAbsent: boolean;
  readonly description: string;
  /** The settings of this form by key. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
}

/** A schema's own definition, which says its kind. */
export function definitionOf(schema: z.core.$ZodType): z.core.$ZodTypes["_zod"]["def"] {
  return (schema as z.core.$ZodTypes)._zod.def;
}

/** Takes `nullable` and `optional` off and finds the description. */
export function settingOf(outer: z.ZodType): Setting {
  const definition = definitionOf(outer);
  if (definition.type !== "nullable" && definition.type !== "optional") {
    const description = outer.description ?? "";
    return { schema: outer, nullable: false, optional: false, description };
  }
  const inner = settingOf(definition.innerType as z.ZodType);
  return {
    ...inner,
    [definition.type]: true,
    description: outer.description ?? inner.description,
  };
}

/** The forms of a section; empty where there is one form only. */
export function modesOf(schema: z.ZodType): Mode[] {
  const definition = definitionOf(schema);
  if (definition.type !== "union" || !("discriminator" in definition)) return [];
  const key = (definition as z.core.$ZodDiscriminatedUnionDef).discriminator;
  return definition.options.map((option) => {
    const shape = shapeOf(option as z.ZodType) ?? {};
    const distinguishing = shape[key] && settingOf(shape[key]);
    const literal = distinguishing && definitionOf(distinguishing.schema);
    return {
      key,
      value: String(literal?.type === "literal" ? literal.values[0] : ""),
      whenAbsent: distinguishing?.optional ?? false,
      description: (option as z.ZodType).description ?? "",
      shape,
    };
  });
}

/** The form that a section has, by its value of the key that distinguishes; undefined for a value of none. */
export function modeOf(modes: readonly Mode[], section: unknown): Mode | undefined {
  if (typeof section !== "object" || section === null) return undefined;
  const given: unknown = Reflect.get(section, modes[0]?.key ?? "");
  return modes.find(({ value, whenAbsent }) =>
    given === undefined ? whenAbsent : given === value,
  );
}

/** The settings of a section with one form by key; undefined for anything else. */
export function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  const definition = definitionOf(schema);
  return definition.type === "object"
    ? (definition.shape as Readonly<Record<string, z.ZodType>>)
    : undefined;
}

/** The schema of each entry of a list, or of each value of a section with free names such as `tags`. */
export function entryOf(schema: z.ZodType): z.ZodType | undefined {
  const definition = definitionOf(schema);
  if (definition.type === "array") return definition.element as z.ZodType;
  if (definition.type === "record") return definition.valueType as z.ZodType;
  return undefined;
}

/** The key that distinguishes a section's modes, as a setting of its own. */
export function modeSetting(modes: readonly Mode[]): Setting {
  const values = modes.map((mode) => mode.value);
  return {
    schema: z.literal(values, { error: `must be one of ${values.join(", ")}` }),
    nullable: false,
    optional: modes.some((mode) => mode.whenAbsent),
    description: modes
      .map(({ value, description }) => `${value} (${inner(description)})`)
      .join(", "),
  };
}

/** A description as a part of another sentence. */
function inner(description: string): string {
  return description.replace(/\.$/, "").replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase());
}
