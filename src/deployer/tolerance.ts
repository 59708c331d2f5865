import { anyNumber } from "./scan-verdict";

/** What one expression of the machine tolerates, read back from its text. */
export interface Tolerance {
  /** Findings allowed per severity, such as `HIGH`; {@link anyNumber} is any. */
  readonly findings: ReadonlyMap<string, number>;
  /** Last moment of each waiver, as `2026-12-31T23:59:59.999Z`, by its CVE. */
  readonly untilByCve: ReadonlyMap<string, string>;
  /** The expression without all this, and without the mark that changes with it: what is left is how it judges. */
  readonly rest: string;
}

/**
 * Reads what `overAllowance`, `readScan` and the fingerprint of a decision write. Whatever is written in another way, or
 * in two ways, stays in `rest`.
 */
export function readTolerance(expression: string): Tolerance {
  const allowed = only(expression.match(allowance) ?? []);
  const waived = only([...expression.matchAll(waivers)].map(([, list = ""]) => list));
  const untilByCve = (JSON.parse(waived ?? "[]") as { cve: string; until: string }[]).map(
    ({ cve, until }) => [cve, until] as const,
  );
  let rest = expression.replace(mark, "; allowance");
  if (allowed !== undefined) rest = rest.replace(allowance, "{}");
  if (waived !== undefined) rest = rest.replace(waivers, "$filter([], function($waiver)");
  return {
    findings: new Map(Object.entries<number>(JSON.parse(allowed ?? "{}"))),
    untilByCve: new Map(untilByCve),
    rest,
  };
}

function only(literals: readonly string[]): string | undefined {
  const [first, ...others] = new Set(literals);
  return others.length === 0 ? first : undefined;
}

const allowance = /\{"CRITICAL":\d+(,"[A-Z]+":\d+)*\}/g;
const waiver = /\{"cve":"[\w-]+","until":"[\w:.-]+"\}/.source;
const waivers = new RegExp(
  String.raw`\$filter\((\[(?:${waiver}(?:,${waiver})*)?\]), function\(\$waiver\)`,
  "g",
);
const mark = /; allowance [\da-f]{12}(?=")/g;

/** What is tolerated after and was not before, and the other way round, each in a few words. */
export function toleranceChange(
  before: Tolerance,
  after: Tolerance,
): { readonly wider: readonly string[]; readonly narrower: readonly string[] } {
  const wider: string[] = [];
  const narrower: string[] = [];
  const severities = new Set([...before.findings.keys(), ...after.findings.keys()]);
  for (const severity of severities) {
    const [was, will] = [before.findings.get(severity), after.findings.get(severity)];
    if (was === will) continue;
    // A severity that is not in the list is compared with nothing, and so never counts as over it.
    const isWider = (will ?? Number.POSITIVE_INFINITY) > (was ?? Number.POSITIVE_INFINITY);
    (isWider ? wider : narrower).push(`${severity} ${inWords(was)} → ${inWords(will)}`);
  }
  for (const cve of new Set([...before.untilByCve.keys(), ...after.untilByCve.keys()])) {
    const [was, will] = [before.untilByCve.get(cve), after.untilByCve.get(cve)];
    if (was === will) continue;
    const isWider = (will ?? "") > (was ?? "");
    (isWider ? wider : narrower).push(`${cve} ${untilInWords(was)} → ${untilInWords(will)}`);
  }
  return { wider, narrower };
}

function inWords(limit: number | undefined): string {
  if (limit === undefined) return "without a limit";
  return limit >= anyNumber ? "any" : String(limit);
}

function untilInWords(until: string | undefined): string {
  return until === undefined ? "not waived" : `waived until ${until.slice(0, 10)}`;
}
