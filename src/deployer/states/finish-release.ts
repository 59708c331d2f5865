import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { placeholderDigest } from "../../contract/images";
import { choice, type States } from "../asl";
import { releasedTagOf } from "../images";
import { code, jsonata, textOf } from "../jsonata";
import { task } from "../task";
import { endWith, steps } from "../transitions";

/**
 * What makes a running image a release: the tag that keeps it in the registry, the scaling minimum if it is the first,
 * and the pointer, from which Terraform's next plan takes the image. Each may be repeated; the pointer comes last. A tag
 * that another digest has keeps nothing: the release is completed, and reported as the failure that it is.
 */
export function finishRelease(delivery: Delivery): States {
  const { names, settings } = delivery;
  const tag = releasedTagOf(code`$digest`);
  const untagged = {
    assign: {
      untagged: jsonata`$states.errorOutput.Error`,
      warnings: jsonata`$append($warnings, ['the registry tag could not be set, so the image may expire: ' & $states.errorOutput.Error])`,
    },
    next: "Is it the first release?",
  };
  const incomplete = endWith(
    "pointer-not-written",
    code`{'digest': $digest, 'step': $states.context.State.Name, 'error': $states.errorOutput.Error, 'cause': $substring($string($states.errorOutput.Cause), 0, 1000)}`,
  );
  const about = code`$merge([$detail, {'digest': $digest}])`;
  return {
    [steps.finish]: task(delivery, {
      call: "ecr:batchGetImage",
      arguments: {
        RepositoryName: names.repository,
        ImageIds: [{ ImageDigest: jsonata`$digest` }],
      },
      output: jsonata`{
        'manifest': $states.result.Images[0].ImageManifest,
        'mediaType': $states.result.Images[0].ImageManifestMediaType
      }`,
      next: "Tag the image",
      otherwise: untagged,
    }),
    "Tag the image": task(delivery, {
      call: "ecr:putImage",
      arguments: {
        RepositoryName: names.repository,
        ImageManifest: jsonata`$states.input.manifest`,
        ImageManifestMediaType: jsonata`$states.input.mediaType`,
        ImageDigest: jsonata`$digest`,
        ImageTag: jsonata`${tag}`,
      },
      assign: { repaired: true },
      routes: [
        {
          errors: ["ImageAlreadyExistsException", "ImageTagAlreadyExistsException"],
          next: "Look whose the tag is",
        },
      ],
      next: "Is it the first release?",
      otherwise: untagged,
    }),
    "Look whose the tag is": task(delivery, {
      call: "ecr:describeImages",
      arguments: {
        RepositoryName: names.repository,
        ImageIds: [{ ImageTag: jsonata`${tag}` }],
      },
      assign: {
        tagOf: jsonata`${textOf(code`$states.result.ImageDetails[0].ImageDigest`)}`,
      },
      next: "Is the tag the image's own?",
      otherwise: untagged,
    }),
    "Is the tag the image's own?": choice(
      [{ when: code`$tagOf = $digest`, next: "Is it the first release?" }],
      {
        assign: {
          untagged: jsonata`'the tag ' & ${tag} & ' belongs to ' & ($tagOf = '' ? 'an image that ECR did not name' : $tagOf)`,
        },
        next: "Is it the first release?",
      },
    ),
    "Is it the first release?": choice(
      [
        { when: code`$pointer = ${placeholderDigest} or $first`, next: "Set the scaling minimum" },
        {
          when: code`$heals and $pointer = $digest`,
          assign: {
            released: jsonata`$not($exists($decided.releasedAt)) or $decided.outcome = 'pointer-not-written'`,
          },
          next: "What was it?",
        },
      ],
      { next: "Write the pointer" },
    ),
    "Set the scaling minimum": task(delivery, {
      call: "applicationautoscaling:registerScalableTarget",
      arguments: {
        ServiceNamespace: "ecs",
        ResourceId: addressesOf(names).scalableTarget,
        ScalableDimension: "ecs:service:DesiredCount",
        MinCapacity: settings.tasksMin,
        MaxCapacity: settings.tasksMax,
      },
      next: "Write the pointer",
      otherwise: incomplete,
    }),
    "Write the pointer": task(delivery, {
      call: "ssm:putParameter",
      // Neither type nor tier nor description: those are Terraform's.
      arguments: { Name: names.imagePointer, Value: jsonata`$digest`, Overwrite: true },
      assign: { released: true, repaired: true },
      next: "What was it?",
      otherwise: incomplete,
    }),
    "What was it?": choice(
      [
        {
          when: code`$untagged != '' and ($heals or $tagOf != '')`,
          ...endWith(
            "released-untagged",
            code`$merge([${about}, {'tag': ${tag}, 'reason': $untagged}])`,
          ),
        },
        { when: code`$heals`, ...endWith("pointer-healed", about) },
        { when: code`$rollback`, ...endWith("rolled-back", about) },
      ],
      endWith("released", about),
    ),
  };
}
