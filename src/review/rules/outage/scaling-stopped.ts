import { oncePerPlan } from "../../read/once-per-plan";
import { numberOf, textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { scaledService } from "../../read/scaled-service";
import { note, type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

const goneByType: Readonly<Record<string, string>> = {
  aws_appautoscaling_target: "the number of tasks is no longer scaled",
  aws_appautoscaling_policy: "what it measured no longer adds tasks",
};

/** Nothing adds tasks any more when more requests come, or it does so later. */
export const scalingStopped: Rule = {
  name: "scaling-stopped",
  class: "outage",
  why: "It is not seen until the next peak: then requests wait and time out, and nobody is awake to add a task.",
  advice: "Keep the policy and change what it aims at.",
  kinds: new Set(Object.keys(goneByType)),
  check(change, plan): readonly Observation[] {
    const gone = goneByType[change.type];
    if (gone === undefined) return [];
    if (change.action === "delete") return goesWithWhatItScales(change, plan) ? [] : [refuse(gone)];
    if (change.before === undefined || !isWritten(change)) return [];
    return [...elsewhere(change), ...later(change)];
  },
};

const scaled = (change: ResourceChange) =>
  `${textOf(prior(change, "resource_id"))} ${textOf(prior(change, "scalable_dimension"))}`;

const targetsThatGo = oncePerPlan(
  (plan) =>
    new Set(
      plan.changes
        .filter(({ type, action }) => type === "aws_appautoscaling_target" && action === "delete")
        .map(scaled),
    ),
);

/** The service, or the target of a policy, goes too, and is reported by itself. */
function goesWithWhatItScales(change: ResourceChange, plan: Plan): boolean {
  if (scaledService(change, plan)?.action === "delete") return true;
  return change.type !== "aws_appautoscaling_target" && targetsThatGo(plan).has(scaled(change));
}

function elsewhere(change: ResourceChange): readonly Observation[] {
  const [was, will] = [prior(change, "resource_id"), planned(change, "resource_id")];
  if (isEmpty(was) || was === will) return [];
  return [refuse(`scales ${inWords(will)} instead of ${inWords(was)}`)];
}

function later(change: ResourceChange): readonly Observation[] {
  const path = ["target_tracking_scaling_policy_configuration", 0, "target_value"];
  const [was, will] = [prior(change, ...path), planned(change, ...path)];
  const [now, then] = [numberOf(was), numberOf(will)];
  if (now === undefined || (then !== undefined && then <= now)) return [];
  const what = `aims at ${inWords(will)} instead of ${inWords(was)}: tasks are added later`;
  return [will === UNKNOWN ? refuse(what) : note(what)];
}
