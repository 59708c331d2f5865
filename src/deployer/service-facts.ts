import { code } from "./jsonata";

/** The service's facts that later steps need, out of DescribeServices' answer. */
export const serviceFacts = code`(
  $service := $states.result.Services[0];
  $primary := $service.Deployments[Status = 'PRIMARY'][0];
  $exists($primary) and $service.Status = 'ACTIVE' ? {
    'active': true,
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
  } : {'active': false}
)`;

/** True when the pointer or the registry's tag do not agree with what runs steadily. */
export const releaseIncomplete = code`(
  $runs.digest != '' and $service.state = 'COMPLETED' and $service.running > 0
  and ($pointer != $runs.digest or $not($runs.tagged))
)`;
