import { printable } from "../../../base/printable";
import { isForgotten, switchOver } from "../../restored-database";
import { note, type Observation, type Rule, refuse } from "../rule";
import { contentsOf } from "../stateful";

/** Terraform lets go of an object: it stays in AWS, and nobody's code knows it any more. */
export const leftUnmanaged: Rule = {
  name: "left-unmanaged",
  class: "safety",
  why: "It costs money, is not patched, and no plan will ever show what happens to it; the next apply makes a second, empty one.",
  advice: "Import it where it belongs now, and approve this with the place.",
  check(change, plan): readonly Observation[] {
    if (!isForgotten(change)) return [];
    const contents = contentsOf(change);
    const what = `leaves ${contents ?? "the object"} in AWS without Terraform`;
    if (contents === undefined) return [note(what)];
    const pair = switchOver(plan);
    if (pair?.left !== change) return [refuse(what)];
    const { to } = pair;
    return [
      note(
        `${what}: it stays, protected, and ${printable(to)}, restored of it, is imported in its place`,
      ),
    ];
  },
};
