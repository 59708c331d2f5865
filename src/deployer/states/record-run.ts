import type { Delivery } from "../../contract/delivery-settings";
import { historySeconds } from "../../contract/delivery-table";
import { choice, type States, wait } from "../asl";
import { readsFindings } from "../findings";
import { decisionKey, readItem } from "../item";
import { type Code, code, jsonata, now, textOf } from "../jsonata";
import { attempt } from "../shortage";
import { snapshotsOf } from "../snapshots";
import { task } from "../task";
import { endWith, steps } from "../transitions";

/** How often a decision is written that was cancelled although nobody else decided: it collided with another write. */
const writesWithoutLock = 5;

/** What is remembered: the run, the decision on the digest, the release; and how the schedule ended the last time. */
export function recordRun(delivery: Delivery): States {
  const { names, settings } = delivery;
  const write = {
    call: "dynamodb:transactWriteItems",
    arguments: jsonata`{
      'TransactItems': $append($append(
        [{'Put': {'TableName': ${names.delivery}, 'Item': ${historyItem}}}],
        $outcome.kept and $digest != '' ? [{'Update': ${decisionUpdate(delivery)}}] : []),
        $released ? [{'Put': {'TableName': ${names.delivery}, 'Item': ${releaseItem(delivery)}}}] : []
      ),
      /* A call that is repeated because its answer was lost is the same write, not one that comes second. */
      'ClientRequestToken': $substring($hash($states.context.Execution.Id & $states.context.State.EnteredTime, 'SHA-256'), 0, 36)
    }`,
    next: "Was it the schedule?",
    otherwise: null,
  } as const;
  return {
    [steps.record]: choice(
      [
        // Completing a release that changed nothing says what is known already.
        {
          when: code`$heals and $not($repaired) and $decided.outcome = $outcome.kind and $trigger != 'request'`,
          next: "Was it the schedule?",
        },
        // The schedule comes back to what waits until it may be released, and says nothing of it each time.
        ...(settings.holds || settings.windows.length > 0
          ? [
              {
                when: code`$trigger = 'schedule' and $not($locked) and $outcome.kind in ${["held", "outside-window"]}`,
                assign: { changed: false },
                next: steps.unlock,
              },
            ]
          : []),
        {
          when: code`$outcome.result != 'nothing' or $trigger = 'request'`,
          next: "Does it hold the lock?",
        },
      ],
      { next: "Was it the schedule?" },
    ),
    "Does it hold the lock?": choice([{ when: code`$locked`, next: "Record the run" }], {
      assign: { looks: writesWithoutLock - 1 },
      next: "Record what was decided without the lock",
    }),
    "Record the run": task(delivery, write),
    // Another run may have decided about the digest meanwhile, or even released it: that stands.
    "Record what was decided without the lock": task(delivery, {
      ...write,
      routes: [{ errors: ["TransactionCanceledException"], next: "Read who decided" }],
    }),
    // A cancelled transaction does not say whose write it met: it may be this run's own, of a call whose answer was lost.
    "Read who decided": readItem(delivery, decisionKey(code`$digest`), {
      output: jsonata`{
        'mine': $states.result.Item.execution.S = $states.context.Execution.Id,
        'same': ${textOf(code`$states.result.Item.at.S`)} = ${textOf(code`$decided.at`)}
      }`,
      next: "Did another run decide?",
      otherwise: null,
    }),
    "Did another run decide?": choice(
      [
        { when: code`$states.input.mine`, next: "Was it the schedule?" },
        {
          when: code`$states.input.same and $looks > 0`,
          assign: { looks: jsonata`$looks - 1` },
          next: "Wait for the other write",
        },
        {
          when: code`$not($states.input.same)`,
          ...endWith(
            "already-decided",
            code`{'digest': $digest, 'decision': 'that of another run, made in the meantime'}`,
          ),
        },
      ],
      {
        assign: {
          warnings: jsonata`$append($warnings, ['the decision could not be recorded, since other writes of it went on; the next run decides again'])`,
        },
        next: "Was it the schedule?",
      },
    ),
    "Wait for the other write": wait(2, "Record what was decided without the lock"),
    "Was it the schedule?": choice(
      [
        {
          when: code`$trigger = 'schedule' and $not($tookOver)`,
          next: "Compare with the last time",
        },
      ],
      { next: steps.unlock },
    ),
    "Compare with the last time": task(delivery, {
      call: "dynamodb:updateItem",
      arguments: {
        TableName: names.delivery,
        Key: { kind: { S: "last" }, id: { S: "schedule" } },
        UpdateExpression: "SET #outcome = :outcome, #digest = :digest, #execution = :execution",
        ExpressionAttributeNames: {
          "#outcome": "outcome",
          "#digest": "digest",
          "#execution": "execution",
        },
        ExpressionAttributeValues: {
          ":outcome": { S: jsonata`$outcome.kind` },
          ":digest": { S: jsonata`$digest` },
          ":execution": { S: jsonata`$states.context.Execution.Id` },
        },
        ReturnValues: "ALL_OLD",
      },
      assign: {
        // What this very run wrote, in a call whose answer was lost, is not the last time.
        changed: jsonata`$states.result.Attributes.execution.S = $states.context.Execution.Id
          or $not($states.result.Attributes.outcome.S = $outcome.kind and $states.result.Attributes.digest.S = $digest)`,
      },
      next: steps.unlock,
      otherwise: null,
    }),
  };
}

