import { dayMilliseconds } from "../base/time";
import { type Delivery, type DeliverySettings, severities } from "../contract/delivery-settings";
import { type Code, code, jsonata, now } from "./jsonata";
import { defineWaiverOf } from "./waivers";

/** How many findings are asked for at once. Inspector writes up to some 20 KB for one, ECR about 2 KB; a state holds 256 KiB. */
const findingsPerPage = { basic: 50, enhanced: 8 } as const;

/** Arguments of the call for the page `$page` of the findings of one image. */
export function findingsCall({ names, settings }: Delivery, image: Code): string {
  return jsonata`$merge([
    {
      'RepositoryName': ${names.repository},
      'ImageId': {'ImageDigest': ${image}},
      'MaxResults': ${findingsPerPage[settings.scanning]}
    },
    $page = '' ? {} : {'NextToken': $page}
  ])`;
}

/** Characters that the findings of one image may have together; an expression's variables and an answer share 256 KiB. */
export const longestFindings = 60_000;

/** Characters of a finding's names, which become the key of an item: DynamoDB takes 1,024 bytes. */
const longestNames = 500;

/** True where findings are tolerated one by one, so that those over the allowance are read and not only counted. */
export function readsFindings(settings: DeliverySettings): boolean {
  const { known, unfixable, graceDays } = settings.tolerate;
  const { runtimeWaivers, dailyLook = false } = settings;
  return known || unfixable || graceDays > 0 || runtimeWaivers !== undefined || dailyLook;
}

/** The findings of one page, ECR's and Inspector's in one form, reduced to what is compared. */
const findingsOnPage = code`$append(
  $map($findings.Findings, function($finding) { {
    'id': $text($finding.Name),
    'packages': [$distinct($map($finding.Attributes[Key = 'package_name'], function($one) { $text($one.Value) }))],
    'severity': $finding.Severity = 'UNTRIAGED' ? 'UNDEFINED' : $finding.Severity,
    'unfixable': false,
    'fix': '',
    'calm': false,
    'since': ''
  } }),
  $map($inspected, function($finding) { {
    'id': $text($finding.PackageVulnerabilityDetails.VulnerabilityId),
    'packages': [$distinct($map($finding.PackageVulnerabilityDetails.VulnerablePackages, function($one) { $text($one.Name) }))],
    'severity': $finding.Severity = 'UNTRIAGED' ? 'UNDEFINED' : $finding.Severity,
    'unfixable': $text($finding.FixAvailable) = 'NO',
    'fix': $join($distinct($filter($map($finding.PackageVulnerabilityDetails.VulnerablePackages, function($one) { $text($one.FixedInVersion) }), function($version) {
      $not($version in ['', 'NotAvailable'])
    })), ', ') & '',
    'calm': $text($finding.ExploitAvailable) = 'NO',
    'since': $text($finding.PackageVulnerabilityDetails.VendorCreatedAt)
  } })
)`;

/** What is added to `readScan` where findings are tolerated one by one; nothing elsewhere. */
interface FindingsPart {
  /** Definitions, for which `$findings`, `$inspected`, `$counts` and `$text` are known. */
  readonly define: Code;
  /** One more reason why an answer is no result yet. */
  readonly lacks: Code;
  /** An object that is added to the scan. */
  readonly fields: Code | undefined;
}

/**
 * The findings of the severities that are over the allowance, page by page, each reduced to what is compared: `id`, `packages`, `severity`,
 * `unfixable`, `fix` (the version with it), `calm` (an exploit is excluded), `since` (when the vendor published it). `more`: some are on a later page; `tooMany`: they
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
      $read := ${findingsOnPage};
      $listedOf := function($severity) {
        $count($filter($read, function($one) { $one.severity = $severity })) + $numberOf($scan.listed, $severity)
      };`,
    lacks: code`$counted and $count($filter(${severities}, function($severity) { $listedOf($severity) > $of($severity) })) > 0
      ? 'lists more findings than it counts' :`,
    fields: code`$counted ? (
      $over := $filter(${severities}, function($severity) { $of($severity) > $lookup(${allowed}, $severity) });
      $compared := $append($scan.findings, $filter($read, function($one) { $one.severity in $over }));
      $tooMany := $scan.tooMany = true or $length($string([$compared])) + $length($string([$verdicts.let])) > ${longestFindings};
      {
        'findings': $tooMany ? [] : [$compared],
        'listed': $merge($append([{}], $map(${severities}, function($severity) { {$severity: $listedOf($severity)} }))),
        'more': $not($tooMany) and $count($filter($over, function($severity) { $listedOf($severity) < $of($severity) })) > 0,
        'tooMany': $tooMany
      }
    ) : {'findings': [], 'listed': {}, 'more': false, 'tooMany': false}`,
  };
}

/** How a finding is recognized in another image: by vulnerability and package, as `id|package`; nothing where either has no name, or one that is too long for a key. */
export const pairsOf = code`function($one) {
  $one.id != '' and $not('' in $one.packages) and $length($join($one.packages)) + $length($one.id) < ${longestNames}
    ? $map($one.packages, function($package) { $one.id & '|' & $package })
}`;

