import type { DeliverySettings } from "../contract/delivery-settings";
import { type Code, code, wholeMatch } from "./jsonata";

/** Manifests that list other manifests. */
export const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** True when one of the tags makes an image a candidate. */
export function anyCounts({ countedTags }: DeliverySettings, tags: Code): Code {
  return code`$count($filter(${tags}, function($tag) { $contains($tag, ${wholeMatch(countedTags)}) })) > 0`;
}
