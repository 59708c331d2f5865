import { type Code, code } from "./jsonata";

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

/** True when an image of the repository runs, healthy and steadily. */
const runsHealthily = code`(
  $runs.digest != '' and $service.state = 'COMPLETED' and $service.running > 0 and $service.running >= $service.desired
)`;

/** True when the pointer or the registry's tag do not agree with what runs, healthy and steadily. */
export const releaseIncomplete = code`(
  ${runsHealthily} and ($pointer != $runs.digest or $not($runs.tagged))
)`;

/**
 * True when they agree, but the last word on what runs is that its pointer was not written: it was, in a call whose answer was lost, and
 * there is no record of the release yet.
 */
export function releaseUnrecorded(decidedOutcome: Code): Code {
  return code`(${runsHealthily} and ${decidedOutcome} = 'pointer-not-written')`;
}
