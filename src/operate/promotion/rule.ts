import type { PromotionFacts } from "./facts";

/** What one rule says of a promotion. */
export interface Finding {
  /** The rule's name in one or two words. */
  readonly rule: string;
  readonly holds: boolean;
  /** What was found, as one sentence. */
  readonly says: string;
  /** What a person does about it; empty when the rule holds. */
  readonly todo: string;
}

/** A rule: pure, and sure only of what it was told. What is unknown does not hold. */
export type Rule = (facts: PromotionFacts) => Finding;
