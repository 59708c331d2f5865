import { createHash } from "node:crypto";
import { code, now } from "./jsonata";
import { type DeliverySettings, severities } from "./settings";

/** What "any number" is as a number. */
export const anyNumber = 1_000_000_000;

/**
 * The scan as one page tells it, added to what earlier pages told. Status: `complete`, `pending`, `missing`,
 * `unsupported`, else `failed`. Counts without their severity are zero, but an answer without counts is none.
 */
export function readScan({ waivers }: DeliverySettings) {
  const active = code`$filter(${waivers.map(({ cve, expires }) => ({ cve, until: `${expires}T23:59:59.999Z` }))}, function($waiver) {
    $toMillis($waiver.until) >= ${now}
  }).cve`;
  return code`(
    $status := $states.result.ImageScanStatus.Status;
    $findings := $states.result.ImageScanFindings;
    $counted := $type($findings.FindingSeverityCounts) = 'object';
    $listed := $count($findings.Findings) + $count($findings.EnhancedFindings);
    $readable := $counted or ($exists($findings) and $listed = 0);
    $counts := $sift($counted ? $findings.FindingSeverityCounts : {}, function($count, $severity) { $severity != 'TOTAL' });
    $active := ${active};
    $waived := $append(
      $filter($findings.Findings, function($finding) { $finding.Name in $active }).Severity,
      $filter($findings.EnhancedFindings, function($finding) {
        $finding.PackageVulnerabilityDetails.VulnerabilityId in $active
        and $not($finding.Status in ['SUPPRESSED', 'CLOSED'])
      }).Severity
    );
    {
      'status':
        $status in ['COMPLETE', 'ACTIVE'] ? ($readable ? 'complete' : 'failed') :
        $status in ['PENDING', 'IN_PROGRESS'] ? 'pending' :
        $status = 'UNSUPPORTED_IMAGE' ? 'unsupported' : 'failed',
      'said': $string($status) & ($string($states.result.ImageScanStatus.Description) & '' = '' ? '' : ': ' & $substring($states.result.ImageScanStatus.Description, 0, 300)),
      'counts': $merge([{}, $counts]),
      'waived': $merge($append([{}], $map(${severities as unknown as string[]}, function($severity) { {
        $severity: $sum($append(
          [$count($filter($waived, function($one) { $one = $severity or ($severity = 'UNDEFINED' and $one = 'UNTRIAGED') }))],
          [$exists($lookup($scan.waived, $severity)) ? $lookup($scan.waived, $severity) : 0]
        ))
      } }))),
      'key': $string($status) & ' ' & $string($findings.ImageScanCompletedAt) & ' ' & $string($counts)
    }
  )`;
}

/** Findings of one severity that count: those found, without the waived ones. UNTRIAGED is UNDEFINED. */
const remaining = code`function($severity) { (
  $number := function($object, $name) { $exists($lookup($object, $name)) ? $lookup($object, $name) : 0 };
  $number($scan.counts, $severity) + ($severity = 'UNDEFINED' ? $number($scan.counts, 'UNTRIAGED') : 0)
  - $number($scan.waived, $severity)
) }`;

/** Why the scan is not within the allowance, as text; empty when it is. A severity that nobody knows is allowed nowhere. */
export function overAllowance({ allowedFindings }: DeliverySettings) {
  const allowed = Object.fromEntries(
    severities.map((severity) => {
      const limit = allowedFindings[severity];
      return [severity, limit === "any" ? anyNumber : limit];
    }),
  );
  const known = [...severities, "UNTRIAGED"];
  return code`(
    $remaining := ${remaining};
    $over := $filter(${severities as unknown as string[]}, function($severity) { $remaining($severity) > $lookup(${allowed}, $severity) });
    $strange := $filter($keys($scan.counts), function($severity) { $not($severity in ${known}) });
    $join($append(
      $map($over, function($severity) { $severity & ' ' & $string($remaining($severity)) & ' (allowed ' & $string($lookup(${allowed}, $severity)) & ')' }),
      $map($strange, function($severity) { $severity & ' is no severity that is known' })
    ), ', ') & ''
  )`;
}

/** All counts of the scan, for people, with the number of waived ones. */
export const countsAsText = code`(
  $texts := $map($keys($scan.counts), function($severity) { (
    $waived := $lookup($scan.waived, $severity);
    $severity & ' ' & $string($lookup($scan.counts, $severity)) & ($waived > 0 ? ' (' & $string($waived) & ' waived)' : '')
  ) });
  $count($texts) = 0 ? 'none' : $join($texts, ', ')
)`;

/** Changes with the allowance and the waivers, so that a refused digest is judged anew. */
export function allowanceKey({ allowedFindings, waivers }: DeliverySettings): string {
  const allowance = JSON.stringify([
    severities.map((severity) => allowedFindings[severity]),
    waivers.map(({ cve, expires }) => [cve, expires]),
  ]);
  return createHash("sha256").update(allowance).digest("hex").slice(0, 12);
}
