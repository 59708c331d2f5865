import type { Rule } from "../rule";

/** Fewer backups, for a shorter time, or none at the end. */
export const backupsReduced: Rule = {
  name: "backups-reduced",
  class: "safety",
  why: "Damage is often found days later; what is not kept until then cannot be brought back. 0 days deletes all that is there.",
  advice: "Keep the longer time. A final snapshot costs little.",
};
