import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { lockAttributes, lockKey } from "../../contract/delivery-table";
import { type Assign, choice, type States, wait } from "../asl";
import { brokenOffStatuses } from "../events";
import { readsFindings } from "../findings";
import { itemAsTexts, readItem } from "../item";
import { code, emptyText, jsonata } from "../jsonata";
import { snapshotsOf } from "../snapshots";
import { task } from "../task";
import { awsFailed, endWith, steps } from "../transitions";
import { snapshotVariables } from "../variables";

/** States of an execution that is over. @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
const overStatuses = ["SUCCEEDED", ...brokenOffStatuses];

/**
 * How often the work of an execution that broke off is taken over. What broke off that often needs a person, and who
 * looks every few minutes would only break off again.
 */
const mostTakeOvers = 3;

/** How often, and how long between, a clean-up asks whether an execution has ended, after the event that says so. */
export const looksForEnd = { times: 4, seconds: 15 } as const;

/**
 * One deployment at a time. The lock names the execution that holds it; it is stale when Step Functions says that this
 * execution is over, not when it is old. Then its work is finished first: see `takeOver`.
 */
export function takeLock(delivery: Delivery): States {
  const { names, settings } = delivery;
  const left = snapshotsOf(settings) ? steps.leftSnapshot : steps.leftBehind;
  const { executionArnPrefix, cleanUpExecutionArnPrefix } = addressesOf(names);
  const isOf = (prefix: string) =>
    code`$substring($lock.executionArn, 0, ${prefix.length}) = ${prefix}`;
  const held = endWith(
    "lock-held",
    code`{'holder': $lock.by, 'since': $lock.since, 'digest': $lock.digest, 'execution': $lock.executionArn}`,
  );
  const heldByExecution = code`(${isOf(executionArnPrefix)} or ${isOf(cleanUpExecutionArnPrefix)})`;
  const stuck = code`{
    'digest': $lock.digest,
    'locked since': $lock.since,
    'step': $lock.step = '' ? 'taking the lock' : $lock.step,
    'take-overs': $string($lock.takeOvers),
    'last execution': $lock.executionArn,
    'how it ended': $holderEnd,
    'revision': $lock.revision,
    'ran before': $lock.previous,
    'to free it': ${`npx slipway unlock ${names.environment}`}
  }`;
  return {
    [steps.lock]: task(delivery, {
      call: "dynamodb:putItem",
      arguments: {
        TableName: names.delivery,
        Item: {
          ...lockKey,
          ...Object.fromEntries(lockAttributes.map((name) => [name, { S: emptyText }])),
          executionArn: { S: jsonata`$states.context.Execution.Id` },
          by: { S: jsonata`$by` },
          trigger: { S: jsonata`$trigger` },
          since: { S: jsonata`$states.context.State.EnteredTime` },
          digest: { S: jsonata`$digest` },
          pushedAt: { S: jsonata`$pushedAt` },
          rollback: { S: jsonata`$rollback ? 'true' : ''` },
          ...(settings.windows.length > 0 && { outsideWindow: { S: jsonata`$outsideWindow` } }),
        },
        ConditionExpression: "attribute_not_exists(#kind)",
        ExpressionAttributeNames: { "#kind": "kind" },
      },
      assign: { locked: true },
      routes: [{ errors: ["ConditionalCheckFailedException"], next: "Read the lock" }],
      next: steps.look,
      // It may be ours without an answer; only its holder's is ever released.
      otherwise: { assign: { ...awsFailed.assign, locked: true }, next: awsFailed.next },
    }),
    "Read the lock": readItem(delivery, lockKey, {
      assign: { lock: itemAsTexts },
      next: "Who holds the lock?",
      otherwise: awsFailed,
    }),
    "Who holds the lock?": choice(
      [
        { when: code`$not($exists($lock.since))`, next: steps.lock },
        // The put was answered twice: the first answer was lost.
        {
          when: code`$lock.executionArn = $states.context.Execution.Id`,
          assign: { locked: true },
          next: steps.look,
        },
        { when: heldByExecution, next: "Is its holder still running?" },
      ],
      held,
    ),
    // The schedule, before anything else: an execution whose clean-up failed too would otherwise keep the lock for ever.
    [steps.leftLock]: readItem(delivery, lockKey, {
      assign: { lock: itemAsTexts },
      next: "Does an execution hold it?",
      otherwise: awsFailed,
    }),
    "Does an execution hold it?": choice(
      [{ when: heldByExecution, next: "Is its holder still running?" }],
      { next: steps.list },
    ),
    "Is its holder still running?": task(delivery, {
      call: "sfn:describeExecution",
      arguments: { ExecutionArn: jsonata`$lock.executionArn` },
      assign: {
        holderEnd: jsonata`$states.result.Status & ($exists($states.result.Error) ? ', ' & $states.result.Error : '') & ($exists($states.result.Cause) ? ': ' & $substring($states.result.Cause, 0, 500) : '')`,
        looks: jsonata`$looks - 1`,
      },
      output: jsonata`$states.result.Status`,
      routes: [
        { errors: ["ExecutionDoesNotExistException"], next: "Was it taken over too often?" },
      ],
      next: "Is the lock stale?",
      otherwise: awsFailed,
    }),
    "Is the lock stale?": choice(
      [
        { when: code`$states.input in ${overStatuses}`, next: "Was it taken over too often?" },
        // What Step Functions says of an execution that has just ended may be a moment old.
        {
          when: code`$trigger = 'clean-up' and $looks > 0`,
          next: "Wait for the holder's end to show",
        },
        { when: code`$trigger = 'schedule' and $digest = ''`, next: steps.list },
      ],
      held,
    ),
    "Wait for the holder's end to show": wait(looksForEnd.seconds, "Is its holder still running?"),
    "Was it taken over too often?": choice(
      [
        {
          when: code`$exists($lock.takeOvers) and $number($lock.takeOvers) >= ${mostTakeOvers}`,
          next: "Say once that it is stuck",
        },
      ],
      { next: "Take over the lock" },
    ),
    "Say once that it is stuck": task(delivery, {
      call: "dynamodb:updateItem",
      arguments: {
        TableName: names.delivery,
        Key: lockKey,
        UpdateExpression: "SET #stuck = :me",
        ConditionExpression: "#holder = :before AND (attribute_not_exists(#stuck) OR #stuck = :me)",
        ExpressionAttributeNames: { "#holder": "executionArn", "#stuck": "stuck" },
        ExpressionAttributeValues: {
          ":me": { S: jsonata`$states.context.Execution.Id` },
          ":before": { S: jsonata`$lock.executionArn` },
        },
      },
      routes: [{ errors: ["ConditionalCheckFailedException"], ...endWith("still-stuck", stuck) }],
      ...endWith("stuck", stuck),
      otherwise: awsFailed,
    }),
    "Take over the lock": task(delivery, {
      call: "dynamodb:updateItem",
      arguments: {
        TableName: names.delivery,
        Key: lockKey,
        // Counted before it is tried: one that breaks off has been one.
        UpdateExpression: "SET #holder = :me ADD #takeOvers :one",
        ConditionExpression: "#holder = :before",
        ExpressionAttributeNames: { "#holder": "executionArn", "#takeOvers": "takeOvers" },
        ExpressionAttributeValues: {
          ":me": { S: jsonata`$states.context.Execution.Id` },
          ":before": { S: jsonata`$lock.executionArn` },
          ":one": { N: "1" },
        },
      },
      assign: takenOver(delivery),
      routes: [{ errors: ["ConditionalCheckFailedException"], next: "Read who took it over" }],
      next: left,
      otherwise: null,
    }),
    // The call was answered twice: the first answer was lost.
    "Read who took it over": readItem(delivery, lockKey, {
      output: jsonata`$states.result.Item.executionArn.S = $states.context.Execution.Id`,
      next: "Is it taken over by this one?",
      otherwise: null,
    }),
    "Is it taken over by this one?": choice(
      [{ when: code`$states.input`, assign: takenOver(delivery), next: left }],
      held,
    ),
  };
}

