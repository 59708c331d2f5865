import { type Code, code, jsonata } from "./jsonata";

/**
 * The service's facts that later steps need, out of DescribeServices' answer. `missing`: ECS says that there is none, or
 * that it is being deleted. Neither active nor missing: the answer does not say.
 */
export const serviceFacts = code`(
  $service := $states.result.Services[0];
  $primary := $service.Deployments[Status = 'PRIMARY'][0];
  $exists($primary) and $service.Status = 'ACTIVE' and $type($service.DesiredCount) = 'number' and $type($service.RunningCount) = 'number' ? {
    'active': true,
    'missing': false,
    'deployment': $primary.Id,
    'taskDefinition': $primary.TaskDefinition,
    'state': $string($primary.RolloutState),
    'desired': $service.DesiredCount,
    'running': $service.RunningCount,
    'placement': $merge([
      {'NetworkConfiguration': $service.NetworkConfiguration},
      $count($service.CapacityProviderStrategy) > 0
        ? {'CapacityProviderStrategy': [$service.CapacityProviderStrategy]}
        : {'LaunchType': $exists($service.LaunchType) ? $service.LaunchType : 'FARGATE'},
      $length($string($service.PlatformVersion) & '') > 0 ? {'PlatformVersion': $service.PlatformVersion} : {}
    ])
  } : {
    'active': false,
    'missing': $service.Status in ['DRAINING', 'INACTIVE'] or 'MISSING' in $states.result.Failures.Reason
  }
)`;

/** The task that RunTask started; empty where it started none. */
export const startedTask = jsonata`$string($states.result.Tasks[0].TaskArn) & ''`;

/** Why RunTask started none; empty where it does not say. */
export const whyNotStarted = jsonata`$trim($string($states.result.Failures[0].Reason) & ' ' & $string($states.result.Failures[0].Detail))`;

/** The deployment of `$revision`, out of DescribeServices' answer; empty where the service has none. */
export const deploymentOfRevision = jsonata`$string($states.result.Services[0].Deployments[TaskDefinition = $revision][0].Id) & ''`;

/** True when an image of the repository runs, healthy and steadily. */
const runsHealthily = code`(
  $runs.digest != '' and $service.state = 'COMPLETED' and $service.running > 0 and $service.running >= $service.desired
)`;

/** True when something runs, healthy and steadily, with which the pointer or the registry's tag does not agree. */
export const releaseIncomplete = code`(
  ${runsHealthily} and ($pointer != $runs.digest or $not($runs.tagged))
)`;

/**
 * True when they agree, but the decision on what runs still says that its pointer was not written: it was, in a call whose answer was lost,
 * and there is no record of the release yet.
 */
export function releaseUnrecorded(decidedOutcome: Code): Code {
  return code`(${runsHealthily} and ${decidedOutcome} = 'pointer-not-written')`;
}

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
