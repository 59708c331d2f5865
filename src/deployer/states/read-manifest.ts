import type { Delivery } from "../../contract/delivery-settings";
import { choice, type States } from "../asl";
import { imageTypes, indexTypes, isForeign, isRunnable } from "../images";
import { type Code, code, emptyText, jsonata } from "../jsonata";
import { task } from "../task";
import { awsFailed, endWith, steps } from "../transitions";

/** Images of one index that are judged one after the other; more are refused. */
const mostChildren = 20;

/**
 * What the digest is, by its manifest, and which images must be clean. Signatures, attestations, bills of materials, charts
 * and lists of such are no images: nothing is deployed of them, and nobody hears of them unasked. ECR does not scan an
 * index, so each of its images is judged. What is passed over in it can run nowhere: an attestation has the platform
 * unknown/unknown, and an artifact's own manifest says that no container can be made of it.
 */
export function readManifest(delivery: Delivery): States {
  const { names } = delivery;
  const unreadable = (why: string) =>
    endWith("index-unreadable", code`{'digest': $digest, 'reason': ${why}}`);
  const artifact = endWith("not-an-image", code`{'digest': $digest, 'media type': $artifact}`);
  const tooLarge = {
    errors: ["States.DataLimitExceeded", "States.QueryEvaluationError"],
    ...unreadable("its manifest could not be read"),
  };
  return {
    [steps.manifest]: task(delivery, {
      call: "ecr:batchGetImage",
      arguments: {
        RepositoryName: names.repository,
        ImageIds: [{ ImageDigest: jsonata`$digest` }],
      },
      assign: {
        artifact: jsonata`(
          $isForeign := ${isForeign};
          $manifest := ${parsed(code`$states.result.Images[0].ImageManifest`)};
          $type($manifest.artifactType) = 'string' ? $manifest.artifactType :
          $type($manifest.subject) = 'object' ? 'it belongs to ' & $string($manifest.subject.digest) :
          $mediaType in ${indexTypes} ? '' :
          $isForeign($manifest) ? $string($manifest.config.mediaType) & ' of ' & $join($distinct($append([], $manifest.layers.mediaType)), ', ') :
          $mediaType in ${imageTypes} ? '' : 'of an unknown kind: ' & $mediaType
        )`,
        children: jsonata`[$map(${parsed(code`$states.result.Images[0].ImageManifest`)}.manifests, function($child) { {
          'digest': $child.digest,
          'index': $child.mediaType in ${indexTypes},
          'kind':
            $child.platform.os = 'unknown' and $child.platform.architecture = 'unknown' ? 'attestation' :
            $type($child.mediaType) = 'string' and $not($child.mediaType in ${[...imageTypes, ...indexTypes]}) ? 'artifact' :
            $type($child.artifactType) = 'string' and $not($type($child.platform) = 'object') ? 'artifact' : 'image'
        } })]`,
      },
      output: jsonata`{
        'found': $count($states.result.Images) > 0,
        'read': $type($states.result.Images[0].ImageManifest) = 'string'
      }`,
      routes: [tooLarge],
      next: "What is it?",
      otherwise: awsFailed,
    }),
    "What is it?": choice(
      [
        {
          when: code`$not($states.input.found)`,
          ...endWith("image-missing", code`{'digest': $digest, 'repository': ${names.repository}}`),
        },
        { when: code`$not($states.input.read)`, ...unreadable("its manifest could not be read") },
        // What runs is an image, whatever it calls itself.
        {
          when: code`$artifact != '' and $trigger = 'schedule' and $digest != $runs.digest`,
          ...passedOver,
        },
        { when: code`$artifact != '' and $digest != $runs.digest`, ...artifact },
        {
          when: code`$mediaType in ${indexTypes} and (${images} = 0 or $count($children[index = true]) > 0)`,
          ...unreadable("it holds no image, or another index"),
        },
        {
          when: code`$mediaType in ${indexTypes} and ${images} > ${mostChildren}`,
          ...unreadable(`it holds more than ${mostChildren} images`),
        },
        { when: code`$mediaType in ${indexTypes}`, next: "Read the manifests of its images" },
      ],
      { assign: { images: jsonata`[$digest]` }, next: steps.compare },
    ),
    "Read the manifests of its images": task(delivery, {
      call: "ecr:batchGetImage",
      arguments: jsonata`{
        'RepositoryName': ${names.repository},
        'ImageIds': [$map($distinct(${toRead}.digest), function($child) { {'ImageDigest': $child} })]
      }`,
      assign: {
        images: jsonata`(
          $isForeign := ${isForeign};
          $isRunnable := ${isRunnable};
          $found := $states.result.Images;
          [$distinct($filter(${toRead}, function($child) { (
            $text := $found[ImageId.ImageDigest = $child.digest][0].ImageManifest;
            $manifest := ${parsed(code`$text`)};
            $not($isForeign($manifest)) and (
              $isRunnable($manifest)
              or $not($type($manifest.artifactType) = 'string') and $child.kind = 'image'
            )
          ) }).digest)]
        )`,
        artifact: "an index of artifacts",
      },
      routes: [tooLarge],
      next: "Does it hold images?",
      otherwise: awsFailed,
    }),
    "Does it hold images?": choice(
      [
        { when: code`$count($images) > 0`, next: steps.compare },
        {
          when: code`$digest = $runs.digest`,
          ...unreadable("it holds no image, or another index"),
        },
        { when: code`$trigger = 'schedule'`, ...passedOver },
      ],
      artifact,
    ),
  };
}

/** Children of which a container might be made; their own manifests say so. */
const toRead = code`$children[kind in ['image', 'artifact']]`;

const images = code`$count(${toRead})`;

function parsed(text: Code): Code {
  return code`($type(${text}) = 'string' ? $parse(${text}) : {})`;
}

/** The schedule goes on to the next newest image. */
const passedOver = {
  assign: {
    found: jsonata`[$filter($found, function($image) { $image.digest != $digest })]`,
    digest: emptyText,
  },
  next: steps.choose,
};
