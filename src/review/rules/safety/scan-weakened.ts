import type { Rule } from "../rule";

/** Images are no longer scanned, or a tag may move from the image that was scanned to another. */
export const scanWeakened: Rule = {
  name: "scan-weakened",
  class: "safety",
  why: "The delivery refuses what was not scanned, so nothing is released any more; or what runs is not what was looked at.",
  advice: "Keep scanning on push, and tags that do not move.",
};
