import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { choice, wait } from "../control";
import { code, jsonata, textOf } from "../jsonata";
import { decisionUpdate, historyItem, releaseItem } from "../records";
import { steps } from "../steps";
import { task } from "../task";
import { tell } from "../tell";

/** How often a decision is written that was cancelled although nobody else decided: it collided with another write. */
const writesWithoutLock = 5;

/** What is remembered: the run, the decision on the digest, the release; and how the schedule ended the last time. */
export function recordRun(delivery: Delivery): States {
  const { names } = delivery;
  const write = {
    call: "dynamodb:transactWriteItems",
    arguments: jsonata`{
      'TransactItems': $append($append(
        [{'Put': {'TableName': ${names.delivery}, 'Item': ${historyItem}}}],
        $outcome.kept and $digest != '' ? [{'Update': ${decisionUpdate(names.delivery)}}] : []),
        $released ? [{'Put': {'TableName': ${names.delivery}, 'Item': ${releaseItem}}}] : []
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
          when: code`$heals and $not($mended) and $decided.outcome = $outcome.kind and $trigger != 'request'`,
          next: "Was it the schedule?",
        },
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
    "Read who decided": task(delivery, {
      call: "dynamodb:getItem",
      arguments: {
        TableName: names.delivery,
        Key: { kind: { S: "decision" }, id: { S: jsonata`$digest` } },
        ConsistentRead: true,
      },
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
          ...tell(
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
