import { looksLikeJson } from "../../base/text";
import { tryParseJson } from "./parse-json";
import { isEmpty, UNKNOWN } from "./planned-value";

/**
 * Whether two values mean the same to AWS: null and empty are one, JSON text is compared as JSON, and the order of
 * an object's members does not matter. An unknown value is never the same as anything.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === UNKNOWN || b === UNKNOWN) return false;
  if (isEmpty(a) && isEmpty(b)) return true;
  if (typeof a === "string" && typeof b === "string") return a === b || sameJson(a, b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => sameValue(item, b[i]));
  }
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) =>
    sameValue((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]),
  );
}

function sameJson(a: string, b: string): boolean {
  if (!looksLikeJson(a) || !looksLikeJson(b)) return false;
  const [left, right] = [tryParseJson(a), tryParseJson(b)];
  return left !== undefined && right !== undefined && sameValue(left, right);
}
