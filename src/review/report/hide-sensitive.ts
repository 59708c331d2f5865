import { member } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";

/**
 * A sentence about a change with every value that the provider calls sensitive taken out. Rules speak of attributes
 * that are no secrets; this is for the day when somebody marks one as sensitive all the same.
 */
export function hideSensitive(text: string, change: ResourceChange): string {
  const secrets = [
    ...sensitiveTexts(change.before, change.beforeSensitive),
    ...sensitiveTexts(change.after, change.afterSensitive),
  ];
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, "(sensitive)"), text);
}

// Shorter values are in every sentence; and nobody can tell one from it.
const shortestSecret = 4;

function sensitiveTexts(value: unknown, marks: unknown): readonly string[] {
  if (marks === undefined || marks === null || marks === false) return [];
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) =>
      sensitiveTexts(inner, marks === true ? true : member(marks, name)),
    );
  }
  const text =
    marks === true && (typeof value === "string" || typeof value === "number") ? `${value}` : "";
  return text.length >= shortestSecret ? [text] : [];
}