/** The pairs ({@link pairsOf}) of the findings over the allowance that are let in neither by a waiver nor because there is no fix. */
export function openPairs(settings: DeliverySettings): Code {
  const { unfixable } = settings.tolerate;
  return code`(
    $pairsOf := ${pairsOf};
    ${defineWaiverOf(settings)}
    $open := $filter($scan.findings, function($one) { $not(${unfixable} and $one.unfixable) and $not($exists($waiverOf($one))) });
    [$distinct($append([], $open.($pairsOf($))))]
  )`;
}

/** Which of `$pairs` are among the findings on this page of a scan. */
export const pairsOnPage = code`(
  $text := function($value) { $type($value) = 'string' ? $value : '' };
  $pairsOf := ${pairsOf};
  $findings := $states.result.ImageScanFindings;
  $inspected := $filter($findings.EnhancedFindings, function($finding) { $not($finding.Status in ['SUPPRESSED', 'CLOSED']) });
  $read := ${findingsOnPage};
  $there := $read.($pairsOf($));
  $filter($pairs, function($pair) { $pair in $there })
)`;

/**
 * What becomes of each finding over the allowance, added to the scan: `let` are those that are let in, with `why` and `until` (empty for no
 * end), `left` all others; `waived` counts those that are let in, by severity. A waiver names a vulnerability; an unfixable one has no end;
 * the days of grace count from the vendor's date or from when the environment first saw it (`$seen`, by pair), whichever is
 * earlier. What the image that runs has too (`$known`, by pair, with the end of that) is let in until then. Where an exploit is known or not excluded, or nobody knows since when, there is no grace.
 */
export function weighFindings(settings: DeliverySettings): Code {
  const { tolerate, runtimeWaivers } = settings;
  const named = runtimeWaivers
    ? code`$exists($waiver.by) ? {'why': 'waived', 'until': $waiver.until, 'by': $waiver.by} :`
    : code``;
  return code`(
    $now := ${now};
    $pairsOf := ${pairsOf};
    ${defineWaiverOf(settings)}
    $time := function($text) { $type($text) = 'string' and $contains($string($text), /^[0-9-]{10}T[0-9:]{8}/) ? $toMillis($text) };
    $weighed := $map($scan.findings, function($one) { (
      $pairs := $pairsOf($one);
      $waiver := $waiverOf($one);
      $starts := $append($time($one.since), $map($pairs, function($pair) { $time($lookup($seen, $pair)) }));
      $graceEnds := $count($pairs) > 0 and $count($starts) > 0 ? $min($append($starts, $now)) + ${tolerate.graceDays * dayMilliseconds} : 0;
      $isKnown := ${tolerate.known} and $count($pairs) > 0 and $count($filter($pairs, function($pair) { $exists($lookup($known, $pair)) })) = $count($pairs);
      $knownEnds := $sort($filter($map($pairs, function($pair) { $lookup($known, $pair) }), function($until) { $until != '' }));
      $merge([{'id': $one.id, 'packages': [$one.packages], 'severity': $one.severity},
        ${tolerate.unfixable} and $one.unfixable ? {'why': 'unfixable', 'until': ''} :
        ${named} $exists($waiver) ? {'why': 'waived', 'until': $waiver.until} :
        $isKnown ? {'why': 'known', 'until': $count($knownEnds) > 0 ? $knownEnds[0] : ''} :
        $one.calm and $now < $graceEnds ? {'why': 'grace', 'until': $fromMillis($graceEnds)} :
        {'why': '', 'until': '', 'fix': $one.fix}
      ])
    ) });
    $let := $filter($weighed, function($one) { $one.why != '' });
    $merge([$scan, {
      'let': [$let],
      'left': [$filter($weighed, function($one) { $one.why = '' })],
      'waived': $merge($append([{}], $map(${severities}, function($severity) { {
        $severity: $count($filter($let, function($one) { $one.severity = $severity }))
      } })))
    }])
  )`;
}

/** Why a finding over the allowance is let in, for people. */
export const whyLetIn = {
  unfixable: "no fix is available",
  waived: "waived",
  known: "what runs has it too",
  grace: "in its days of grace",
} as const;

/** The first `most` findings of a list that {@link weighFindings} makes, as text for people. */
export function findingsAsText(
  { runtimeWaivers }: DeliverySettings,
  list: Code,
  most: number,
): Code {
  const by = runtimeWaivers
    ? code` & ($exists($one.by) ? ' by ' & $replace($one.by, /arn:[^ ]*?:assumed-role\//, '') : '')`
    : code``;
  return code`(
    $list := ${list};
    $reasons := ${whyLetIn};
    $texts := $map($filter($list, function($one, $place) { $place < ${most} }), function($one) {
      $one.id & ($count($one.packages) = 0 ? '' : ' in ' & $join($one.packages, ', '))
      & ($one.why = '' ? ($exists($one.fix) and $one.fix != '' ? ' (fixed in ' & $one.fix & ')' : '') : ' (' & $lookup($reasons, $one.why) & ($one.until = '' ? '' : ' until ' & $substring($one.until, 0, 10))${by} & ')')
    });
    $join($append($texts, $count($list) > ${most} ? ['and ' & $string($count($list) - ${most}) & ' more'] : []), '; ') & ''
  )`;
}
