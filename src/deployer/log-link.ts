import { consolePage, type DeliveryNames } from "../contract/delivery-names";
import { type Code, code } from "./jsonata";

/** A task's log as texts: group, stream, and the console's page of it. Empty where the task does not log to CloudWatch. */
export function logOf({ names, task }: { names: DeliveryNames; task: Code }): Code {
  const pages = consolePage(names.region, "cloudwatch", "logsV2:log-groups/log-group/");
  // The console wants its parameters encoded twice: `/` is `$252F`.
  return code`($runs.logGroup = '' ? {} : (
    $stream := $runs.logPrefix & ${`/${names.container}/`} & $split(${task}, '/')[-1];
    $twice := function($text) { $join($split($text, '/'), '$252F') };
    {
      'log group': $runs.logGroup,
      'log stream': $stream,
      'log': ${pages} & $twice($runs.logGroup) & '/log-events/' & $twice($stream)
    }
  ))`;
}
