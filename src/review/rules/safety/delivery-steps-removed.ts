import { tryParseJson } from "../../read/parse-json";
import { plannedJson } from "../../read/planned-json";
import { member, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** The state machine loses steps: one of them may be the one that waits for the scan, or migrates, or unlocks. */
export const deliveryStepsRemoved: Rule = {
  name: "delivery-steps-removed",
  class: "safety",
  why: "The machine is the gate between a push and the running service; a step that is gone is a check that is gone.",
  advice: "Read the change of the definition. A step that was only renamed is approved by name.",
  kinds: new Set(["aws_sfn_state_machine"]),
  check(change, plan): readonly Observation[] {
    if (change.before === undefined) return [];
    if (!isWritten(change)) return [];
    const before = steps(parse(prior(change, "definition")));
    const after = plannedJson(change, plan, "definition");
    if (after === undefined)
      return [refuse("the definition is not known before the apply, so it may skip every check")];
    const kept = new Set(steps(after));
    const lost = before.filter((step) => !kept.has(step));
    return lost.length > 0
      ? [refuse(`the machine loses the steps ${lost.map((step) => `"${step}"`).join(", ")}`)]
      : [];
  },
};

function parse(definition: unknown): unknown {
  return typeof definition === "string" ? tryParseJson(definition) : undefined;
}

/** Names of all states, within maps and parallels too. */
function steps(definition: unknown): readonly string[] {
  if (typeof definition !== "object" || definition === null) return [];
  const states = member(definition, "States");
  const own = typeof states === "object" && states !== null ? Object.keys(states) : [];
  return [...own, ...Object.values(definition).flatMap(steps)];
}
