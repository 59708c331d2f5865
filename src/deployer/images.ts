import type { DeliverySettings } from "../contract/delivery-settings";
import { digestForm, releasedTagPrefix, reservedTags } from "../contract/images";
import { Code, code, wholeMatch } from "./jsonata";

/** Manifests that list other manifests. */
export const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** Manifests of one image each; an artifact may have the first of them too. */
export const imageTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v1+json",
];

/** Configurations with which a container can be started. */
export const configTypes = [
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
];

/** True when a text is a digest. */
export function isDigest(text: Code): Code {
  return code`$contains(${text}, ${new Code(String(digestForm))})`;
}

/** True when one of the tags makes an image a candidate. */
export function anyCounts({ countedTags }: DeliverySettings, tags: Code): Code {
  return code`$count($filter(${tags}, function($tag) {
    $type($tag) = 'string' and $contains($tag, ${wholeMatch(countedTags)}) and $not($contains($tag, ${new Code(String(reservedTags))}))
  })) > 0`;
}

/** A function: true unless DescribeImages' detail already says that something is no image. */
export const mayBeAnImage = code`function($detail) {
  $detail.ImageManifestMediaType in ${[...imageTypes, ...indexTypes]}
  and $not($type($detail.SubjectManifestDigest) = 'string')
  and ($detail.ArtifactMediaType in ${configTypes} or $not($type($detail.ArtifactMediaType) = 'string'))
}`;

/** A function: true when no container can be made of a manifest, because its configuration or one of its layers is something else. */
export const isForeign = code`function($manifest) {
  ($type($manifest.config.mediaType) = 'string' and $not($manifest.config.mediaType in ${configTypes}))
  or $count($filter($manifest.layers, function($layer) {
    $type($layer.mediaType) = 'string'
    and $not($contains($layer.mediaType, /^application[/]vnd[.](oci[.]image[.]layer|docker[.]image[.]rootfs)[.]/))
  })) > 0
}`;

/** A function: true when a manifest says of itself that a container can be made of it. */
export const isRunnable = code`function($manifest) {
  $manifest.config.mediaType in ${configTypes} and $not($isForeign($manifest))
}`;

/** The `released-…` tag of a digest in JSONata, the same that `releasedTag` makes. */
export function releasedTagOf(digest: Code): Code {
  return code`(${releasedTagPrefix} & $substring(${digest}, 7, 12))`;
}