const time = code`$states.context.State.EnteredTime`;

/** What every record says. */
const facts = code`{
  'outcome': {'S': $outcome.kind},
  'digest': {'S': $digest},
  'by': {'S': $by},
  'trigger': {'S': $trigger},
  'at': {'S': ${time}},
  'execution': {'S': $states.context.Execution.Id},
  'pushedAt': {'S': $pushedAt},
  'detail': {'S': $string($detail)},
  'warnings': {'S': $string([$warnings])}
}`;

/** One run that had something to report. */
const historyItem = code`$merge([${facts}, {
  'kind': {'S': 'history'},
  'id': {'S': ${time} & '#' & $states.context.Execution.Name},
  'expires': {'N': $string($floor(${now} / 1000) + ${historySeconds})}
}])`;

/** One release. */
function releaseItem({ settings }: Delivery): Code {
  const snapshot = snapshotsOf(settings)
    ? code`, 'snapshot': {'S': $rollback ? '' : $snapshotTaken}`
    : code``;
  return code`$merge([${facts}, {
  'kind': {'S': 'release'},
  'id': {'S': ${time}},
  'rollback': {'S': $rollback ? 'true' : ''},
  'revision': {'S': $heals ? $service.taskDefinition : $revision}${snapshot}
}])`;
}

/**
 * Keeps `releasedAt` of an earlier release, without which the digest could not be rolled back to. Without the lock it is
 * written only where the decision is still the one that was read.
 */
function decisionUpdate({ names, settings }: Delivery): Code {
  const tolerated = readsFindings(settings)
    ? code`, $tolerated = '' ? {} : {'tolerated': {'S': $tolerated}}`
    : code``;
  return code`(
    $item := $merge([${facts}, {
      'again': {'S': $outcome.again},
      'fingerprint': {'S': $fingerprint},
      'attempts': {'S': $outcome.kind = 'no-capacity' ? $string(${attempt}) : '0'}
    }${tolerated}]);
    $names := $keys($item);
    $before := $locked ? {} : $exists($decided.at)
      ? {'condition': '#at = :before', 'value': {':before': {'S': $decided.at}}}
      : {'condition': 'attribute_not_exists(#at)', 'value': {}};
    $merge([{
      'TableName': ${names.delivery},
      'Key': {'kind': {'S': 'decision'}, 'id': {'S': $digest}},
      'UpdateExpression': 'SET ' & $join($map($names, function($name) { '#' & $name & ' = :' & $name }), ', ')
        & ($released ? ', #releasedAt = if_not_exists(#releasedAt, :at)' : ''),
      'ExpressionAttributeNames': $merge($append(
        $map($names, function($name) { {'#' & $name: $name} }),
        $released ? [{'#releasedAt': 'releasedAt'}] : []
      )),
      'ExpressionAttributeValues': $merge($append($map($names, function($name) { {':' & $name: $lookup($item, $name)} }), $before.value))
    }, $exists($before.condition) ? {'ConditionExpression': $before.condition} : {}])
  )`;
}
