import { byRank, type Guard, weakenings, whenTrue } from "../guard";
import { goesAway, type Observation, type Rule, refuse } from "../rule";

/** The attributes that it watches; the state review asks about them too. */
export const guards: readonly Guard[] = [
  {
    types: ["aws_ecr_repository"],
    path: ["image_scanning_configuration", 0, "scan_on_push"],
    strength: whenTrue,
    notedOnCreate: true,
  },
  {
    types: ["aws_ecr_repository"],
    path: ["image_tag_mutability"],
    strength: byRank("MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION", "IMMUTABLE"),
    notedOnCreate: true,
  },
  {
    types: ["aws_ecr_registry_scanning_configuration"],
    path: ["scan_type"],
    strength: byRank("BASIC", "ENHANCED"),
  },
];

const scanners = new Set(["aws_ecr_registry_scanning_configuration", "aws_inspector2_enabler"]);

/** Images are no longer scanned, or a tag may move from the image that was scanned to another. */
export const scanWeakened: Rule = {
  name: "scan-weakened",
  class: "safety",
  why: "The delivery refuses what was not scanned, so nothing is released any more; or what runs is not what was looked at.",
  advice: "Keep scanning on push, and tags that do not move.",
  check(change): readonly Observation[] {
    const gone = scanners.has(change.type) && goesAway(change) && change.action !== "replace";
    return [
      ...weakenings(change, guards),
      ...(gone ? [refuse("images are no longer scanned")] : []),
    ];
  },
};
