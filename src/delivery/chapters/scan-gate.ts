import { createHash } from "node:crypto";
import { choice, code, emptyText, jsonata, now, type States, task, wait } from "../asl";
import { type Delivery, type DeliverySettings, severities } from "../settings";
import { steps } from "../steps";
import { awsFailed, tell } from "../tell";

/** Findings on one page. Inspector writes up to some 20 KB for one, ECR about 2 KB; a state holds 256 KiB. */
const findingsPerPage = { basic: 50, enhanced: 8 } as const;

/** What "any number" is as a number. */
const anyNumber = 1_000_000_000;

/**
 * Every image must have a finished scan within the allowance; unknown is refused. Severity counts are read, not
 * findings; only where there are waivers are the findings paged through, and of them just the waived ones counted.
 */
export function scanGate(delivery: Delivery): States {
  const { names, settings } = delivery;
  const image = code`$images[$at]`;
  return {
    [steps.gate]: task(delivery, {
      call: "ecr:describeImageScanFindings",
      arguments: jsonata`$merge([
        {
          'RepositoryName': ${names.repository},
          'ImageId': {'ImageDigest': ${image}},
          'MaxResults': ${findingsPerPage[settings.scanning]}
        },
        $page = '' ? {} : {'NextToken': $page}
      ])`,
      assign: {
        scan: jsonata`${readScan(settings)}`,
        page: jsonata`$string($states.result.NextToken) & ''`,
      },
      routes: [
        {
          errors: ["ScanNotFoundException"],
          assign: {
            scan: { status: "missing", said: "there is no scan of it", key: "missing" },
          },
          next: "Is it scanned?",
        },
        {
          errors: ["ImageNotFoundException"],
          ...tell("image-missing", code`{'digest': ${image}, 'repository': ${names.repository}}`),
        },
      ],
      next: "Is it scanned?",
      otherwise: awsFailed,
    }),
    "Is it scanned?": choice(
      [
        {
          when: code`$scan.status = 'complete' and $page != '' and ${settings.waivers.length > 0}`,
          next: steps.gate,
        },
        {
          when: code`$scan.status in ['pending', 'missing'] and ${now} < $deadline`,
          assign: { scan: {}, page: emptyText },
          next: "Wait for the scan",
        },
      ],
      { next: "Judge the scan" },
    ),
    "Wait for the scan": wait(settings.scan.pollSeconds, steps.gate),
    "Judge the scan": {
      Type: "Pass",
      Assign: {
        verdicts: jsonata`$append($verdicts, [(
          $over := ${overAllowance(settings)};
          {
            'digest': ${image},
            'status': $scan.status != 'complete' ? $scan.status : $over = '' ? 'clean' : 'findings',
            'said': $scan.status != 'complete' ? $scan.said : $over != '' ? $over : 'within the allowance',
            'found': $scan.status != 'complete' ? 'unknown' : ${countsAsText},
            'key': $scan.key
          }
        )])`,
        at: jsonata`$at + 1`,
        scan: {},
        page: emptyText,
      },
      Output: {},
      Next: "Is there another image?",
    },
    "Is there another image?": choice([{ when: code`$at < $count($images)`, next: steps.gate }], {
      assign: {
        fingerprint: jsonata`$join($map($verdicts, function($verdict) {
            $substring($verdict.digest, 7, 12) & ' ' & $verdict.key
          }), '; ') & ${`; allowance ${allowanceKey(settings)}`}`,
      },
      next: "Is it within the allowance?",
    }),
    "Is it within the allowance?": choice(
      [
        {
          when: code`$rollback or $count(${unclean}) = 0`,
          assign: { detail: jsonata`{'findings': ${allFound}}` },
          next: "Is it to run or only to be completed?",
        },
        {
          when: code`$trigger != 'request' and $decided.again = 'scan-changed' and $decided.fingerprint = $fingerprint`,
          ...tell(
            "already-decided",
            code`{'digest': $digest, 'decision': $decided.outcome, 'decided': $decided.at}`,
          ),
        },
        {
          when: code`$count($images) > 1`,
          ...tell(
            "child-not-clean",
            code`{'digest': $digest, 'image': ${unclean}[0].digest, 'findings': ${unclean}[0].found, 'reason': ${unclean}[0].said}`,
          ),
        },
        ...(["pending", "missing", "unsupported", "failed"] as const).map((status) => ({
          when: code`$verdicts[0].status = ${status}`,
          ...tell(`scan-${status}`, code`{'digest': $digest, 'reason': $verdicts[0].said}`),
        })),
      ],
      tell(
        "findings",
        code`{'digest': $digest, 'findings': $verdicts[0].found, 'reason': $verdicts[0].said}`,
      ),
    ),
    "Is it to run or only to be completed?": choice([{ when: code`$heals`, next: steps.finish }], {
      next: steps.register,
    }),
  };
}

const unclean = code`$filter($verdicts, function($verdict) { $verdict.status != 'clean' })`;

const allFound = code`$join($map($verdicts, function($verdict) { $verdict.found }), '; ')`;

/**
 * The scan as one page tells it, added to what earlier pages told. Status: `complete`, `pending`, `missing`,
 * `unsupported`, else `failed`. Counts without their severity are zero, but an answer without counts is none.
 */
function readScan({ waivers }: DeliverySettings) {
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
function overAllowance({ allowedFindings }: DeliverySettings) {
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
const countsAsText = code`(
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
