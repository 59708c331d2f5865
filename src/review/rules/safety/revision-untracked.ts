import { isEmpty, planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

/** Terraform no longer follows the revisions that a release makes, takes the old ones away, or starts a family of its own. */
export const revisionUntracked: Rule = {
  name: "revision-untracked",
  class: "safety",
  why:
    "A release registers its revision in this family, and a rollback goes back to one. Without them the next apply " +
    "undoes a release, and there is nothing to go back to.",
  advice: "Keep the family, `track_latest` and `skip_destroy` as they are.",
  kinds: new Set(["aws_ecs_task_definition"]),
  check(change): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    const isMoved =
      !isEmpty(prior(change, "family")) && prior(change, "family") !== planned(change, "family");
    return isMoved ? [refuse(fromTo(change, "family"))] : [];
  },
};
