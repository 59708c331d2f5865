import type { Rule } from "../rule";

/** What makes AWS refuse or delay a deletion is switched off: usually the step before the deletion. */
export const deletionProtectionRemoved: Rule = {
  name: "deletion-protection-removed",
  class: "safety",
  why:
    "It is the last guard: `prevent_destroy` goes with its block, and a plan does not even show it. " +
    "Without protection the next mistake deletes.",
  advice:
    "Keep it on. To delete on purpose, switch it off in a change of its own, with an approval that says why.",
};
