import type { z } from "zod";
import { CommandError } from "../../base/errors";
import { shortened } from "../../base/printable";

/** A plan or state that cannot be read, so nothing can be said about it: wrong use, exit 2. The message says what, where and what to do. */
export class Unreadable extends CommandError {
  constructor(message: string) {
    super(2, message);
    this.name = "Unreadable";
  }
}

/** The first complaints of a schema as people say them, one a line. */
export function complaints({ issues }: z.ZodError): string {
  return issues
    .slice(0, 3)
    .map((issue) => shortened(`  ${inWords(issue)}`))
    .join("\n");
}

function inWords({ path, ...issue }: z.core.$ZodIssue): string {
  const where = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  const what = `\`${where.join("").replace(/^\./, "")}\``;
  const kinds: Readonly<Record<string, string>> = {
    array: "a list",
    string: "text",
    record: "an object",
    object: "an object",
  };
  if (issue.code !== "invalid_type") return `${what} ${issue.message}`;
  const expected = kinds[issue.expected] ?? `a ${issue.expected}`;
  return `${what} must be ${expected}${issue.message.endsWith("undefined") ? " and is not there" : ""}`;
}
