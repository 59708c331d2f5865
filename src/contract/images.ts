import type { Place } from "../base/arns";

/** The digest that the image pointer holds until something was released. */
export const placeholderDigest = `sha256:${"0".repeat(64)}`;

/** The form of a SHA-256 without its prefix, as records keep it. */
export const sha256Form = /^[0-9a-f]{64}$/;

/** The form of a digest. */
export const digestForm = /^sha256:[0-9a-f]{64}$/;

/** Host of the registry of an account and region, such as `111111111111.dkr.ecr.us-east-1.amazonaws.com`. */
export function registryHost({ account, region }: Place): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com`;
}

/** Prefix of the tags that the deployer gives to what it released; the registry's lifecycle never expires them. */
export const releasedTagPrefix = "released-";

/** Prefix of the tag that marks an image as promoted; `delivery.countedTags` of the target must admit it. */
export const promotedTagPrefix = "promoted-";

/** The first twelve digits of a digest, as people and consoles show it. */
export function shortDigest(digest: string): string {
  return digest.slice("sha256:".length, "sha256:".length + 12);
}

/** The tag of a released digest: one a digest, because tags cannot move and a release may be repeated. */
export function releasedTag(digest: string): string {
  return `${releasedTagPrefix}${shortDigest(digest)}`;
}

/** The tag of a promoted digest. It is set last, so that an image without it is a copy that did not finish. */
export function promotedTag(digest: string): string {
  return `${promotedTagPrefix}${shortDigest(digest)}`;
}

/**
 * Tags by which signatures, attestations and bills of materials are found from the image that they belong to: they name its digest,
 * and never an image of their own.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 */
export const reservedTags = /^sha256-[0-9a-f]{64}([.][a-z]+)?$/;
