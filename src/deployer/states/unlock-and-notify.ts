import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { lockKey } from "../../contract/delivery-table";
import { choice, type States } from "../asl";
import { type Code, code, jsonata } from "../jsonata";
import { whileMine } from "../lock";
import { task } from "../task";
import { steps } from "../transitions";

/**
 * The lock is released by its owner alone, and people are notified of what is new to them. Whoever finished another's work goes
 * back to the beginning, to its own.
 */
export function unlockAndNotify(delivery: Delivery): States {
  const { names, settings } = delivery;
  const afterwards = settings.figures ? steps.figures : steps.ownWork;
  const link = code`(${addressesOf(names).executionPages} & $states.context.Execution.Id)`;
  return {
    [steps.unlock]: choice([{ when: code`$locked`, next: "Release the lock" }], {
      next: "Is somebody to be notified?",
    }),
    "Release the lock": task(delivery, {
      call: "dynamodb:deleteItem",
      arguments: {
        TableName: names.delivery,
        Key: lockKey,
        ...whileMine(),
      },
      routes: [
        { errors: ["ConditionalCheckFailedException"], next: "Is somebody to be notified?" },
      ],
      next: "Is somebody to be notified?",
      otherwise: null,
    }),

    "Is somebody to be notified?": choice(
      [
        {
          when: code`
            $trigger = 'request' or $trigger = 'clean-up' or $tookOver
            or ($outcome.notified and ($trigger != 'schedule' or $changed))`,
          next: "Notify the subscribers",
        },
      ],
      { next: afterwards },
    ),
    "Notify the subscribers": task(delivery, {
      call: "sns:publish",
      arguments: {
        TopicArn: addressesOf(names).topicArn,
        Subject: jsonata`${`${names.environment}: `} & $outcome.kind & ($digest = '' ? '' : ' ' & $substring($digest, 7, 12))`,
        Message: jsonata`${message(names.environment, link)}`,
        MessageAttributes: {
          environment: { DataType: "String", StringValue: names.environment },
          outcome: { DataType: "String", StringValue: jsonata`$outcome.kind` },
          result: { DataType: "String", StringValue: jsonata`$outcome.result` },
        },
      },
      next: afterwards,
      otherwise: {
        assign: {
          warnings: jsonata`$append($warnings, ['the subscribers could not be notified: ' & $states.errorOutput.Error])`,
        },
        next: afterwards,
      },
    }),
    [steps.ownWork]: choice([{ when: code`$tookOver`, next: steps.readInput }], {
      next: "Done",
    }),
    Done: {
      Type: "Pass",
      Output: jsonata`{
        'outcome': $outcome.kind,
        'result': $outcome.result,
        'says': $outcome.says,
        'todo': $outcome.todo,
        'digest': $digest,
        'revision': $revision,
        'by': $by,
        'detail': $detail,
        'warnings': [$warnings]
      }`,
      End: true,
    },
  };
}

/** The notification as plain text. */
function message(environment: string, link: Code): Code {
  return code`$join($append($append(
    [${environment} & ': ' & $outcome.says, ''],
    $map($keys($detail), function($name) { $name & ': ' & $string($lookup($detail, $name)) })),
    $append($map($warnings, function($warning) { 'warning: ' & $warning }), [
      'by: ' & $by,
      '',
      'What to do: ' & $outcome.todo,
      'Execution: ' & ${link}
    ])
  ), '\n')`;
}
