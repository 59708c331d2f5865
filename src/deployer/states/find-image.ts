import type { Delivery } from "../../contract/delivery-settings";
import { choice, type States, wait } from "../asl";
import { anyCounts } from "../images";
import { code, jsonata, textOf } from "../jsonata";
import { task } from "../task";
import { awsFailed, endWith, steps } from "../transitions";

/**
 * Seconds for which a tag, or the index around the image, may come after the scan: an index is pushed after its images, and
 * a promoted image gets its tag last.
 */
const tagSeconds = 60;

/**
 * The digest that is to run. Asked for by a person: exactly that one. Scanned: that one if a tag of it counts; without
 * any tag, an index may contain it.
 */
export function findImage(delivery: Delivery): States {
  const { names, settings } = delivery;
  const requested = {
    RepositoryName: names.repository,
    ImageIds: [{ ImageDigest: jsonata`$digest` }],
  };
  const missing = endWith(
    "image-missing",
    code`{'digest': $digest, 'repository': ${names.repository}}`,
  );
  return {
    [steps.find]: task(delivery, {
      call: "ecr:describeImages",
      arguments: requested,
      assign: {
        pushedAt: jsonata`${textOf(code`$states.result.ImageDetails[0].ImagePushedAt`)}`,
        mediaType: jsonata`${textOf(code`$states.result.ImageDetails[0].ImageManifestMediaType`)}`,
        tagged: jsonata`'string' in $map($states.result.ImageDetails[0].ImageTags, function($tag) { $type($tag) })`,
        counted: jsonata`${anyCounts(settings, code`$states.result.ImageDetails[0].ImageTags`)}`,
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
          next: steps.manifest,
        },
        { when: code`$not($tagged)`, next: steps.list },
      ],
      { next: steps.awaitTag },
    ),
    [steps.awaitTag]: choice(
      [
        {
          when: code`$not($waited)`,
          assign: {
            waited: true,
            digest: jsonata`$request.digest`,
            found: [],
          },
          next: "Wait for its tag",
        },
      ],
      endWith("not-a-candidate", code`{'digest': $request.digest}`),
    ),
    "Wait for its tag": wait(tagSeconds, steps.find),
  };
}
