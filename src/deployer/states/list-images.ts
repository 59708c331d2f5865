import type { Delivery } from "../../contract/delivery-settings";
import { choice, type States } from "../asl";
import { anyCounts, indexTypes, mayBeAnImage } from "../images";
import { decisionKey, readItem } from "../item";
import { code, emptyText, jsonata, nextPage, textOf } from "../jsonata";
import { releaseIncomplete, releaseUnrecorded } from "../service-facts";
import { task } from "../task";
import { awsFailed, endWith, partial, steps } from "../transitions";

/** Images on one page: with many tags each, 50 stay well below the 256 KiB of a state. */
const imagesPerPage = 50;

/** How many of the newest images are looked at closely. */
const newest = 20;

/**
 * The newest images whose tags count. For the schedule: the newest that has no decision yet, else the newest whose scan may
 * have changed; what turns out to be no image is passed over for the next. Of images pushed in the same second as the one
 * that runs, each gets its turn. For a scanned image without any tag: the newest index that contains it.
 */
export function listImages(delivery: Delivery): States {
  const { names, settings } = delivery;
  return {
    [steps.list]: task(delivery, {
      call: "ecr:describeImages",
      arguments: jsonata`$merge([
        {
          'RepositoryName': ${names.repository},
          'Filter': {'TagStatus': 'TAGGED'},
          'MaxResults': ${imagesPerPage}
        },
        $page = '' ? {} : {'NextToken': $page}
      ])`,
      assign: {
        page: nextPage,
        found: jsonata`(
          $mayBeAnImage := ${mayBeAnImage};
          $counted := $filter($states.result.ImageDetails, function($image) {
            $mayBeAnImage($image) and ${anyCounts(settings, code`$image.ImageTags`)}
          });
          $all := $append($found, $map($counted, function($image) { {
            'digest': $image.ImageDigest,
            'pushedAt': $image.ImagePushedAt,
            'mediaType': $image.ImageManifestMediaType
          } }));
          $sorted := $sort($all, function($a, $b) {
            $toMillis($a.pushedAt) < $toMillis($b.pushedAt)
            or ($toMillis($a.pushedAt) = $toMillis($b.pushedAt) and $a.digest > $b.digest)
          });
          [$filter($sorted, function($image, $place) { $place < ${newest} })]
        )`,
      },
      next: steps.choose,
      otherwise: awsFailed,
    }),
    [steps.choose]: choice(
      [
        { when: code`$page != ''`, next: steps.list },
        { when: code`$trigger = 'scan'`, next: "Is an index among them?" },
        {
          when: code`${settings.trigger === "scan"} and $count(${newerThanRunning}) > 0`,
          next: "Read their decisions",
        },
      ],
      { next: "Is the release complete?" },
    ),

    "Read their decisions": task(delivery, {
      call: "dynamodb:batchGetItem",
      arguments: jsonata`{'RequestItems': {${names.delivery}: {
        'Keys': [$map(${newerThanRunning}, function($image) { {
          'kind': {'S': 'decision'}, 'id': {'S': $image.digest}
        } })],
        'ConsistentRead': true
      }}}`,
      assign: {
        digest: jsonata`(
          $decisions := $lookup($states.result.Responses, ${names.delivery});
          $decided := function($image, $again) {
            $count($filter($decisions, function($item) {
              $item.id.S = $image.digest and ($again = '' or $item.again.S = $again)
            })) > 0
          };
          $images := ${newerThanRunning};
          $undecided := $filter($images, function($image) { $not($decided($image, '')) or $decided($image, 'next-run') })[0];
          $refused := $filter($images, function($image) { $decided($image, 'scan-changed') })[0];
          $exists($undecided) ? $undecided.digest : $exists($refused) ? $refused.digest : ''
        )`,
      },
      output: jsonata`{
        'whole': $type($lookup($states.result.Responses, ${names.delivery})) = 'array' and $count($keys($states.result.UnprocessedKeys)) = 0
      }`,
      next: "Were all of them read?",
      otherwise: awsFailed,
    }),
    // A decision that was not read is not an image without one.
    "Were all of them read?": choice(
      [{ when: code`$states.input.whole`, next: "Does one wait?" }],
      {
        assign: {
          ...partial("BatchGetItem left out decisions because of throttling").assign,
          digest: emptyText,
        },
        next: steps.awsFailed,
      },
    ),
    "Does one wait?": choice([{ when: code`$digest != ''`, next: steps.find }], {
      next: "Is the release complete?",
    }),
    "Is the release complete?": choice(
      [
        { when: releaseIncomplete, ...complete },
        { when: code`$runs.digest != ''`, next: "Read the decision on what runs" },
      ],
      nothingNew,
    ),
    "Read the decision on what runs": readItem(delivery, decisionKey(code`$runs.digest`), {
      output: jsonata`{'outcome': ${textOf(code`$states.result.Item.outcome.S`)}}`,
      next: "Is the release recorded?",
      otherwise: awsFailed,
    }),
    "Is the release recorded?": choice(
      [{ when: releaseUnrecorded(code`$states.input.outcome`), ...complete }],
      nothingNew,
    ),

    "Is an index among them?": choice(
      [{ when: code`$count(${indexes}) > 0`, next: "Read the newest indexes" }],
      { next: steps.awaitTag },
    ),
    "Read the newest indexes": task(delivery, {
      call: "ecr:batchGetImage",
      arguments: jsonata`{
        'RepositoryName': ${names.repository},
        'ImageIds': [$map(${indexes}, function($image) { {'ImageDigest': $image.digest} })]
      }`,
      assign: {
        digest: jsonata`(
          $parents := $filter($states.result.Images, function($image) {
            $type($image.ImageManifest) = 'string' and $digest in $parse($image.ImageManifest).manifests.digest
          }).ImageId.ImageDigest;
          $newest := $filter(${indexes}, function($image) { $image.digest in $parents })[0];
          $exists($newest) ? $newest.digest : ''
        )`,
      },
      next: "Does an index contain it?",
      otherwise: awsFailed,
    }),
    "Does an index contain it?": choice([{ when: code`$digest != ''`, next: steps.find }], {
      next: steps.awaitTag,
    }),
  };
}

/** The schedule completes the release of what runs. */
const complete = {
  assign: { digest: jsonata`$runs.digest`, pushedAt: jsonata`$runs.pushedAt` },
  next: steps.find,
};

const nothingNew = endWith("nothing-new", code`{'runs': $runs.digest}`);

const indexes = code`$filter($found, function($image) { $image.mediaType in ${indexTypes} })`;

const newerThanRunning = code`$filter($found, function($image) {
  $image.digest != $runs.digest
  and ($runs.pushedAt = '' or $toMillis($image.pushedAt) >= $toMillis($runs.pushedAt))
})`;
