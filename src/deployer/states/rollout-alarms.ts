import type { Delivery } from "../../contract/delivery-settings";
import { givenUpStatuses } from "../../contract/rollbacks";
import { choice, type States } from "../asl";
import { code, emptyText, jsonata, now, textOf } from "../jsonata";
import { task } from "../task";
import { steps } from "../transitions";

/**
 * Which alarms ring already when a rollout begins: ECS does not go by those, so the run says which. Whatever fails here, the rollout
 * goes on: ECS reads the alarms itself.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export function readAlarms(delivery: Delivery): States {
  const { rolloutAlarms } = delivery.settings;
  if (rolloutAlarms === undefined) return {};
  return {
    [steps.readAlarms]: task(delivery, {
      call: "cloudwatch:describeAlarms",
      arguments: { AlarmNames: rolloutAlarms, AlarmTypes: ["MetricAlarm"] },
      assign: {
        warnings: jsonata`(
          $there := [$states.result.MetricAlarms.AlarmName];
          $missing := [$filter(${rolloutAlarms}, function($name) { $not($name in $there) })];
          $ringing := [$states.result.MetricAlarms[StateValue = 'ALARM'].AlarmName];
          $append($append($warnings,
            $count($ringing) > 0 ? ['these alarms rang already when the rollout began, so ECS did not go by them: ' & $join($ringing, ', ')] : []),
            $count($missing) > 0 ? ['there are no such alarms, so ECS could not go by them: ' & $join($missing, ', ')] : [])
        )`,
      },
      next: steps.watch,
      otherwise: {
        assign: {
          warnings: jsonata`$append($warnings, ['it could not be read which alarms rang when the rollout began: ' & $states.errorOutput.Error])`,
        },
        next: steps.watch,
      },
    }),
  };
}

/** Seconds before now in which a rollout that is given up has begun: it was watched for its limit, perhaps by two executions. */
const lookBackSeconds = ({ settings }: Delivery) => 2 * settings.rollout.limitSeconds + 3600;

/**
 * By which alarm a rollout was given up. A deployment of the service does not say it; the record that ECS keeps of the rollout does, and
 * the service revision in it has the task definition, which is this release's alone. Where nothing is found, the rollout has failed as any other.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentAlarms.html
 */
export function findAlarm(delivery: Delivery): States {
  const { names, settings } = delivery;
  if (settings.rolloutAlarms === undefined) return {};
  const unknown = {
    assign: {
      warnings: jsonata`$append($warnings, ['it could not be read whether an alarm rang: ' & $states.errorOutput.Error])`,
    },
    next: steps.goBack,
  };
  return {
    [steps.findAlarm]: task(delivery, {
      call: "ecs:listServiceDeployments",
      arguments: {
        Cluster: names.cluster,
        Service: names.service,
        Status: givenUpStatuses,
        CreatedAt: { After: jsonata`$fromMillis(${now} - ${lookBackSeconds(delivery) * 1000})` },
        MaxResults: 20,
      },
      assign: { alarmed: [], alarm: emptyText },
      output: jsonata`[$states.result.ServiceDeployments.ServiceDeploymentArn]`,
      next: "Was one given up?",
      otherwise: unknown,
    }),
    "Was one given up?": choice(
      [{ when: code`$count($states.input) > 0`, next: "Read why they were given up" }],
      { next: steps.goBack },
    ),
    "Read why they were given up": task(delivery, {
      call: "ecs:describeServiceDeployments",
      arguments: { ServiceDeploymentArns: jsonata`$states.input` },
      assign: {
        alarmed: jsonata`[$filter($map($states.result.ServiceDeployments, function($one) { {
          'revision': ${textOf(code`$one.TargetServiceRevision.Arn`)},
          'alarms': $join($one.Alarms.TriggeredAlarmNames[$type($) = 'string'], ', ')
        } }), function($one) { $one.revision != '' and $length($string($one.alarms)) > 0 })]`,
      },
      next: "Did an alarm ring?",
      otherwise: unknown,
    }),
    "Did an alarm ring?": choice(
      [{ when: code`$count($alarmed) > 0`, next: "Read what was rolled out" }],
      { next: steps.goBack },
    ),
    "Read what was rolled out": task(delivery, {
      call: "ecs:describeServiceRevisions",
      arguments: { ServiceRevisionArns: jsonata`[$distinct($alarmed.revision)]` },
      assign: {
        alarm: jsonata`(
          $mine := $states.result.ServiceRevisions[TaskDefinition = $revision].ServiceRevisionArn;
          ${textOf(code`$filter($alarmed, function($one) { $one.revision in $mine })[0].alarms`)}
        )`,
      },
      next: "Did it ring during this rollout?",
      otherwise: unknown,
    }),
    "Did it ring during this rollout?": choice(
      [
        {
          when: code`$alarm != ''`,
          assign: {
            putBack: "rolled-back-by-alarm",
            detail: jsonata`$merge([{'alarm': $alarm}, $detail])`,
          },
          next: steps.goBack,
        },
      ],
      { next: steps.goBack },
    ),
  };
}
