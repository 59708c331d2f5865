import { numberOf } from "../../read/plain-value";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

/** New tasks of a service cannot start beside the old ones, are stopped before they are up, or all start anew. */
export const rolloutStalled: Rule = {
  name: "rollout-stalled",
  class: "outage",
  why: "ECS replaces tasks within these limits: too tight, and a release never starts or never ends; tasks that fail are not replaced by better ones.",
  advice:
    "Leave room for a second set of tasks (200 per cent), and the time that the application needs to start.",
  kinds: new Set(["aws_ecs_service"]),
  check(change): readonly Observation[] {
    if (change.before === undefined) return [];
    if (!isWritten(change)) return [];
    return [...noRoom(change), ...lessGrace(change), ...anew(change)];
  },
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html */
function noRoom(change: ResourceChange): readonly Observation[] {
  const [most, least] = [
    "deployment_maximum_percent",
    "deployment_minimum_healthy_percent",
  ] as const;
  const isStuck = (read: typeof planned) => {
    const [maximum, minimum] = [read(change, most), read(change, least)];
    if (maximum === UNKNOWN || minimum === UNKNOWN) return true;
    return (numberOf(maximum) ?? 200) <= 100 && (numberOf(minimum) ?? 100) >= 100;
  };
  if (!isStuck(planned) || isStuck(prior)) return [];
  const name = prior(change, most) === planned(change, most) ? least : most;
  return [refuse(`leaves no room to start a new task or stop an old one: ${fromTo(change, name)}`)];
}

function lessGrace(change: ResourceChange): readonly Observation[] {
  const name = "health_check_grace_period_seconds";
  const [was, will] = [numberOf(prior(change, name)) ?? 0, numberOf(planned(change, name)) ?? 0];
  if (will >= was) return [];
  const what = `leaves new tasks less time to start: ${fromTo(change, name)}`;
  return [will === 0 ? refuse(what) : note(what)];
}

function anew(change: ResourceChange): readonly Observation[] {
  const name = "force_new_deployment";
  const will = planned(change, name);
  if (prior(change, name) === true || (will !== true && will !== UNKNOWN)) return [];
  return [note(`starts every task anew with each apply: ${fromTo(change, name)}`)];
}
