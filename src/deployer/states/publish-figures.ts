import { ownMetrics } from "../../contract/alarms";
import type { Delivery } from "../../contract/delivery-settings";
import { lockKey } from "../../contract/delivery-table";
import { choice, type States } from "../asl";
import { readItem } from "../item";
import { code, jsonata, now } from "../jsonata";
import { task } from "../task";
import { steps } from "../transitions";

/** A release that ended: one that succeeded, or one that was refused or failed. What nobody decided is none. */
const ended = code`($outcome.result in ['done', 'failed'] or ($outcome.result = 'refused' and $outcome.kept))`;

/**
 * Figures that no service of AWS has: how many releases in a row came to nothing, and how long the lock has been held. They come last, when
 * people are notified already: a figure that cannot be published is a warning in the run's output.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function publishFigures(delivery: Delivery): States {
  const { names, settings } = delivery;
  if (settings.figures !== true) return {};
  const unpublished = {
    assign: {
      warnings: jsonata`$append($warnings, ['figures could not be published (' & $states.context.State.Name & '): ' & $states.errorOutput.Error])`,
    },
    next: steps.ownWork,
  };
  const datum = (MetricName: string, Value: string, Unit: "Count" | "Seconds") => ({
    MetricName,
    Dimensions: [{ Name: ownMetrics.dimension, Value: names.environment }],
    Value,
    Unit,
  });
  const publish = (data: readonly ReturnType<typeof datum>[], next: string) =>
    task(delivery, {
      call: "cloudwatch:putMetricData",
      arguments: { Namespace: ownMetrics.namespace, MetricData: data },
      next,
      otherwise: unpublished,
    });
  const bySchedule = code`$trigger = 'schedule' and $not($tookOver)`;
  return {
    [steps.figures]: choice(
      [
        { when: ended, next: "Count releases that came to nothing" },
        { when: bySchedule, next: "Look how long the lock is held" },
      ],
      { next: steps.ownWork },
    ),
    // A call whose answer was lost is refused when it is made again, and counts once.
    "Count releases that came to nothing": task(delivery, {
      call: "dynamodb:updateItem",
      arguments: {
        TableName: names.delivery,
        Key: { kind: { S: "last" }, id: { S: "release" } },
        UpdateExpression: jsonata`$outcome.result = 'done'
          ? 'SET #run = :run, #inARow = :count'
          : 'SET #run = :run ADD #inARow :count'`,
        ConditionExpression: "attribute_not_exists(#run) OR #run <> :run",
        ExpressionAttributeNames: { "#run": "run", "#inARow": "inARow" },
        ExpressionAttributeValues: {
          ":run": { S: jsonata`$states.context.Execution.Id & ' ' & $digest` },
          ":count": { N: jsonata`$outcome.result = 'done' ? '0' : '1'` },
        },
        ReturnValues: "ALL_NEW",
      },
      assign: { inARow: jsonata`$number($states.result.Attributes.inARow.N)` },
      routes: [{ errors: ["ConditionalCheckFailedException"], next: "Was it the schedule's own?" }],
      next: "Publish how the release ended",
      otherwise: unpublished,
    }),
    "Publish how the release ended": publish(
      [
        datum(ownMetrics.notReleased, jsonata`$inARow`, "Count"),
        datum(ownMetrics.released, jsonata`$outcome.result = 'done' ? 1 : 0`, "Count"),
      ],
      "Was it the schedule's own?",
    ),
    "Was it the schedule's own?": choice(
      [{ when: bySchedule, next: "Look how long the lock is held" }],
      { next: steps.ownWork },
    ),
    "Look how long the lock is held": readItem(delivery, lockKey, {
      output: jsonata`$exists($states.result.Item.since.S) ? $floor((${now} - $toMillis($states.result.Item.since.S)) / 1000) : 0`,
      next: "Publish how long the lock is held",
      otherwise: unpublished,
    }),
    "Publish how long the lock is held": publish(
      [datum(ownMetrics.lockSeconds, jsonata`$states.input`, "Seconds")],
      steps.ownWork,
    ),
  };
}
