import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { choice, type States } from "../asl";
import { readsFindings } from "../findings";
import { type Code, code, jsonata } from "../jsonata";
import { noteInLock } from "../lock";
import { snapshotInDetail } from "../snapshots";
import { task } from "../task";
import { awsFailed, steps } from "../transitions";

/**
 * The family's latest revision, not the running one, with the new image: so that what Terraform changed since reaches
 * the service too. Which one was the latest is noted first: what came after it with this image is ours, answered or not.
 */
export function register(delivery: Delivery): States {
  const { names } = delivery;
  const image = code`(${addressesOf(names).repositoryUrl} & '@' & $digest)`;
  return {
    [steps.register]: task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: names.taskFamily, Include: ["TAGS"] },
      assign: {
        base: jsonata`$states.result.TaskDefinition.TaskDefinitionArn`,
        previous: jsonata`$service.taskDefinition`,
        first: jsonata`$runs.first`,
      },
      output: jsonata`$states.result`,
      next: "Note that a revision is registered",
      otherwise: awsFailed,
    }),
    "Note that a revision is registered": noteInLock(
      delivery,
      {
        step: "registering",
        base: jsonata`$base`,
        previous: jsonata`$previous`,
        first: jsonata`$first ? 'true' : ''`,
        ...(readsFindings(delivery.settings) ? { tolerated: jsonata`$tolerated` } : {}),
      },
      "Register the revision",
      { output: jsonata`$states.input` },
    ),
    "Register the revision": task(delivery, {
      call: "ecs:registerTaskDefinition",
      arguments: jsonata`${copyWithImage(code`$states.input`, names.container, image)}`,
      assign: { revision: jsonata`$states.result.TaskDefinition.TaskDefinitionArn` },
      next: "Note the revision in the lock",
      otherwise: awsFailed,
    }),
    "Note the revision in the lock": noteInLock(
      delivery,
      { step: "registered", revision: jsonata`$revision` },
      steps.migrate,
    ),
  };
}

/**
 * What DescribeTaskDefinition answers and RegisterTaskDefinition does not take; all else is copied, also fields that
 * AWS adds later.
 */
const answeredOnly = [
  "Compatibilities",
  "DeleteRequestedAt",
  "DeregisteredAt",
  "RegisteredAt",
  "RegisteredBy",
  "RequiresAttributes",
  "Revision",
  "Status",
  "TaskDefinitionArn",
];

/**
 * The request that registers the same task definition with another image: every field and tag is kept, so that the plan
 * after a release is empty. `$map` is in brackets, or a list of one container would become an object.
 */
export function copyWithImage(described: Code, container: string, image: Code): Code {
  return code`(
    $described := ${described};
    $tags := $filter($described.Tags, function($tag) { $substring($tag.Key, 0, 4) != 'aws:' });
    $merge([
      $sift($described.TaskDefinition, function($value, $field) { $not($field in ${answeredOnly}) }),
      {'ContainerDefinitions': [$map($described.TaskDefinition.ContainerDefinitions, function($container) {
        $container.Name = ${container} ? $merge([$container, {'Image': ${image}}]) : $container
      })]},
      $count($tags) > 0 ? {'Tags': [$tags]} : {}
    ])
  )`;
}

/**
 * Every outcome comes here first. A revision that was not released is deregistered, or the next plan would take it for
 * released; but never one that the service still uses. So is one whose registration was never answered: it is the family's
 * latest, came after the one that was the latest before, and has this image.
 */
export function retireRevision(delivery: Delivery): States {
  const { names } = delivery;
  const said = snapshotInDetail(delivery.settings);
  return {
    [steps.close]: choice(
      [
        {
          when: code`($revision != '' or $base != '') and $not($released) and $not($outcome.kind = 'pointer-not-written')`,
          assign: { retired: jsonata`$revision`, looks: mostAtOnce, ...said },
          next: "Is a revision known?",
        },
      ],
      { ...(Object.keys(said).length > 0 && { assign: said }), next: steps.record },
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
