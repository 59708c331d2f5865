import { addressesOf, type DeliveryNames } from "../contract/delivery-names";
import { type Code, code } from "./jsonata";

/** A task's log as texts: group, stream, and the console's page of it. Empty where the task does not log to CloudWatch. */
export function logOf({ names, task }: { names: DeliveryNames; task: Code }): Code {
  const { console } = addressesOf(names);
  // The console wants its parameters encoded twice: `/` is `$252F`.
  return code`($runs.logGroup = '' ? {} : (
    $stream := $runs.logPrefix & ${`/${names.container}/`} & $split(${task}, '/')[-1];
    $twice := function($text) { $join($split($text, '/'), '$252F') };
    {
      'log group': $runs.logGroup,
      'log stream': $stream,
      'log': ${`${console}/cloudwatch/home?region=${names.region}#logsV2:log-groups/log-group/`} & $twice($runs.logGroup) & '/log-events/' & $twice($stream)
    }
  ))`;
}
