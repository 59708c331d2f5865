import { contains, overlaps } from "../iam/glob";
import { rangeContains } from "../network/cidr";
import { textOf } from "../read/plain-value";
import { hasUnknown, listOf, member } from "../read/planned-value";

/** One condition of a listener's rule: what it looks at, and which values it takes. */
interface Condition {
  readonly of: string;
  /** Undefined when they are not known before the apply. */
  readonly values: readonly string[] | undefined;
}

/** Which requests a rule takes: those that meet every condition. Without any, all of them. */
export type RequestMatch = readonly Condition[];

const kinds = [
  "host_header",
  "path_pattern",
  "http_header",
  "http_request_method",
  "query_string",
  "source_ip",
];

/** Reads a rule's `condition` blocks. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
export function requestMatch(conditions: unknown): RequestMatch {
  return listOf(conditions).flatMap((condition): RequestMatch => {
    if (hasUnknown(condition)) return [{ of: "", values: undefined }];
    return kinds.flatMap((kind) =>
      listOf(member(condition, kind)).map((block) => ({
        of: kind === "http_header" ? `${kind} ${textOf(member(block, "http_header_name"))}` : kind,
        values: valuesOf(kind, block),
      })),
    );
  });
}

function valuesOf(kind: string, block: unknown): readonly string[] {
  if (kind === "query_string") {
    return [`${textOf(member(block, "key")) || "*"}=${textOf(member(block, "value"))}`];
  }
  const values = listOf(member(block, "values")).map(textOf);
  const patterns = listOf(member(block, "regex_values")).map((one) => `regex ${textOf(one)}`);
  const all = [...values, ...patterns];
  return kind === "host_header" ? all.map((value) => value.toLowerCase()) : all;
}

/** Whether every request that `inner` takes is one that `outer` takes. In doubt no. */
export function takesAllOf(outer: RequestMatch, inner: RequestMatch): boolean {
  return outer.every((wide) =>
    inner.some(
      (narrow) =>
        wide.of === narrow.of &&
        wide.values !== undefined &&
        narrow.values?.every((value) => wide.values?.some((other) => holds(wide.of, other, value))),
    ),
  );
}

/** Whether some request may meet both. In doubt yes. */
export function mayMeet(a: RequestMatch, b: RequestMatch): boolean {
  return !a.some((one) =>
    b.some(
      (other) =>
        one.of === other.of &&
        one.of !== "query_string" && // a request has several
        one.values !== undefined &&
        other.values !== undefined &&
        !one.values.some((value) => other.values?.some((its) => touch(one.of, value, its))),
    ),
  );
}

function holds(kind: string, outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (isPattern(outer) || isPattern(inner)) return false;
  return kind === "source_ip" ? rangeContains(outer, inner) : contains(outer, inner);
}

function touch(kind: string, a: string, b: string): boolean {
  if (isPattern(a) || isPattern(b)) return true;
  return kind === "source_ip" ? rangeContains(a, b) || rangeContains(b, a) : overlaps(a, b);
}

/** A regular expression is compared as text only. */
function isPattern(value: string): boolean {
  return value.startsWith("regex ");
}

/** `host_header a.example.gov or b.example.gov and path_pattern /api/*`. */
export function describeMatch(match: RequestMatch): string {
  if (match.length === 0) return "every request";
  return match
    .map(({ of, values }) =>
      values === undefined ? "what only the apply will tell" : `${of} ${values.join(" or ")}`,
    )
    .join(" and ");
}
