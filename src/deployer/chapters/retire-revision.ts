import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { choice } from "../control";
import { code, jsonata } from "../jsonata";
import { steps } from "../steps";
import { task } from "../task";

/**
 * Every outcome comes here first. A revision that was not released is deregistered, or the next plan would take it for
 * released; but never one that the service still uses. So is one whose registration was never answered: it is the family's
 * latest, came after the one that was the latest before, and has this image.
 */
export function retireRevision(delivery: Delivery): States {
  const { names } = delivery;
  return {
    [steps.close]: choice(
      [
        {
          when: code`($revision != '' or $base != '') and $not($released) and $not($outcome.kind = 'pointer-not-written')`,
          assign: { retired: jsonata`$revision`, looks: mostAtOnce },
          next: "Is a revision known?",
        },
      ],
      { next: steps.record },
    ),
    "Is a revision known?": choice(
      [{ when: code`$retired != ''`, next: "Who uses the revision?" }],
      {
        next: "Look for another revision",
      },
    ),
    "Who uses the revision?": task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      output: jsonata`$count($states.result.Services[0].Deployments) = 0 or $count($filter($states.result.Services[0].Deployments, function($one) {
        $one.TaskDefinition = $retired
        and ($one.Status = 'PRIMARY' or $one.RunningCount > 0 or $one.PendingCount > 0)
      })) > 0`,
      next: "Is the revision free?",
      otherwise: keptRevision,
    }),
    "Is the revision free?": choice(
      [{ when: code`$states.input = false`, next: "Deregister the revision" }],
      {
        assign: { warnings: jsonata`$append($warnings, ['the service still uses ' & $retired])` },
        next: steps.record,
      },
    ),
    "Deregister the revision": task(delivery, {
      call: "ecs:deregisterTaskDefinition",
      arguments: { TaskDefinition: jsonata`$retired` },
      next: "Look for another revision",
      otherwise: keptRevision,
    }),
    "Look for another revision": task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: names.taskFamily },
      assign: {
        looks: jsonata`$looks - 1`,
        retired: jsonata`(
          $latest := $states.result.TaskDefinition;
          $place := function($arn) { $number($split($arn, ':')[-1]) };
          $image := $string($latest.ContainerDefinitions[Name = ${names.container}].Image);
          $base != '' and $latest.Status = 'ACTIVE' and $substringAfter($image, '@') = $digest
            and $place($latest.TaskDefinitionArn) > $place($base) ? $latest.TaskDefinitionArn : ''
        )`,
      },
      next: "Is there another one?",
      otherwise: keptRevision,
    }),
    "Is there another one?": choice(
      [{ when: code`$retired != '' and $looks > 0`, next: "Who uses the revision?" }],
      { next: steps.record },
    ),
  };
}

/** Registrations of one call: it is tried seven times. */
const mostAtOnce = 8;

const keptRevision = {
  assign: {
    warnings: jsonata`$append($warnings, [($retired = '' ? 'a revision' : $retired) & ' could not be deregistered: ' & $states.errorOutput.Error])`,
  },
  next: steps.record,
};
