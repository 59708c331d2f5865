import type { Delivery } from "../../contract/delivery-settings";
import { choice, type States } from "../asl";
import { readsFindings } from "../findings";
import { decisionKey, readItem } from "../item";
import { code, emptyText, jsonata, now } from "../jsonata";
import { releaseIncomplete, releaseUnrecorded } from "../service-facts";
import { alreadyDecided, awsFailed, endWith, steps } from "../transitions";
import { checkBeforeGate } from "./hold-and-window";

/**
 * Whether this digest should run at all: not if it already does, not if it is older than what runs, not if it was
 * decided before. A person may ask again; force passes over age and an earlier failure. Asked twice: before the gate, so
 * that nobody waits for the scan of what will not run, and with the lock, because it may have changed.
 */
export function compare(delivery: Delivery): States {
  const { settings } = delivery;
  const asked = code`$trigger = 'request'`;
  const judging = settings.runtimeWaivers ? steps.waivers : steps.gate;
  const holdCheck = checkBeforeGate(delivery, judging);
  const unforced = code`$not($force) and $not($rollback)`;
  return {
    [steps.compare]: readItem(delivery, decisionKey(code`$digest`), {
      assign: {
        decided: jsonata`$merge($append([{}], $map(['outcome', 'again', 'fingerprint', 'releasedAt', 'at', 'attempts'], function($name) {
          $exists($lookup($states.result.Item, $name)) ? {$name: $lookup($states.result.Item, $name).S} : {}
        })))`,
        heals: false,
        at: 0,
        scan: {},
        page: emptyText,
        verdicts: [],
        ...(readsFindings(settings) ? { tolerated: emptyText } : {}),
      },
      next: "Compare with what runs",
      otherwise: awsFailed,
    }),
    "Compare with what runs": choice(
      [
        {
          when: code`$digest = $runs.digest and (
            ${releaseUnrecorded(code`$decided.outcome`)}
            or (${releaseIncomplete} and $exists($decided.outcome) and $decided.again != 'scan-changed')
          )`,
          assign: { heals: true },
          next: steps.admitted,
        },
        {
          // It runs, but nobody here let it: the gate decides whether the release is completed.
          when: code`$digest = $runs.digest and ${releaseIncomplete}`,
          assign: { heals: true, deadline: jsonata`${now}` },
          next: judging,
        },
        {
          // Somebody rolls it out; if that broke off, whoever finds the lock stale finishes it.
          when: code`$digest = $runs.digest and $not($locked) and $service.state != 'COMPLETED'`,
          next: steps.lock,
        },
        {
          when: code`$digest = $runs.digest`,
          ...endWith("already-running", code`{'digest': $digest, 'rollout': $service.state}`),
        },
        {
          when: code`$rollback and $not($exists($decided.releasedAt))`,
          ...endWith("never-released", code`{'digest': $digest}`),
        },
        {
          when: code`$not(${asked}) and $decided.again in ['when-asked', 'when-forced']`,
          ...alreadyDecided,
        },
        { when: code`${unforced} and $decided.again = 'when-forced'`, ...alreadyDecided },
        {
          when: code`${unforced} and $not($runs.first) and $runs.pushedAt = ''`,
          ...endWith("age-unknown", code`{'digest': $digest, 'runs': $runs.image}`),
        },
        {
          when: code`${unforced} and $runs.pushedAt != '' and $toMillis($pushedAt) < $toMillis($runs.pushedAt)`,
          ...endWith(
            "older",
            code`{'digest': $digest, 'pushed': $pushedAt, 'runs': $runs.digest, 'runs since push': $runs.pushedAt}`,
          ),
        },
        {
          when: code`$service.desired = 0 and $not($runs.first)`,
          ...endWith("service-stopped", code`{'digest': $digest}`),
        },
      ],
      {
        assign: {
          // Nothing is waited for with the lock; a rollback reports findings; a digest refused before is only looked at again.
          deadline: jsonata`${now} + (
            $locked or $rollback or ($not(${asked}) and $decided.again = 'scan-changed')
              ? 0 : ${settings.scan.limitSeconds * 1000}
          )`,
        },
        next: holdCheck.first,
      },
    ),
    ...holdCheck.states,
  };
}
