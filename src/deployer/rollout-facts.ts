import { code } from "./jsonata";

/**
 * Our deployment and the primary one, out of DescribeServices' answer. An answer without a primary deployment says nothing
 * (unless the service is deleted), and one that may be from before the update (ECS is eventually consistent) says nothing either: then neither is `known`.
 * `healthy`: ours is completed, and as many of its tasks run as the service is to have, at least one. `emptied`:
 * completed only because the service is to have none. `isBack`: the primary is what ran before, or says that it rolls
 * back. `steady`: it completed, with its tasks, and is not ours; after a first release, no task runs.
 */
export const rolloutFacts = code`(
  $before := $service.deployment;
  $service := $states.result.Services[0];
  $deployments := $service.Deployments;
  $primary := $deployments[Status = 'PRIMARY'][0];
  $mine := $deployments[Id = $deployment][0];
  $text := function($value) { $type($value) = 'string' ? $value : '' };
  $number := function($value) { $type($value) = 'number' ? $value : -1 };
  $desired := $number($service.DesiredCount);
  $runs := function($one) { $one.RolloutState = 'COMPLETED' and $desired > 0 and $number($one.RunningCount) >= $desired };
  $stale := $stopped = '' and $not($exists($mine)) and $primary.Id = $before;
  $why := $lowercase($text($primary.RolloutStateReason));
  {
    'known': $service.Status in ['DRAINING', 'INACTIVE'] or ($exists($primary) and $not($stale)),
    'mine': {
      'primary': $exists($mine) and $mine.Status = 'PRIMARY',
      'healthy': $exists($mine) and $mine.Status = 'PRIMARY' and $runs($mine),
      'emptied': $exists($mine) and $mine.Status = 'PRIMARY' and $mine.RolloutState = 'COMPLETED' and $desired = 0,
      'state': $text($mine.RolloutState),
      'reason': $text($mine.RolloutStateReason)
    },
    'tasks': $desired < 0 ? 'unknown' : $string($number($mine.RunningCount) < 0 ? 0 : $mine.RunningCount) & ' of ' & $string($desired),
    'primary': {'taskDefinition': $text($primary.TaskDefinition), 'state': $text($primary.RolloutState)},
    'isBack': $primary.TaskDefinition = $previous or ($contains($why, 'roll') and $contains($why, 'back')),
    'steady': $exists($primary) and $primary.Id != $deployment and ($first
      ? $desired = 0 and $number($service.RunningCount) = 0 and $number($service.PendingCount) = 0
      : $runs($primary) or ($primary.RolloutState = 'COMPLETED' and $desired = 0))
  }
)`;
