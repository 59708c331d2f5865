import { shortDigest } from "./rule";

/** How the tag begins that marks an image as promoted; `delivery.countedTags` of the target must admit it. */
export const promotedTagPrefix = "promoted-";

/** The tag of a promoted digest. It is set last, so that an image without it is a copy that did not finish. */
export function promotedTag(digest: string): string {
  return `${promotedTagPrefix}${shortDigest(digest)}`;
}
