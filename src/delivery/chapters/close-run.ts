import { type Code, choice, code, jsonata, now, type States, task } from "../asl";
import { addressesOf } from "../names";
import type { Delivery } from "../settings";
import { steps } from "../steps";
import { historyDays, lockKey } from "../table";

/**
 * Whatever the outcome: a revision that was not released is deregistered, unless the service uses it; the run is
 * recorded, the lock released by its owner alone, and people are told what is new to them.
 */
export function closeRun(delivery: Delivery): States {
  const { names } = delivery;
  const link = code`(${`${addressesOf(names).console}/states/home?region=${names.region}#/v2/executions/details/`} & $states.context.Execution.Id)`;
  return {
    [steps.close]: choice(
      [
        {
          when: code`$revision != '' and $not($released) and $not($outcome.kind = 'pointer-not-written')`,
          next: "Who uses the revision?",
        },
      ],
      { next: "Is there something to record?" },
    ),
    "Who uses the revision?": task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      output: jsonata`$count($filter($states.result.Services[0].Deployments, function($one) {
        $one.TaskDefinition = $revision
        and ($one.Status = 'PRIMARY' or $one.RunningCount > 0 or $one.PendingCount > 0)
      })) > 0`,
      next: "Is the revision free?",
      otherwise: keptRevision,
    }),
    "Is the revision free?": choice(
      [{ when: code`$states.input = false`, next: "Deregister the revision" }],
      {
        assign: { warnings: jsonata`$append($warnings, ['the service still uses ' & $revision])` },
        next: "Is there something to record?",
      },
    ),
    "Deregister the revision": task(delivery, {
      call: "ecs:deregisterTaskDefinition",
      arguments: { TaskDefinition: jsonata`$revision` },
      next: "Is there something to record?",
      otherwise: keptRevision,
    }),

    "Is there something to record?": choice(
      [
        {
          when: code`$outcome.result != 'nothing' or $trigger = 'request'`,
          next: "Record the run",
        },
      ],
      { next: "Was it the schedule?" },
    ),
    "Record the run": task(delivery, {
      call: "dynamodb:transactWriteItems",
      arguments: jsonata`{'TransactItems': $append($append(
        [{'Put': {'TableName': ${names.delivery}, 'Item': ${historyItem}}}],
        $outcome.kept and $digest != '' ? [{'Update': ${decisionUpdate(names.delivery)}}] : []),
        $released ? [{'Put': {'TableName': ${names.delivery}, 'Item': ${releaseItem}}}] : []
      )}`,
      next: "Was it the schedule?",
      otherwise: null,
    }),
    "Was it the schedule?": choice(
      [
        {
          when: code`$trigger = 'schedule' and $not($tookOver)`,
          next: "Compare with the last time",
        },
      ],
      { next: "Is the lock to be released?" },
    ),
    "Compare with the last time": task(delivery, {
      call: "dynamodb:updateItem",
      arguments: {
        TableName: names.delivery,
        Key: { kind: { S: "last" }, id: { S: "schedule" } },
        UpdateExpression: "SET #outcome = :outcome, #digest = :digest",
        ExpressionAttributeNames: { "#outcome": "outcome", "#digest": "digest" },
        ExpressionAttributeValues: {
          ":outcome": { S: jsonata`$outcome.kind` },
          ":digest": { S: jsonata`$digest` },
        },
        ReturnValues: "ALL_OLD",
      },
      assign: {
        changed: jsonata`$not($states.result.Attributes.outcome.S = $outcome.kind and $states.result.Attributes.digest.S = $digest)`,
      },
      next: "Is the lock to be released?",
      otherwise: null,
    }),

    "Is the lock to be released?": choice([{ when: code`$locked`, next: "Release the lock" }], {
      next: "Is somebody to be told?",
    }),
    "Release the lock": task(delivery, {
      call: "dynamodb:deleteItem",
      arguments: {
        TableName: names.delivery,
        Key: lockKey,
        ConditionExpression: "#holder = :me",
        ExpressionAttributeNames: { "#holder": "executionArn" },
        ExpressionAttributeValues: { ":me": { S: jsonata`$states.context.Execution.Id` } },
      },
      routes: [{ errors: ["ConditionalCheckFailedException"], next: "Is somebody to be told?" }],
      next: "Is somebody to be told?",
      otherwise: null,
    }),

    "Is somebody to be told?": choice(
      [
        {
          when: code`
            $trigger = 'request' or $trigger = 'clean-up' or $tookOver
            or ($outcome.told and ($trigger != 'schedule' or $changed))`,
          next: "Tell the subscribers",
        },
      ],
      { next: "Is its own work still to do?" },
    ),
    "Tell the subscribers": task(delivery, {
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
      next: "Is its own work still to do?",
      otherwise: {
        assign: {
          warnings: jsonata`$append($warnings, ['the subscribers could not be told: ' & $states.errorOutput.Error])`,
        },
        next: "Is its own work still to do?",
      },
    }),
    "Is its own work still to do?": choice([{ when: code`$tookOver`, next: steps.readInput }], {
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

const keptRevision = {
  assign: {
    warnings: jsonata`$append($warnings, [$revision & ' could not be deregistered: ' & $states.errorOutput.Error])`,
  },
  next: "Is there something to record?",
};

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

const historyItem = code`$merge([${facts}, {
  'kind': {'S': 'history'},
  'id': {'S': ${time} & '#' & $states.context.Execution.Name},
  'expires': {'N': $string($floor(${now} / 1000) + ${historyDays * 86_400})}
}])`;

const releaseItem = code`$merge([${facts}, {
  'kind': {'S': 'release'},
  'id': {'S': ${time}},
  'rollback': {'S': $rollback ? 'true' : ''}
}])`;

/** Keeps `releasedAt` of an earlier release, without which the digest could not be rolled back to. */
function decisionUpdate(table: string): Code {
  return code`(
    $item := $merge([${facts}, {'again': {'S': $outcome.again}, 'fingerprint': {'S': $fingerprint}}]);
    $names := $keys($item);
    {
      'TableName': ${table},
      'Key': {'kind': {'S': 'decision'}, 'id': {'S': $digest}},
      'UpdateExpression': 'SET ' & $join($map($names, function($name) { '#' & $name & ' = :' & $name }), ', ')
        & ($released ? ', #releasedAt = if_not_exists(#releasedAt, :at)' : ''),
      'ExpressionAttributeNames': $merge($append(
        $map($names, function($name) { {'#' & $name: $name} }),
        $released ? [{'#releasedAt': 'releasedAt'}] : []
      )),
      'ExpressionAttributeValues': $merge($map($names, function($name) { {':' & $name: $lookup($item, $name)} }))
    }
  )`;
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
