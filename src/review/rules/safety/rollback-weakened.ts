import type { Rule } from "../rule";

/** A release that does not come up is no longer taken back, or takes the running one down before it is up. */
export const rollbackWeakened: Rule = {
  name: "rollback-weakened",
  class: "safety",
  why: "ECS starts tasks that die for as long as nobody stops it; the circuit breaker does, and goes back to what ran.",
  advice: "Keep the circuit breaker with rollback, and 100 per cent healthy during a release.",
};
