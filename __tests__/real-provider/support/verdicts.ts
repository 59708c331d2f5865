import type { OwnPlan } from "../../review/support/own-plans";
import type { Settings } from "./planned";

/** A change of the environment's file, and what the review must refuse of its plan. */
export interface Variant {
  readonly settings: Settings;
  /** What is refused, as `--allow` names it, sorted; empty when it passes. */
  readonly refused: readonly string[];
  /** Why the review says something else today. */
  readonly fails?: string;
  /** The fixture that its plan becomes, where `SLIPWAY_RECORD` is `true`. */
  readonly recordedAs?: OwnPlan;
}

/** What the review must say of one environment's plans. */
export interface Verdicts {
  /** What the first plan is refused for, sorted. */
  readonly create: readonly string[];
  /** Why the review says something else of it today. */
  readonly createFails?: string;
  /** Verdicts on changes, by what is changed, in words that follow "refuses" or "passes". */
  readonly variants: Readonly<Record<string, Variant>>;
}
