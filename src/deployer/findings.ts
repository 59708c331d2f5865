import { type DeliverySettings, severities } from "../contract/delivery-settings";
import { type Code, code, now } from "./jsonata";

/** Characters that the findings of one image may have together; an expression's variables and an answer share 256 KiB. */
export const longestFindings = 60_000;

/** Characters of a finding's names, which become the key of an item: DynamoDB takes 1,024 bytes. */
const longestNames = 500;

const dayMilliseconds = 86_400_000;

/** True where findings are tolerated one by one, so that those over the allowance are read and not only counted. */
export function readsFindings({ tolerate }: DeliverySettings): boolean {
  return tolerate.unfixable || tolerate.graceDays > 0;
}

/** What `readScan` says besides where findings are tolerated one by one; nothing elsewhere. */
export interface FindingsPart {
  /** Definitions, for which `$findings`, `$inspected`, `$counts` and `$text` are known. */
  readonly define: Code;
  /** A reason more why an answer is no result yet. */
  readonly lacks: Code;
  /** An object that is added to the scan. */
  readonly fields: Code | undefined;
}

/**
 * The findings of the severities that are over the allowance, page by page, each as little as is compared: `id`, `packages`, `severity`,
 * `unfixable`, `calm` (an exploit is excluded), `since` (when the vendor published it). `more`: some are on a later page; `tooMany`: they
 * are longer than a state may hold, so none of them is tolerated.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_EnhancedImageScanFinding.html
 */
export function readFindings(
  settings: DeliverySettings,
  allowed: Readonly<Record<string, number>>,
): FindingsPart {
  if (!readsFindings(settings)) return { define: code``, lacks: code``, fields: undefined };
  return {
    define: code`
      $numberOf := function($object, $severity) { $type($lookup($object, $severity)) = 'number' ? $lookup($object, $severity) : 0 };
      $of := function($severity) { $numberOf($counts, $severity) + ($severity = 'UNDEFINED' ? $numberOf($counts, 'UNTRIAGED') : 0) };
      $rated := function($severity) { $severity = 'UNTRIAGED' ? 'UNDEFINED' : $severity };
      $read := $append(
        $map($findings.Findings, function($finding) { {
          'id': $text($finding.Name),
          'packages': [$distinct($map($finding.Attributes[Key = 'package_name'], function($one) { $text($one.Value) }))],
          'severity': $rated($finding.Severity),
          'unfixable': false,
          'calm': false,
          'since': ''
        } }),
        $map($inspected, function($finding) { {
          'id': $text($finding.PackageVulnerabilityDetails.VulnerabilityId),
          'packages': [$distinct($map($finding.PackageVulnerabilityDetails.VulnerablePackages, function($one) { $text($one.Name) }))],
          'severity': $rated($finding.Severity),
          'unfixable': $text($finding.FixAvailable) = 'NO',
          'calm': $text($finding.ExploitAvailable) = 'NO',
          'since': $text($finding.PackageVulnerabilityDetails.VendorCreatedAt)
        } })
      );
      $listedOf := function($severity) {
        $count($filter($read, function($one) { $one.severity = $severity })) + $numberOf($scan.listed, $severity)
      };`,
    lacks: code`$counted and $count($filter(${names}, function($severity) { $listedOf($severity) > $of($severity) })) > 0
      ? 'lists more findings than it counts' :`,
    fields: code`$counted ? (
      $over := $filter(${names}, function($severity) { $of($severity) > $lookup(${allowed}, $severity) });
      $compared := $append($scan.findings, $filter($read, function($one) { $one.severity in $over }));
      $tooMany := $scan.tooMany = true or $length($string([$compared])) + $length($string([$verdicts.let])) > ${longestFindings};
      {
        'findings': $tooMany ? [] : [$compared],
        'listed': $merge($append([{}], $map(${names}, function($severity) { {$severity: $listedOf($severity)} }))),
        'more': $not($tooMany) and $count($filter($over, function($severity) { $listedOf($severity) < $of($severity) })) > 0,
        'tooMany': $tooMany
      }
    ) : {'findings': [], 'listed': {}, 'more': false, 'tooMany': false}`,
  };
}

/** How a finding is known across images: vulnerability and package, as `id|package`; nothing where one of them has no name, or one too long. */
export const pairsOf = code`function($one) {
  $one.id != '' and $not('' in $one.packages) and $length($join($one.packages)) + $length($one.id) < ${longestNames}
    ? $map($one.packages, function($package) { $one.id & '|' & $package })
}`;

/**
 * What becomes of each finding over the allowance, added to the scan: `let` are those that are let in, with `why` and `until` (empty for no
 * end), `left` all others; `waived` counts those that are let in, by severity. A waiver names a vulnerability; an unfixable one has no end;
 * the days of grace count from the vendor's date or from when the environment first saw it (`$seen`, by pair), whichever is
 * earlier. Where an exploit is known or not excluded, or nobody knows since when, there is no grace.
 */
export function weighFindings({ tolerate, waivers }: DeliverySettings): Code {
  const ends = waivers.map(({ cve, expires }) => ({ cve, until: `${expires}T23:59:59.999Z` }));
  return code`(
    $now := ${now};
    $pairsOf := ${pairsOf};
    $waivers := $filter(${ends}, function($waiver) { $toMillis($waiver.until) >= $now });
    $time := function($text) { $type($text) = 'string' and $contains($string($text), /^[0-9-]{10}T[0-9:]{8}/) ? $toMillis($text) };
    $weighed := $map($scan.findings, function($one) { (
      $pairs := $pairsOf($one);
      $waiver := $filter($waivers, function($waiver) { $waiver.cve = $one.id })[0];
      $starts := $append($time($one.since), $map($pairs, function($pair) { $time($lookup($seen, $pair)) }));
      $graceEnds := $count($pairs) > 0 and $count($starts) > 0 ? $min($append($starts, $now)) + ${tolerate.graceDays * dayMilliseconds} : 0;
      $merge([{'id': $one.id, 'packages': [$one.packages], 'severity': $one.severity},
        ${tolerate.unfixable} and $one.unfixable ? {'why': 'unfixable', 'until': ''} :
        $exists($waiver) ? {'why': 'waived', 'until': $waiver.until} :
        $one.calm and $now < $graceEnds ? {'why': 'grace', 'until': $fromMillis($graceEnds)} :
        {'why': '', 'until': ''}
      ])
    ) });
    $let := $filter($weighed, function($one) { $one.why != '' });
    $merge([$scan, {
      'let': [$let],
      'left': [$filter($weighed, function($one) { $one.why = '' })],
      'waived': $merge($append([{}], $map(${names}, function($severity) { {
        $severity: $count($filter($let, function($one) { $one.severity = $severity }))
      } })))
    }])
  )`;
}

/** Findings as text for people, so many of them; `$list` is one of those that {@link weighFindings} makes. */
export function findingsAsText(list: Code, most: number): Code {
  return code`(
    $list := ${list};
    $reasons := {'unfixable': 'no fix is available', 'waived': 'waived', 'grace': 'in its days of grace'};
    $texts := $map($filter($list, function($one, $place) { $place < ${most} }), function($one) {
      $one.id & ($count($one.packages) = 0 ? '' : ' in ' & $join($one.packages, ', '))
      & ($one.why = '' ? '' : ' (' & $lookup($reasons, $one.why) & ($one.until = '' ? '' : ' until ' & $substring($one.until, 0, 10)) & ')')
    });
    $join($append($texts, $count($list) > ${most} ? ['and ' & $string($count($list) - ${most}) & ' more'] : []), '; ') & ''
  )`;
}

const names = severities as unknown as string[];
