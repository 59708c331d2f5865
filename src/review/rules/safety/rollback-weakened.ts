import { byNumber, type Guard, weakenings, whenTrue } from "../guard";
import type { Rule } from "../rule";

const types = ["aws_ecs_service"];

/** The attributes that it watches; the state review asks about them too. */
export const guards: readonly Guard[] = [
  {
    types,
    path: ["deployment_circuit_breaker", 0, "enable"],
    strength: whenTrue,
    notedOnCreate: true,
  },
  { types, path: ["deployment_circuit_breaker", 0, "rollback"], strength: whenTrue },
  { types, path: ["alarms", 0, "enable"], strength: whenTrue },
  { types, path: ["alarms", 0, "rollback"], strength: whenTrue },
  { types, path: ["deployment_minimum_healthy_percent"], strength: byNumber },
];

/** A release that does not come up is no longer taken back, or takes the running one down before it is up. */
export const rollbackWeakened: Rule = {
  name: "rollback-weakened",
  class: "safety",
  why: "ECS starts tasks that die for as long as nobody stops it; the circuit breaker does, and goes back to what ran.",
  advice: "Keep the circuit breaker with rollback, and 100 per cent healthy during a release.",
  check: (change) => weakenings(change, guards),
};
