import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { choice } from "../control";
import { indexTypes } from "../images";
import { code, jsonata } from "../jsonata";
import { steps } from "../steps";
import { task } from "../task";
import { awsFailed, tell } from "../tell";

/** Images of one index that are judged one after the other; more are refused. */
const mostChildren = 20;

/**
 * Which images must be clean. ECR does not scan an index, so each of its images is judged. `docker push` adds an
 * attestation as a child of platform unknown/unknown, which is no image: no task can run it.
 */
export function readChildren(delivery: Delivery): States {
  const { names } = delivery;
  const unreadable = (why: string) =>
    tell("index-unreadable", code`{'digest': $digest, 'reason': ${why}}`);
  return {
    [steps.children]: choice(
      [{ when: code`$mediaType in ${indexTypes}`, next: "Read the image index" }],
      { assign: { images: jsonata`[$digest]` }, next: steps.compare },
    ),
    "Read the image index": task(delivery, {
      call: "ecr:batchGetImage",
      arguments: {
        RepositoryName: names.repository,
        ImageIds: [{ ImageDigest: jsonata`$digest` }],
      },
      assign: {
        images: jsonata`(
          $children := $parse($states.result.Images[0].ImageManifest).manifests;
          $images := $filter($children, function($child) {
            $not($child.platform.os = 'unknown' and $child.platform.architecture = 'unknown')
          });
          $count($filter($images, function($image) { $image.mediaType in ${indexTypes} })) > 0
            ? [] : [$distinct($images.digest)]
        )`,
      },
      routes: [
        {
          errors: ["States.DataLimitExceeded", "States.QueryEvaluationError"],
          ...unreadable("its manifest could not be read"),
        },
      ],
      next: "Does it hold images?",
      otherwise: awsFailed,
    }),
    "Does it hold images?": choice(
      [
        { when: code`$count($images) = 0`, ...unreadable("it holds no image, or another index") },
        {
          when: code`$count($images) > ${mostChildren}`,
          ...unreadable(`it holds more than ${mostChildren} images`),
        },
      ],
      { next: steps.compare },
    ),
  };
}
