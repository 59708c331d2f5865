import type { Party } from "./party";

/**
 * Gives an image of the environment's repository one more tag. True when it carries the tag afterwards; false when another
 * image has it, since tags cannot move.
 */
export async function tagImage(
  { clients, delivery }: Party,
  digest: string,
  tag: string,
): Promise<boolean> {
  const { BatchGetImageCommand, DescribeImagesCommand, PutImageCommand } = await import(
    "@aws-sdk/client-ecr"
  );
  const { repository } = delivery.names;
  const { images = [] } = await clients.ecr.send(
    new BatchGetImageCommand({ repositoryName: repository, imageIds: [{ imageDigest: digest }] }),
  );
  const [image] = images;
  if (image?.imageManifest === undefined) throw new Error(`${repository} does not hold ${digest}`);
  try {
    await clients.ecr.send(
      new PutImageCommand({
        repositoryName: repository,
        imageManifest: image.imageManifest,
        ...(image.imageManifestMediaType && {
          imageManifestMediaType: image.imageManifestMediaType,
        }),
        imageDigest: digest,
        imageTag: tag,
      }),
    );
    return true;
  } catch (error) {
    const { name } = error as Error;
    if (name === "ImageAlreadyExistsException") return true; // this very image, with this tag
    if (name !== "ImageTagAlreadyExistsException") throw error;
    // Of another image, or of this one by a first try whose answer was lost.
    const { imageDetails = [] } = await clients.ecr.send(
      new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: tag }] }),
    );
    return imageDetails[0]?.imageDigest === digest;
  }
}
