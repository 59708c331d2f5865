import type { Json } from "./asl";

/** A piece of JSONata that goes into an expression as it stands. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A piece of JSONata to be used in several expressions. Values become JSON literals. */
export function code(parts: TemplateStringsArray, ...values: readonly (Code | Json)[]): Code {
  const text = parts.raw.map((part, index) => {
    const value = values[index];
    if (value === undefined) return part;
    return part + (value instanceof Code ? value.text : JSON.stringify(value));
  });
  return new Code(
    text
      .join("")
      .replace(/\s*\n\s*/g, " ")
      .trim(),
  );
}

/** A JSONata expression as the value of a field. Values become JSON literals, {@link Code} stays code. */
export function jsonata(parts: TemplateStringsArray, ...values: readonly (Code | Json)[]): string {
  return `{% ${code(parts, ...values).text} %}`;
}

/** An empty text; the validator of the States Language refuses a plain one. */
export const emptyText = jsonata`''`;

/** A JSONata regular expression that matches the whole of one of the patterns, where `*` is any characters. */
export function wholeMatch(patterns: readonly string[]): Code {
  const escaped = patterns.map((pattern) =>
    pattern
      .split("*")
      .map((text) => text.replace(/[.+?^${}()|[\]\\/]/g, "\\$&"))
      .join(".*"),
  );
  return new Code(`/^(${escaped.join("|")})$/`);
}

/** The time at which the state began, in milliseconds. */
export const now = code`$toMillis($states.context.State.EnteredTime)`;

/** A value of AWS as text; empty when it is missing, null, or no text. */
export function textOf(value: Code): Code {
  return code`($type(${value}) = 'string' ? ${value} : '')`;
}

/** Where the next page of an answer begins; empty when this is the last. */
export const nextPage = jsonata`${textOf(code`$states.result.NextToken`)}`;
