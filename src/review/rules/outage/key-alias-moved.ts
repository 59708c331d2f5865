import { isDeleted } from "../../read/deleted-objects";
import { planned, prior } from "../../read/planned-value";
import { goesAway, isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo, inWords } from "../words";

/** The name by which others use a key goes, or stands for another key. */
export const keyAliasMoved: Rule = {
  name: "key-alias-moved",
  class: "outage",
  why: "Whoever names the key by it encrypts with the other key from now on, or not at all; and policies that allow its use by the alias no longer apply.",
  advice: "Make a second alias for the other key, and move its users one by one.",
  kinds: new Set(["aws_kms_alias"]),
  check(change, plan): readonly Observation[] {
    if (change.before === undefined) return [];
    const alias = inWords(prior(change, "name"));
    if (change.action === "delete") {
      const key = prior(change, "target_key_id");
      return isDeleted("aws_kms_key", key, plan) ? [] : [refuse(`deletes ${alias}`)];
    }
    if (!isWritten(change)) return [];
    const found = ["name", "target_key_id"]
      .filter((name) => prior(change, name) !== planned(change, name))
      .map((name) => refuse(fromTo(change, name)));
    return found.length === 0 && goesAway(change) ? [refuse(`replaces ${alias}`)] : found;
  },
};
