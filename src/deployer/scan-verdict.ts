import { createHash } from "node:crypto";
import { type DeliverySettings, severities } from "../contract/delivery-settings";
import { readFindings, readsFindings } from "./findings";
import { code } from "./jsonata";
import { activeWaiversOfFile } from "./waivers";

/** What "any number" is as a number. */
const anyNumber = 1_000_000_000;

/**
 * The scan as one page shows it, added to what earlier pages showed (`before`). Status: `complete`, `pending`, `missing`,
 * `unsupported`, else `failed`. An answer is not yet a result: ECR says COMPLETE or ACTIVE also before it has counts, and
 * before Inspector's findings are there. A result has a number for each severity that it names, the time of its
 * completion, with Inspector also the list of findings, and lists no more than it counts. Anything else is pending.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
 */
export function readScan(settings: DeliverySettings, before = code`$scan`) {
  const { scanning } = settings;
  const { define, lacks, fields } = readFindings(settings, allowedOf(settings));
  const scan = code`{
    'status':
      $status in ['COMPLETE', 'ACTIVE'] and $lacks = '' ? 'complete' :
      $status in ['', 'PENDING', 'IN_PROGRESS', 'COMPLETE', 'ACTIVE'] ? 'pending' :
      $status = 'UNSUPPORTED_IMAGE' ? 'unsupported' : 'failed',
    'said':
      $status = '' ? 'the answer has no status' :
      $status in ['COMPLETE', 'ACTIVE'] and $lacks != '' ? $status & ', but the answer ' & $lacks :
      $status & ($description = '' ? '' : ': ' & $substring($description, 0, 300)),
    'counts': $counts,
    'waived': $merge($append([{}], $map(${severities}, function($severity) { {
      $severity: $sum($append(
        [$count($filter($waived, function($one) { $one = $severity or ($severity = 'UNDEFINED' and $one = 'UNTRIAGED') }))],
        [$exists($lookup(${before}.waived, $severity)) ? $lookup(${before}.waived, $severity) : 0]
      ))
    } }))),
    'key': $key
  }`;
  return code`(
    $text := function($value) { $type($value) = 'string' ? $value : '' };
    $status := $text($states.result.ImageScanStatus.Status);
    $description := $text($states.result.ImageScanStatus.Description);
    $findings := $states.result.ImageScanFindings;
    $completed := $text($findings.ImageScanCompletedAt);
    $counted := $type($findings.FindingSeverityCounts) = 'object';
    $counts := $merge([{}, $sift($counted ? $findings.FindingSeverityCounts : {}, function($count, $severity) { $severity != 'TOTAL' })]);
    $inspected := $filter($findings.EnhancedFindings, function($finding) { $not($finding.Status in ['SUPPRESSED', 'CLOSED']) });
    $listed := $append($filter($findings.Findings, function($finding) { true }), $inspected).Severity;
    $key := $status & ' ' & $completed & ' ' & $string($counts);
    ${define}
    $lacks :=
      $not($counted) ? 'has no severity counts' :
      $count($filter($keys($counts), function($severity) { $not($type($lookup($counts, $severity)) = 'number') })) > 0 ? 'has a severity without a number' :
      $completed = '' ? 'has no completion time' :
      ${scanning === "enhanced"} and $not($type($findings.EnhancedFindings) = 'array') ? 'has no list of the findings of Inspector' :
      $count($filter($distinct($listed), function($severity) {
        $count($filter($listed, function($one) { $one = $severity })) > ($exists($lookup($counts, $severity)) ? $lookup($counts, $severity) : 0)
      })) > 0 ? 'lists more findings than it counts' :
      ${lacks}
      $exists(${before}.key) and ${before}.key != $key ? 'changed while it was read' : '';
    $active := ${activeWaiversOfFile(settings)}.cve;
    $waived := $append(
      $filter($findings.Findings, function($finding) { $finding.Name in $active }).Severity,
      $filter($inspected, function($finding) { $finding.PackageVulnerabilityDetails.VulnerabilityId in $active }).Severity
    );
    ${fields ? code`$merge([${scan}, ${fields}])` : scan}
  )`;
}

