import { tryParseJson } from "../read/parse-json";
import { member } from "../read/planned-value";

/**
 * Whether the rule matches fewer events than before: a field is asked for that was not, or a value is missing that
 * was accepted. In doubt yes. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function isNarrower(before: unknown, after: unknown): boolean {
  if (typeof before !== "string" || before === "") return false;
  const [was, will] = [
    tryParseJson(before),
    typeof after === "string" ? tryParseJson(after) : undefined,
  ];
  if (was === undefined || will === undefined) return true;
  return lacks(was, will);
}

function lacks(was: unknown, will: unknown): boolean {
  if (Array.isArray(was) && Array.isArray(will)) {
    const accepted = new Set(will.map((value) => JSON.stringify(value)));
    return was.some((value) => !accepted.has(JSON.stringify(value)));
  }
  if (!isObject(was) || !isObject(will)) return true;
  return Object.keys(will).some((key) => {
    const inner = member(was, key);
    return inner === undefined || lacks(inner, member(will, key));
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
