import type { Rule } from "../rule";

/** The database no longer gets its security fixes by itself. */
export const patchesStopped: Rule = {
  name: "patches-stopped",
  class: "safety",
  why: "Minor versions are where holes are closed; nobody remembers to install them by hand.",
  advice: "Leave it on: minor versions wait for the maintenance window.",
};
