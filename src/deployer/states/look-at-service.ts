import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { placeholderDigest } from "../../contract/images";
import { choice, type States } from "../asl";
import { releasedTagOf } from "../images";
import { code, jsonata } from "../jsonata";
import { serviceFacts } from "../service-facts";
import { task } from "../task";
import { awsFailed, endWith, partial, steps } from "../transitions";

/**
 * What the service is and runs, and what the pointer says. Read twice: before the lock, to see whether there is
 * anything to do, and with the lock, because it may have changed. The schedule first looks for a lock left behind.
 */
export function lookAtService(delivery: Delivery): States {
  const { names } = delivery;
  const { repositoryUrl } = addressesOf(names);
  return {
    [steps.look]: task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      assign: { service: jsonata`${serviceFacts}` },
      routes: [
        {
          errors: ["ClusterNotFoundException", "ServiceNotFoundException"],
          ...endWith("not-applied", code`{'missing': ${`cluster ${names.cluster}`}}`),
        },
      ],
      next: "Does the service exist?",
      otherwise: awsFailed,
    }),
    "Does the service exist?": choice(
      [
        { when: code`$service.active`, next: "Look at what it runs" },
        {
          when: code`$service.missing`,
          ...endWith("not-applied", code`{'missing': ${`service ${names.service}`}}`),
        },
      ],
      partial("DescribeServices did not say whether the service is there, and what it runs"),
    ),
    "Look at what it runs": task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: jsonata`$service.taskDefinition` },
      assign: {
        runs: jsonata`(
          $container := $states.result.TaskDefinition.ContainerDefinitions[Name = ${names.container}];
          $log := $container.LogConfiguration.Options;
          $image := $string($container.Image);
          $digest := $substringBefore($image, '@') = ${repositoryUrl} ? $substringAfter($image, '@') : '';
          {
            'digest': $digest = ${placeholderDigest} ? '' : $digest,
            'first': $digest = ${placeholderDigest},
            'image': $image,
            'pushedAt': '',
            'tagged': true,
            'logGroup': $exists($log.'awslogs-group') ? $log.'awslogs-group' : '',
            'logPrefix': $exists($log.'awslogs-stream-prefix') ? $log.'awslogs-stream-prefix' : ''
          }
        )`,
      },
      next: "Look at the pointer",
      otherwise: awsFailed,
    }),
    "Look at the pointer": task(delivery, {
      call: "ssm:getParameter",
      arguments: { Name: names.imagePointer },
      assign: { pointer: jsonata`$states.result.Parameter.Value` },
      routes: [
        {
          errors: ["ParameterNotFoundException"],
          ...endWith("not-applied", code`{'missing': ${`parameter ${names.imagePointer}`}}`),
        },
      ],
      next: "Is what it runs an image of the repository?",
      otherwise: awsFailed,
    }),
    "Is what it runs an image of the repository?": choice(
      [{ when: code`$runs.digest != ''`, next: "Look at the image it runs" }],
      { next: "Is the lock taken?" },
    ),
    "Look at the image it runs": task(delivery, {
      call: "ecr:describeImages",
      arguments: {
        RepositoryName: names.repository,
        ImageIds: [{ ImageDigest: jsonata`$runs.digest` }],
      },
      assign: {
        runs: jsonata`(
          $image := $states.result.ImageDetails[0];
          $exists($image) ? $merge([$runs, {
            'pushedAt': $image.ImagePushedAt,
            'tagged': ${releasedTagOf(code`$runs.digest`)} in $image.ImageTags
          }]) : $runs
        )`,
      },
      routes: [{ errors: ["ImageNotFoundException"], next: "Is the lock taken?" }],
      next: "Is the lock taken?",
      otherwise: awsFailed,
    }),
    "Is the lock taken?": choice(
      [
        { when: code`$locked`, next: steps.compare },
        { when: code`$trigger = 'schedule'`, next: steps.leftLock },
      ],
      { next: steps.find },
    ),
  };
}
