import { withoutSecrets } from "../../base/secrets";
import { member } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { secretsWithin } from "../secrets-within";

/**
 * A sentence about a change with every secret taken out: what the provider calls sensitive, and what is one by its name
 * or its look. Rules speak of attributes that are no secrets; this is for the day when one is a secret all the same.
 */
export function hideSensitive(text: string, change: ResourceChange): string {
  const secrets = known.get(change) ?? secretTexts(change);
  known.set(change, secrets);
  const without = secrets.reduce(
    (hidden, secret) => hidden.replaceAll(secret, "(sensitive)"),
    text,
  );
  return withoutSecrets(without);
}

// There may be many sentences about one change.
const known = new WeakMap<ResourceChange, readonly string[]>();

// Shorter values are in every sentence; and nobody can tell one from it.
const shortestSecret = 4;

function secretTexts(change: ResourceChange): readonly string[] {
  const { type, before, after, beforeSensitive, afterSensitive } = change;
  const texts = [
    ...sensitiveTexts(before, beforeSensitive),
    ...sensitiveTexts(after, afterSensitive),
    ...[
      ...secretsWithin({ type, values: before ?? {}, sensitive: undefined }),
      ...secretsWithin({ type, values: after ?? {}, sensitive: undefined }),
    ].map(({ value }) => value),
  ];
  return [...new Set(texts)].filter(({ length }) => length >= shortestSecret);
}

function sensitiveTexts(value: unknown, marks: unknown): readonly string[] {
  if (marks === undefined || marks === null || marks === false) return [];
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) =>
      sensitiveTexts(inner, marks === true ? true : member(marks, name)),
    );
  }
  return marks === true && (typeof value === "string" || typeof value === "number")
    ? [`${value}`]
    : [];
}