/** How many findings of one severity count: those found, without the waived ones. UNTRIAGED is UNDEFINED. */
const remaining = code`function($severity) { (
  $number := function($object, $name) { $exists($lookup($object, $name)) ? $lookup($object, $name) : 0 };
  $number($scan.counts, $severity) + ($severity = 'UNDEFINED' ? $number($scan.counts, 'UNTRIAGED') : 0)
  - $number($scan.waived, $severity)
) }`;

/** Why the scan is not within the allowance, as text; empty when it is. A severity that is not known here is never allowed. */
export function overAllowance(settings: DeliverySettings) {
  const allowed = allowedOf(settings);
  const known = [...severities, "UNTRIAGED"];
  return code`(
    $remaining := ${remaining};
    $over := $filter(${severities}, function($severity) { $remaining($severity) > $lookup(${allowed}, $severity) });
    $strange := $filter($keys($scan.counts), function($severity) { $not($severity in ${known}) });
    $join($append(
      $map($over, function($severity) { $severity & ' ' & $string($remaining($severity)) & ' (allowed ' & $string($lookup(${allowed}, $severity)) & ')' }),
      $map($strange, function($severity) { $severity & ' is no severity that is known' })
    ), ', ') & ''
  )`;
}

function allowedOf({ allowedFindings }: DeliverySettings): Readonly<Record<string, number>> {
  return Object.fromEntries(
    severities.map((severity) => {
      const limit = allowedFindings[severity];
      return [severity, limit === "any" ? anyNumber : limit];
    }),
  );
}

/** All counts of the scan, for people, with the number of those that are let in all the same. */
export function countsAsText(settings: DeliverySettings) {
  const letIn = readsFindings(settings) ? code`' tolerated)'` : code`' waived)'`;
  return code`(
    $texts := $map($keys($scan.counts), function($severity) { (
      $waived := $lookup($scan.waived, $severity);
      $severity & ' ' & $string($lookup($scan.counts, $severity)) & ($waived > 0 ? ' (' & $string($waived) & ${letIn} : '')
    ) });
    $count($texts) = 0 ? 'none' : $join($texts, ', ')
  )`;
}

/** A hash that changes with the allowance and the waivers, so that a refused digest is judged anew. */
export function allowanceKey(settings: DeliverySettings): string {
  const { allowedFindings, waivers, tolerate } = settings;
  const allowance = JSON.stringify([
    severities.map((severity) => allowedFindings[severity]),
    waivers.map(({ cve, expires }) => [cve, expires]),
    ...(readsFindings(settings) ? [tolerate] : []),
  ]);
  return createHash("sha256").update(allowance).digest("hex").slice(0, 12);
}

/** What one expression of the machine tolerates, read back from its text. */
interface Tolerance {
  /** Findings allowed per severity, such as `HIGH`; {@link anyNumber} is any. */
  readonly findings: ReadonlyMap<string, number>;
  /** Last moment of each waiver, as `2026-12-31T23:59:59.999Z`, by its CVE. */
  readonly untilByCve: ReadonlyMap<string, string>;
  /** The expression without all of that, and without the mark that changes with it: what is left is how it judges. */
  readonly rest: string;
}

/**
 * Reads what `overAllowance`, `readScan` and the fingerprint of a decision write. Whatever is written in another form, or
 * in two forms, stays in `rest`.
 */
export function readTolerance(expression: string): Tolerance {
  const allowed = only(expression.match(allowance) ?? []);
  const waived = only([...expression.matchAll(waivers)].map(([, list]) => list));
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

function only(literals: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = new Set(literals);
  return others.length === 0 ? first : undefined;
}

const allowance = /\{"CRITICAL":\d+(,"[A-Z]+":\d+)*\}/g;
const waiver = /\{"cve":"[^"\\]+","until":"[^"\\]+"\}/.source;
const waivers = new RegExp(
  String.raw`\$filter\((\[(?:${waiver}(?:,${waiver})*)?\]), function\(\$waiver\)`,
  "g",
);
const mark = /; allowance [\da-f]{12}(?=")/g;

/** What is tolerated now and was not before (`wider`), and the reverse (`narrower`), a few words for each. */
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
