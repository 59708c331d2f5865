import type { ImageDetail } from "@aws-sdk/client-ecr";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { reservedTags } from "../../contract/images";
import { configTypes, imageTypes, indexTypes } from "../../deployer/images";
import { wholeMatch } from "../../deployer/jsonata";

/** An image that may be deployed. */
interface Candidate {
  readonly digest: string;
  readonly tags: readonly string[];
  /** ISO time of its push. */
  readonly pushedAt: string;
}

/** The newest image with a tag that counts; a {@link CommandError} when there is none. */
export async function newestImage({
  clients,
  delivery,
  environment,
}: LiveEnvironment): Promise<Candidate> {
  const { paginateDescribeImages } = await import("@aws-sdk/client-ecr");
  const { repository } = delivery.names;
  const counts = new RegExp(wholeMatch(delivery.settings.countedTags).text.slice(1, -1));
  let newest: Candidate | undefined;
  const pages = paginateDescribeImages(
    { client: clients.ecr },
    { repositoryName: repository, filter: { tagStatus: "TAGGED" } },
  );
  for await (const { imageDetails = [] } of pages) {
    for (const image of imageDetails) {
      const { imageDigest: digest = "", imageTags: tags = [], imagePushedAt } = image;
      const pushedAt = imagePushedAt?.toISOString() ?? "";
      if (!tags.some((tag) => counts.test(tag) && !reservedTags.test(tag))) continue;
      if (!mayBeAnImage(image)) continue;
      if (newest === undefined || pushedAt > newest.pushedAt) newest = { digest, tags, pushedAt };
    }
  }
  if (newest) return newest;
  throw new CommandError(
    1,
    `${environment}: ${repository} holds no image whose tag counts (${delivery.settings.countedTags.join(", ")}). Push one, or name one: --digest.`,
  );
}

/** False when the detail says already that it is something else; the deployer looks at the manifest too. */
function mayBeAnImage(detail: ImageDetail): boolean {
  const { imageManifestMediaType = "", artifactMediaType, subjectManifestDigest } = detail;
  return (
    [...imageTypes, ...indexTypes].includes(imageManifestMediaType) &&
    subjectManifestDigest === undefined &&
    (artifactMediaType === undefined || configTypes.includes(artifactMediaType))
  );
}
