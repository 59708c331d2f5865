import { code } from "./jsonata";

/**
 * Our deployment and the primary one. `isBack`: the primary is what ran before, or says that it rolls back. `steady`: it
 * completed, and is not ours; after a first release, no task runs.
 */
export const rolloutFacts = code`(
  $service := $states.result.Services[0];
  $deployments := $service.Deployments;
  $primary := $deployments[Status = 'PRIMARY'][0];
  $mine := $deployments[Id = $deployment][0];
  $text := function($value) { $exists($value) ? $string($value) : '' };
  {
    'mine': {
      'primary': $exists($mine) and $mine.Status = 'PRIMARY',
      'state': $text($mine.RolloutState),
      'reason': $text($mine.RolloutStateReason)
    },
    'primary': {'taskDefinition': $text($primary.TaskDefinition), 'state': $text($primary.RolloutState)},
    'isBack': $primary.TaskDefinition = $previous or $contains($lowercase($text($primary.RolloutStateReason)), 'roll') and $contains($lowercase($text($primary.RolloutStateReason)), 'back'),
    'steady': $primary.Id != $deployment and ($first
      ? $service.DesiredCount = 0 and $service.RunningCount = 0 and $service.PendingCount = 0
      : $primary.RolloutState = 'COMPLETED')
  }
)`;
