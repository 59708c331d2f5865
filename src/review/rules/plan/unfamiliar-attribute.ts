import { judgementOf } from "../../attributes";
import { type MovedAttribute, movedAttributes } from "../../read/moved-attributes";
import { textOf } from "../../read/plain-value";
import { isEmpty } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { shownPair } from "../../render/differences";
import { type Observation, type Rule, refuse } from "../rule";
import { isFamiliar } from "./unfamiliar-kind";

/** An attribute changes, or something new has one, that the module never sets: no rule knows what it does. */
export const unfamiliarAttribute: Rule = {
  name: "unfamiliar-attribute",
  class: "plan",
  why: "What no rule knows, no rule refuses: one attribute may open, weaken or interrupt, and the review would call it fine.",
  advice: "Read the provider's page of it, and what it does to what runs; then approve it by name.",
  check(change, plan): readonly Observation[] {
    if (!isFamiliar(change) || !isWritten(change)) return [];
    const moved = movedAttributes(change, plan).filter((one) => !isJudged(one, change));
    const paths = [...new Map(moved.map((one) => [one.path, one])).values()];
    if (paths.length === 0) return [];
    return [
      refuse(
        `${change.before ? "changes" : "sets"} what no rule knows: ${paths.map(inWords).join("; ")}`,
      ),
    ];
  },
};

function isJudged({ path, after }: MovedAttribute, { type, action }: ResourceChange): boolean {
  const judgement = judgementOf(type, path);
  if (judgement === undefined) return false;
  if (judgement.kind !== "fixed") return true;
  // What the provider cannot change in place is judged as what replaces the object.
  if (action !== "replace" && action !== "create") return false;
  return judgement.values === undefined || isEmpty(after) || judgement.values.test(textOf(after));
}

function inWords({ path, before, after }: MovedAttribute): string {
  const pair = shownPair(path, before, after);
  return isEmpty(before)
    ? `\`${path}\` ${pair.after}`
    : `\`${path}\` ${pair.before} → ${pair.after}`;
}