/** From here on the run reports what became of the other execution's digest; its own comes afterwards. */
const takenOver = ({ settings }: Delivery): Assign => ({
  locked: true,
  tookOver: jsonata`$trigger != 'clean-up'`,
  stopped: jsonata`$lock.executionArn`,
  digest: jsonata`$lock.digest`,
  pushedAt: jsonata`$lock.pushedAt`,
  by: jsonata`$lock.by`,
  rollback: jsonata`$lock.rollback = 'true'`,
  first: jsonata`$lock.first = 'true'`,
  previous: jsonata`$lock.previous`,
  revision: jsonata`$lock.revision`,
  base: jsonata`$exists($lock.base) ? $lock.base : ''`,
  migrationTask: jsonata`$lock.migrationTask`,
  startedBy: jsonata`$exists($lock.startedBy) ? $lock.startedBy : ''`,
  ...(readsFindings(settings)
    ? { tolerated: jsonata`$exists($lock.tolerated) ? $lock.tolerated : ''` }
    : {}),
  ...(settings.windows.length > 0 && {
    warnings: jsonata`($text := $exists($lock.outsideWindow) ? $lock.outsideWindow : ''; $text = '' ? [] : ['asked for outside the window, because: ' & $text])`,
  }),
  ...(snapshotsOf(settings) && {
    ...snapshotVariables,
    snapshot: jsonata`$exists($lock.snapshot) ? $lock.snapshot : ''`,
  }),
});
