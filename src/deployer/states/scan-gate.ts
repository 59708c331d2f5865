import type { Delivery, DeliverySettings } from "../../contract/delivery-settings";
import { choice, type States, wait } from "../asl";
import { findingsAsText, findingsCall, readsFindings } from "../findings";
import { code, emptyText, jsonata, nextPage, now } from "../jsonata";
import { allowanceKey, countsAsText, overAllowance, readScan } from "../scan-verdict";
import { task } from "../task";
import { alreadyDecided, awsFailed, endWith, steps } from "../transitions";
import { lookUpFindings } from "./look-up-findings";
import { readWaivers } from "./read-waivers";

/**
 * Every image must have a finished scan within the allowance; unknown is refused. Severity counts are read, not
 * findings; only where there are waivers are the findings paged through, and of them just the waived ones counted.
 * Passed twice: without the lock, where a scan may be waited for, and with it, where it is read once more.
 */
export function scanGate(delivery: Delivery): States {
  const { names, settings } = delivery;
  const image = code`$images[$at]`;
  const each = readsFindings(settings);
  return {
    ...readWaivers(delivery),
    [steps.gate]: task(delivery, {
      call: "ecr:describeImageScanFindings",
      arguments: findingsCall(delivery, image),
      assign: {
        scan: jsonata`${readScan(settings)}`,
        page: nextPage,
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
          ...endWith(
            "image-missing",
            code`{'digest': ${image}, 'repository': ${names.repository}}`,
          ),
        },
      ],
      next: "Is it scanned?",
      otherwise: awsFailed,
    }),
    "Is it scanned?": choice(
      [
        {
          when: code`$scan.status = 'complete' and $page != '' and ${each ? code`$scan.more` : settings.waivers.length > 0}`,
          next: steps.gate,
        },
        {
          when: code`$scan.status in ['pending', 'missing'] and ${now} < $deadline`,
          assign: { scan: {}, page: emptyText },
          next: "Wait for the scan",
        },
        ...(each
          ? [
              {
                when: code`$scan.status = 'complete' and $count($scan.findings) > 0 and $not($rollback)`,
                next: steps.lookUp,
              },
            ]
          : []),
      ],
      { next: steps.judge },
    ),
    "Wait for the scan": wait(settings.scan.pollSeconds, steps.gate),
    ...(each ? lookUpFindings(delivery) : {}),
    [steps.judge]: {
      Type: "Pass",
      Assign: {
        verdicts: jsonata`$append($verdicts, [(
          $over := ${overAllowance(settings)};
          {
            'digest': ${image},
            'status': $scan.status != 'complete' ? $scan.status : $over = '' ? 'clean' : 'findings',
            'said': $scan.status != 'complete' ? $scan.said : $over != '' ? $over${each ? whichAreLeft(settings) : code``} : 'within the allowance',
            'found': $scan.status != 'complete' ? 'unknown' : ${countsAsText(settings)},
            'key': $scan.key${each ? code`, 'let': [$scan.let]` : code``}
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
          }), '; ') & ${`; allowance ${allowanceKey(settings)}`}${waivedKey(settings)}`,
      },
      next: "Is it within the allowance?",
    }),
    "Is it within the allowance?": choice(
      [
        {
          when: code`$rollback or $count(${unclean}) = 0`,
          assign: each
            ? {
                detail: jsonata`$merge([{'findings': ${allFound}}, $count($verdicts.let) > 0 ? {'tolerated': ${findingsAsText(settings, code`$verdicts.let`, 20)}} : {}])`,
                tolerated: jsonata`$rollback ? '' : $string([$verdicts.let])`,
              }
            : { detail: jsonata`{'findings': ${allFound}}` },
          next: steps.admitted,
        },
        {
          when: code`$trigger != 'request' and $decided.again = 'scan-changed' and $decided.fingerprint = $fingerprint`,
          ...alreadyDecided,
        },
        {
          when: code`$count($images) > 1`,
          ...endWith(
            "child-not-clean",
            code`{'digest': $digest, 'image': ${unclean}[0].digest, 'findings': ${unclean}[0].found, 'reason': ${unclean}[0].said}`,
          ),
        },
        ...(["pending", "missing", "unsupported", "failed"] as const).map((status) => ({
          when: code`$verdicts[0].status = ${status}`,
          ...endWith(`scan-${status}`, code`{'digest': $digest, 'reason': $verdicts[0].said}`),
        })),
      ],
      endWith(
        "findings",
        code`{'digest': $digest, 'findings': $verdicts[0].found, 'reason': $verdicts[0].said}`,
      ),
    ),
    [steps.admitted]: choice(
      [
        { when: code`$not($locked)`, next: steps.lock },
        { when: code`$heals`, next: steps.finish },
      ],
      { next: steps.register },
    ),
  };
}

/** Which findings were not tolerated, for people. */
const whichAreLeft = (settings: DeliverySettings) => code` & (
  $scan.tooMany = true ? '; these findings are more than can be compared one by one, so none of them is tolerated' :
  $count($scan.left) > 0 ? '; not tolerated: ' & ${findingsAsText(settings, code`$scan.left`, 10)} & ($incomparable = '' ? '' : '; what runs cannot be compared: ' & $incomparable) : ''
)`;

/** Changes with what is waived at run time, so that a refused digest is judged anew. */
const waivedKey = ({ runtimeWaivers }: DeliverySettings) =>
  runtimeWaivers
    ? code` & '; waived ' & $substring($hash($string($waivedHere), 'SHA-256'), 0, 12)`
    : code``;

const unclean = code`$filter($verdicts, function($verdict) { $verdict.status != 'clean' })`;

const allFound = code`$join($map($verdicts, function($verdict) { $verdict.found }), '; ')`;
