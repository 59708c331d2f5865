import type { PromotionFacts } from "./facts";
import type { Finding, Rule } from "./rule";
import { imageScanned } from "./rules/image-scanned";
import { newerThanTarget } from "./rules/newer-than-target";
import { notThereYet } from "./rules/not-there-yet";
import { releasedInSource } from "./rules/released-in-source";
import { tagCounts } from "./rules/tag-counts";
import { testsPassed } from "./rules/tests-passed";

/** Every rule of a promotion, in the order in which people ask. */
const rules: readonly Rule[] = [
  releasedInSource,
  imageScanned,
  testsPassed,
  notThereYet,
  newerThanTarget,
  tagCounts,
];

/** What all rules together say. */
export interface Judgement {
  /** True when every rule holds. */
  readonly holds: boolean;
  readonly findings: readonly Finding[];
}

/** Asks every rule, also after one that does not hold: people want to know everything at once. */
export function judge(facts: PromotionFacts): Judgement {
  const findings = rules.map((rule) => rule(facts));
  return { holds: findings.every(({ holds }) => holds), findings };
}
