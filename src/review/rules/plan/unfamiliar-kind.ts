import { isFamiliar } from "../../resources/familiar-kinds";
import { goesAway, isWritten, type Observation, type Rule, refuse } from "../rule";

/** Something of a kind that no rule knows is made, changed or deleted. */
export const unfamiliarKind: Rule = {
  name: "unfamiliar-kind",
  class: "plan",
  why: "What no rule knows, no rule refuses: a function, a build job or a share may read, run or open anything, and the review would call it fine.",
  advice:
    "Read the provider's page of this kind, and what it may do and who may use it here; then approve it by name.",
  check(change): readonly Observation[] {
    if (isFamiliar(change.type) || !(isWritten(change) || goesAway(change))) return [];
    return [refuse(`${change.type} is a kind that this review knows nothing of`)];
  },
};
