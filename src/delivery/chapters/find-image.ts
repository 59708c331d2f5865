import { type Code, choice, code, jsonata, type States, task, wholeMatch } from "../asl";
import type { Delivery } from "../settings";
import { steps } from "../steps";
import { awsFailed, tell } from "../tell";
import { releaseIncomplete } from "./look-at-service";

/** Images on one page: with many tags each, 50 stay well below the 256 KiB of a state. */
const imagesPerPage = 50;

/** How many of the newest images are looked at closely. */
const newest = 20;

/** Manifests that list other manifests. */
export const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/**
 * The digest that is to run. Asked for by a person: exactly that one. Scanned: that one if a tag of it counts; without
 * any tag, the newest tagged index that contains it. By schedule: the newest image that has no decision yet.
 */
export function findImage(delivery: Delivery): States {
  const { names, settings } = delivery;
  const counts = (tags: Code) =>
    code`$count($filter(${tags}, function($tag) { $contains($tag, ${wholeMatch(settings.countedTags)}) })) > 0`;
  const wanted = {
    RepositoryName: names.repository,
    ImageIds: [{ ImageDigest: jsonata`$digest` }],
  };
  const missing = tell(
    "image-missing",
    code`{'digest': $digest, 'repository': ${names.repository}}`,
  );
  return {
    [steps.find]: task(delivery, {
      call: "ecr:describeImages",
      arguments: wanted,
      assign: {
        pushedAt: jsonata`$string($states.result.ImageDetails[0].ImagePushedAt) & ''`,
        mediaType: jsonata`$string($states.result.ImageDetails[0].ImageManifestMediaType) & ''`,
        tagged: jsonata`$count($states.result.ImageDetails[0].ImageTags) > 0`,
        counted: jsonata`${counts(code`$states.result.ImageDetails[0].ImageTags`)}`,
      },
      routes: [{ errors: ["ImageNotFoundException"], ...missing }],
      next: "Is it a candidate?",
      otherwise: awsFailed,
    }),
    "Is it a candidate?": choice(
      [
        { when: code`$pushedAt = ''`, ...missing },
        {
          when: code`$trigger = 'request' or $counted or $digest = $runs.digest`,
          next: steps.children,
        },
        { when: code`$not($tagged)`, next: "List the images" },
      ],
      tell("not-a-candidate", code`{'digest': $digest}`),
    ),

    "List the images": task(delivery, {
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
        page: jsonata`$exists($states.result.NextToken) ? $states.result.NextToken : ''`,
        found: jsonata`(
          $counted := $filter($states.result.ImageDetails, function($image) { ${counts(code`$image.ImageTags`)} });
          $all := $append($found, $map($counted, function($image) { {
            'digest': $image.ImageDigest,
            'pushedAt': $image.ImagePushedAt,
            'mediaType': $image.ImageManifestMediaType
          } }));
          $sorted := $sort($all, function($a, $b) { $toMillis($a.pushedAt) < $toMillis($b.pushedAt) });
          [$filter($sorted, function($image, $place) { $place < ${newest} })]
        )`,
      },
      next: "Are there more images?",
      otherwise: awsFailed,
    }),
    "Are there more images?": choice(
      [
        { when: code`$page != ''`, next: "List the images" },
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
      next: "Does one wait?",
      otherwise: awsFailed,
    }),
    "Does one wait?": choice([{ when: code`$digest != ''`, next: steps.find }], {
      next: "Is the release complete?",
    }),
    "Is the release complete?": choice(
      [
        {
          when: releaseIncomplete,
          assign: { digest: jsonata`$runs.digest`, pushedAt: jsonata`$runs.pushedAt` },
          next: steps.find,
        },
      ],
      tell("nothing-new", code`{'runs': $runs.digest}`),
    ),

    "Is an index among them?": choice(
      [{ when: code`$count(${indexes}) > 0`, next: "Read the newest indexes" }],
      tell("not-a-candidate", code`{'digest': $digest}`),
    ),
    "Read the newest indexes": task(delivery, {
      call: "ecr:batchGetImage",
      arguments: jsonata`{
        'RepositoryName': ${names.repository},
        'ImageIds': [$map(${indexes}, function($image) { {'ImageDigest': $image.digest} })]
      }`,
      assign: {
        digest: jsonata`(
          $parents := $filter($states.result.Images, function($image) { $contains($image.ImageManifest, $digest) }).ImageId.ImageDigest;
          $newest := $filter(${indexes}, function($image) { $image.digest in $parents })[0];
          $exists($newest) ? $newest.digest : ''
        )`,
      },
      next: "Does an index contain it?",
      otherwise: awsFailed,
    }),
    "Does an index contain it?": choice(
      [{ when: code`$digest != ''`, next: steps.find }],
      tell("not-a-candidate", code`{'digest': $request.digest}`),
    ),
  };
}

const indexes = code`$filter($found, function($image) { $image.mediaType in ${indexTypes} })`;

const newerThanRunning = code`$filter($found, function($image) {
  $image.digest != $runs.digest
  and ($runs.pushedAt = '' or $toMillis($image.pushedAt) > $toMillis($runs.pushedAt))
})`;
