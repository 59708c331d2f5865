import { code } from "./jsonata";

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

/** True when the pointer or the registry's tag do not agree with what runs, healthy and steadily. */
export const releaseIncomplete = code`(
  $runs.digest != '' and $service.state = 'COMPLETED' and $service.running > 0 and $service.running >= $service.desired
  and ($pointer != $runs.digest or $not($runs.tagged))
)`;
