import { dayMilliseconds } from "../../base/time";
import type { Delivery } from "../../contract/delivery-settings";
import { lastOfDay, mostWaivers, waiverWindowDays } from "../../contract/waivers";
import type { States } from "../asl";
import { code, jsonata, now } from "../jsonata";
import { task } from "../task";
import { awsFailed, steps } from "../transitions";

/**
 * The waivers that people wrote into the table, read as they are now: each time before the scan is judged. Of each finding the newest entry
 * counts. Nothing is read as a time that somebody wrote: its day must be one of the days up to the longest that a waiver may last, so that an
 * entry that is ended, too long or unreadable counts for nothing and stops nothing.
 */
export function readWaivers(delivery: Delivery): States {
  const { names, settings } = delivery;
  if (settings.runtimeWaivers === undefined) return {};
  const { maxDays } = settings.runtimeWaivers;
  return {
    [steps.waivers]: task(delivery, {
      call: "dynamodb:query",
      arguments: {
        TableName: names.delivery,
        KeyConditionExpression: "#kind = :kind AND #id > :since",
        ProjectionExpression: "#id, #action, #by, #until",
        ExpressionAttributeNames: {
          "#kind": "kind",
          "#id": "id",
          "#action": "action",
          "#by": "by",
          "#until": "until",
        },
        ExpressionAttributeValues: {
          ":kind": { S: "waiver" },
          ":since": {
            S: jsonata`$fromMillis(${now} - ${waiverWindowDays(maxDays) * dayMilliseconds})`,
          },
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: mostWaivers,
      },
      assign: {
        waivedHere: jsonata`(
          $newest := ${newest};
          $day := function($days) { $substring($fromMillis(${now} + $days * ${dayMilliseconds}), 0, 10) };
          $ages := [0..${maxDays}];
          $days := $map($ages, $day);
          $longest := $merge($map($ages, function($age) { {$day(0 - $age): $day(${maxDays} - $age)} }));
          [$filter($newest, function($one) { (
            $until := $substring($one.until, 0, 10);
            $one.action = 'waived' and $one.by != '' and $one.cve != ''
            and $until in $days and $one.until = $until & ${lastOfDay}
            and $exists($lookup($longest, $one.written)) and $until <= $lookup($longest, $one.written)
          ) }).{'cve': cve, 'package': package, 'until': until, 'by': by}]
        )`,
        withdrawnHere: jsonata`(
          $newest := ${newest};
          [$filter($newest, function($one) { $one.action != 'waived' }).(cve & '|' & package)]
        )`,
      },
      next: steps.gate,
      otherwise: awsFailed,
    }),
  };
}

/** The newest entry of each finding; the answer begins with the newest, and what is merged last wins. */
const newest = code`(
  $text := function($value) { $type($value) = 'string' ? $value : '' };
  $entries := $map($states.result.Items, function($item) { (
    $pair := $substringAfter($text($item.id.S), '#');
    {$pair: {
      'cve': $substringBefore($pair, '|'),
      'package': $substringAfter($pair, '|'),
      'written': $substring($text($item.id.S), 0, 10),
      'action': $text($item.action.S),
      'by': $text($item.by.S),
      'until': $text($item.until.S)
    }}
  ) });
  $by := $merge($append([{}], $reverse([$entries])));
  [$map($keys($by), function($pair) { $lookup($by, $pair) })]
)`;
