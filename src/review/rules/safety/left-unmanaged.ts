import { note, type Observation, type Rule, refuse } from "../rule";
import { contentsOf } from "../stateful";

/** Terraform lets go of an object: it stays in AWS, and nobody's code knows it any more. */
export const leftUnmanaged: Rule = {
  name: "left-unmanaged",
  class: "safety",
  why: "It costs money, is not patched, and no plan will ever show what happens to it; the next apply makes a second, empty one.",
  advice: "Import it where it belongs now, and approve this with the place.",
  check(change): readonly Observation[] {
    const isForgotten = change.action === "forget" || change.actions.includes("forget");
    if (!isForgotten) return [];
    const contents = contentsOf(change);
    const what = `leaves ${contents ?? "the object"} in AWS without Terraform`;
    return [contents === undefined ? note(what) : refuse(what)];
  },
};
