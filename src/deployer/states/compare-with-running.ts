import { dayMilliseconds } from "../../base/time";
import type { Delivery } from "../../contract/delivery-settings";
import { choice, pass, type States, wait } from "../asl";
import { findingsCall, openPairs, pairsOnPage } from "../findings";
import { imageTypes, indexTypes } from "../images";
import { decisionKey, readItem } from "../item";
import { type Code, code, emptyText, jsonata, nextPage, now, textOf } from "../jsonata";
import { readScan } from "../scan-verdict";
import { task } from "../task";
import { steps } from "../transitions";
import { waiverEnds } from "../waivers";

/** Findings of the image that runs that are paged through; with more it is not compared. */
const mostOfRunning = 3_000;

const longAgo = "1970-01-01T00:00:00.000Z";

/** What {@link runningFindings} must know. */
interface RunningOptions {
  /** Whether a new scan may be requested. */
  readonly requests: boolean;
  /** Where the findings are looked at next. */
  readonly next: string;
}

/**
 * Which of `$pairs` the image that runs has too, by a scan of it that is not older than a day, one page and one image after the other. What
 * runs must have been released here: nothing is known at a first release, nor of what somebody put into the service by hand. Where its scan
 * cannot be had, nothing is known, and the run goes on.
 */
export function runningFindings(delivery: Delivery, { requests, next }: RunningOptions): States {
  const { names, settings } = delivery;
  const image = code`$running[$runningAt]`;
  const basic = settings.scanning === "basic";
  const read = "Read the scan of what runs";
  const cannot = (why: Code) => ({
    assign: { known: {}, page: emptyText, incomparable: jsonata`${why}` },
    next,
  });
  const failed = cannot(code`$states.context.State.Name & ': ' & $states.errorOutput.Error`);
  const forgotten = { runningScan: {}, page: emptyText, has: [] };
  const isFresh = code`$runningScan.status = 'complete' and $runningScanned != '' and $toMillis($runningScanned) >= ${now} - ${dayMilliseconds}`;
  // Its findings are counted only: nothing is weighed here, and what is read is kept apart from the scan that is judged.
  const { runtimeWaivers: _, dailyLook: __, ...others } = settings;
  const plain = {
    ...others,
    waivers: [],
    tolerate: { known: false, unfixable: false, graceDays: 0 },
  };
  // What a waiver let in ends with the waiver, also where somebody took it back before its time.
  const withdrawn = settings.runtimeWaivers
    ? code`$one.why != 'grace' and ($one.id & '|' & $package in $withdrawnHere or $one.id & '|' in $withdrawnHere) ? ${longAgo} : `
    : code``;
  const total = code`$sum($append([0], $map($keys($runningScan.counts), function($severity) { $lookup($runningScan.counts, $severity) })))`;
  // Nothing is waited for of Inspector: its scans go on by themselves.
  const mayWait = requests && basic;
  return {
    [steps.lookUp]: pass({
      assign: { pairs: jsonata`${openPairs(settings)}`, known: {}, incomparable: emptyText },
      next: "Is there anything to compare with what runs?",
    }),
    "Is there anything to compare with what runs?": choice(
      [
        {
          when: code`$count($pairs) > 0 and $runs.digest != '' and $runs.digest != $digest and $not($runs.digest in $images)`,
          next: "Read what was let in with what runs",
        },
      ],
      { next },
    ),
    "Read what was let in with what runs": readItem(delivery, decisionKey(code`$runs.digest`), {
      assign: {
        ends: jsonata`(
          $let := $type($states.result.Item.tolerated.S) = 'string' ? $parse($states.result.Item.tolerated.S) : [];
          $lasting := $filter($let, function($one) { $one.until != '' });
          /* A release without such a record may have come in by a waiver of the file. */
          $waived := $type($states.result.Item.tolerated.S) = 'string' ? [] : $map($pairs, function($pair) { (
            $ofPair := $filter(${waiverEnds(settings.waivers)}, function($waiver) { $waiver.cve = $substringBefore($pair, '|') })[0];
            $exists($ofPair) ? {$pair: $ofPair.until}
          ) });
          $merge($append($append([{}], $waived), $lasting.(
            $one := $;
            $map($one.packages, function($package) { {$one.id & '|' & $package: ${withdrawn}$one.until} })
          )))
        )`,
      },
      output: jsonata`{'released': $type($states.result.Item.releasedAt.S) = 'string'}`,
      next: "Was what runs released here?",
      otherwise: failed,
    }),
    "Was what runs released here?": choice(
      [{ when: code`$states.input.released`, next: "Read the manifest of what runs" }],
      cannot(code`'what runs was never released here'`),
    ),
    "Read the manifest of what runs": task(delivery, {
      call: "ecr:batchGetImage",
      arguments: {
        RepositoryName: names.repository,
        ImageIds: [{ ImageDigest: jsonata`$runs.digest` }],
      },
      assign: {
        running: jsonata`(
          $text := ${textOf(code`$states.result.Images[0].ImageManifest`)};
          $manifest := $text = '' ? {} : $parse($text);
          $children := $filter($manifest.manifests, function($child) {
            $not($child.platform.os = 'unknown' and $child.platform.architecture = 'unknown')
            and ($child.mediaType in ${imageTypes} or $not($type($child.mediaType) = 'string'))
          });
          $text = '' ? [] : $manifest.mediaType in ${indexTypes} ? [$children.digest] : [$runs.digest]
        )`,
        runningAt: 0,
        known: {},
        ...forgotten,
      },
      next: "Is it known which images run?",
      otherwise: failed,
    }),
    "Is it known which images run?": choice(
      [{ when: code`$count($running) > 0`, next: "Is a new scan to be requested?" }],
      cannot(code`'its manifest could not be read'`),
    ),
    "Is a new scan to be requested?": choice(
      mayWait
        ? [
            {
              when: code`$not($locked) and $not(${image} in $rescanned)`,
              next: "Request a scan of what runs",
            },
          ]
        : [],
      { next: read },
    ),
    ...(mayWait
      ? {
          // Once a day for each image, the push included. Refused for that or any other reason, the scan that is there may be recent enough.
          "Request a scan of what runs": task(delivery, {
            call: "ecr:startImageScan",
            arguments: {
              RepositoryName: names.repository,
              ImageId: { ImageDigest: jsonata`${image}` },
            },
            assign: { rescanned: jsonata`$append($rescanned, [${image}])` },
            routes: [
              {
                errors: ["LimitExceededException"],
                assign: { rescanned: jsonata`$append($rescanned, [${image}])` },
                next: read,
              },
            ],
            next: read,
            otherwise: {
              assign: {
                incomparable: jsonata`$states.context.State.Name & ': ' & $states.errorOutput.Error`,
              },
              next: read,
            },
          }),
          "Wait for the scan of what runs": wait(settings.scan.pollSeconds, read),
        }
      : {}),
    [read]: task(delivery, {
      call: "ecr:describeImageScanFindings",
      arguments: findingsCall(delivery, image),
      assign: {
        runningScan: jsonata`${readScan(plain, code`$runningScan`)}`,
        runningScanned: jsonata`${textOf(code`$states.result.ImageScanFindings.ImageScanCompletedAt`)}`,
        has: jsonata`[$distinct($append($has, ${pairsOnPage}))]`,
        page: nextPage,
      },
      routes: [
        {
          errors: ["ScanNotFoundException"],
          assign: { runningScan: { status: "missing", said: "there is no scan of it" } },
          next: "Is the scan of what runs recent?",
        },
      ],
      next: "Is the scan of what runs recent?",
      otherwise: failed,
    }),
    "Is the scan of what runs recent?": choice(
      [
        {
          when: code`${isFresh} and ${total} > ${mostOfRunning}`,
          ...cannot(code`${`it has more than ${mostOfRunning} findings`}`),
        },
        {
          when: code`${isFresh} and $page != '' and $count($has) < $count($pairs)`,
          next: read,
        },
        {
          when: code`${isFresh}`,
          assign: {
            // In an index it must be in every image, for nobody knows here which of them runs.
            pairs: jsonata`[$filter($pairs, function($pair) { $pair in $has })]`,
            runningAt: jsonata`$runningAt + 1`,
            incomparable: emptyText,
            ...forgotten,
          },
          next: "Is there another image that runs?",
        },
        ...(mayWait
          ? [
              {
                when: code`$runningScan.status in ['complete', 'pending', 'missing'] and $incomparable = '' and ${now} < $deadline`,
                assign: forgotten,
                next: "Wait for the scan of what runs",
              },
            ]
          : []),
      ],
      cannot(
        code`$incomparable != '' ? $incomparable : $runningScan.status = 'complete' ? 'its scan is older than a day' : $runningScan.said`,
      ),
    ),
    "Is there another image that runs?": choice(
      [
        {
          when: code`$runningAt < $count($running)`,
          next: "Is a new scan to be requested?",
        },
      ],
      {
        assign: {
          known: jsonata`$merge($append([{}], $map($pairs, function($pair) { (
            $until := $lookup($ends, $pair);
            $exists($until) ? ($toMillis($until) > ${now} ? {$pair: $until}) : {$pair: ''}
          ) })))`,
        },
        next,
      },
    ),
  };
}
