import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { placeholderDigest } from "../../contract/images";
import type { States } from "../asl";
import { choice } from "../control";
import { code, jsonata } from "../jsonata";
import { releasedTagOf } from "../released-tag";
import { steps } from "../steps";
import { task } from "../task";
import { tell } from "../tell";

/**
 * What makes a running image a release: the tag that keeps it in the registry, the scaling minimum if it is the first,
 * and the pointer, from which Terraform's next plan takes the image. Each may be repeated; the pointer comes last.
 */
export function finishRelease(delivery: Delivery): States {
  const { names, settings } = delivery;
  const tag = releasedTagOf(code`$digest`);
  const untagged = {
    assign: {
      warnings: jsonata`$append($warnings, ['the registry tag could not be set, so the image may expire: ' & $states.errorOutput.Error])`,
    },
    next: "Is it the first release?",
  };
  const incomplete = tell(
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
      routes: [
        {
          // It carries the tag already.
          errors: ["ImageAlreadyExistsException", "ImageTagAlreadyExistsException"],
          next: "Is it the first release?",
        },
      ],
      next: "Is it the first release?",
      otherwise: untagged,
    }),
    "Is it the first release?": choice(
      [{ when: code`$pointer = ${placeholderDigest} or $first`, next: "Set the scaling minimum" }],
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
      assign: { released: true },
      next: "What was it?",
      otherwise: incomplete,
    }),
    "What was it?": choice(
      [
        { when: code`$heals`, ...tell("pointer-healed", about) },
        { when: code`$rollback`, ...tell("rolled-back", about) },
      ],
      tell("released", about),
    ),
  };
}
