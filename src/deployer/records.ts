import { historyDays } from "../contract/delivery-table";
import { type Code, code, now } from "./jsonata";
import { attempt } from "./shortage";

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

/** One run that had something to tell. */
export const historyItem = code`$merge([${facts}, {
  'kind': {'S': 'history'},
  'id': {'S': ${time} & '#' & $states.context.Execution.Name},
  'expires': {'N': $string($floor(${now} / 1000) + ${historyDays * 86_400})}
}])`;

/** One release. */
export const releaseItem = code`$merge([${facts}, {
  'kind': {'S': 'release'},
  'id': {'S': ${time}},
  'rollback': {'S': $rollback ? 'true' : ''},
  'revision': {'S': $heals ? $service.taskDefinition : $revision}
}])`;

/**
 * Keeps `releasedAt` of an earlier release, without which the digest could not be rolled back to. Without the lock it is
 * written only where the decision is still the one that was read.
 */
export function decisionUpdate(table: string): Code {
  return code`(
    $item := $merge([${facts}, {
      'again': {'S': $outcome.again},
      'fingerprint': {'S': $fingerprint},
      'attempts': {'S': $outcome.kind = 'no-capacity' ? $string(${attempt}) : '0'}
    }]);
    $names := $keys($item);
    $before := $locked ? {} : $exists($decided.at)
      ? {'condition': '#at = :before', 'value': {':before': {'S': $decided.at}}}
      : {'condition': 'attribute_not_exists(#at)', 'value': {}};
    $merge([{
      'TableName': ${table},
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
