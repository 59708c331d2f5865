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
    const isAsked = (name: string) => !isJudgedAnyway(name, change);
    const moved = movedAttributes(change, plan, isAsked).filter((one) => !isJudged(one, change));
    if (moved.length === 0) return [];
    const paths = [...new Map(moved.map((one) => [one.path, one])).values()];
    return [
      refuse(
        `${change.before ? "changes" : "sets"} what no rule knows: ${paths.map(inWords).join("; ")}`,
      ),
    ];
  },
};

/** Whatever its value is. */
function isJudgedAnyway(path: string, { type, action }: ResourceChange): boolean {
  const judgement = judgementOf(type, path);
  if (judgement?.kind !== "fixed") return judgement !== undefined;
  // What the provider cannot change in place is judged as what replaces the object.
  return judgement.values === undefined && (action === "replace" || action === "create");
}

function isJudged({ path, after }: MovedAttribute, change: ResourceChange): boolean {
  if (isJudgedAnyway(path, change)) return true;
  const judgement = judgementOf(change.type, path);
  if (judgement?.kind !== "fixed" || change.action === "update" || change.action === "unknown")
    return false;
  return isEmpty(after) || (judgement.values?.test(textOf(after)) ?? false);
}

function inWords({ path, before, after }: MovedAttribute): string {
  const pair = shownPair(path, before, after);
  return isEmpty(before)
    ? `\`${path}\` ${pair.after}`
    : `\`${path}\` ${pair.before} → ${pair.after}`;
}
