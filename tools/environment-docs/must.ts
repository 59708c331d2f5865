import {
  definitionOf,
  entryOf,
  modesOf,
  type Setting,
  shapeOf,
} from "../../src/config/schema-walk";

/** What a setting must be, in the words of the error report: `one of 256, 512`, `a list of at least 2 entries`. */
export function mustOf({ schema }: Setting): string {
  const modes = modesOf(schema);
  if (modes[0]) {
    return `a section with \`${modes[0].key}\` ${modes.map(({ value }) => `\`${value}\``).join(" or ")}`;
  }
  if (shapeOf(schema)) return "a section";
  const { error } = definitionOf(schema);
  const issue = {
    code: "invalid_type",
    expected: "string",
    input: undefined,
    path: [],
    message: "",
  };
  const message = error?.(issue as never);
  const text = typeof message === "string" ? message : (message?.message ?? "");
  const entry = definitionOf(schema).type === "array" ? entryOf(schema) : undefined;
  const own = text.replace(/^must be /, "");
  return entry && !shapeOf(entry) ? `${own}; each ${entryMust(entry)}` : own;
}

function entryMust(entry: Setting["schema"]): string {
  return mustOf({ schema: entry, nullable: false, optional: false, description: "" });
}
