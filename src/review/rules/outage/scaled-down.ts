import {
  databaseMemoryBytes,
  databaseProcessors,
  isBurstable,
} from "../../../contract/database-class";
import { numberOf, textOf } from "../../read/plain-value";
import { changesBehind, type Plan } from "../../read/plan";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { scaledService } from "../../read/scaled-service";
import { note, type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

const countsByType: Readonly<Record<string, readonly string[]>> = {
  aws_ecs_service: ["desired_count"],
  aws_appautoscaling_target: ["min_capacity", "max_capacity"],
};

/** Fewer tasks than now, or a smaller database; none at all is the end of the service. */
export const scaledDown: Rule = {
  name: "scaled-down",
  class: "outage",
  why: "With none there is no service. With fewer, the loss of one zone or the next peak may be too much.",
  advice: "Keep the number; scaling takes away what is not needed.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (change.type === "aws_appautoscaling_target" && change.action === "create") {
      return takesHold(change, plan);
    }
    if (change.before === undefined) return [];
    if (change.type === "aws_db_instance") return smallerDatabase(change, plan);
    return (countsByType[change.type] ?? []).flatMap((name) => {
      const [was, will] = [prior(change, name), planned(change, name)];
      if (typeof was !== "number" || was === 0 || (typeof will === "number" && will >= was))
        return [];
      if (will === null || will === undefined) return [];
      const what = `\`${name}\` goes from ${was} to ${inWords(will)}`;
      return [judge(what, name, will, change, plan)];
    });
  },
};

/** AWS moves the number of tasks into the range at once, when the range is made. */
function takesHold(change: ResourceChange, plan: Plan): readonly Observation[] {
  const behind = changesBehind(plan, change, "resource_id") ?? [];
  const service =
    behind.find(({ type }) => type === "aws_ecs_service") ?? scaledService(change, plan);
  const id = inWords(planned(change, "resource_id"));
  if (service === undefined) {
    return [
      refuse(`decides from now on how much there is of ${id}, which this plan does not show`),
    ];
  }
  const running = numberOf(prior(service, "desired_count")) ?? 0;
  const most = numberOf(planned(change, "max_capacity"));
  if (running === 0 || (most !== undefined && most >= running)) return [];
  return [
    refuse(
      `lets ${service.address} have ${most ?? "a number known later of"} tasks at most, and ${running} run`,
    ),
  ];
}

function judge(
  what: string,
  name: string,
  will: unknown,
  change: ResourceChange,
  plan: Plan,
): Observation {
  if (will === 0 || will === UNKNOWN) return refuse(what);
  if (name.startsWith("max")) {
    const service = scaledService(change, plan);
    const running = service && numberOf(prior(service, "desired_count"));
    return running !== undefined && running > Number(will)
      ? refuse(`${what}, and ${running} tasks run: the rest is stopped at once`)
      : note(what);
  }
  return will === 1 ? refuse(`${what}: nothing stands in for the one that fails`) : note(what);
}

/** A database of a class with less of anything; of a class that is not known here nobody can know. */
function smallerDatabase(change: ResourceChange, plan: Plan): readonly Observation[] {
  const name = "instance_class";
  const [was, will] = [prior(change, name), planned(change, name)];
  if (was === will || (will === UNKNOWN && !plan.configuration.sets(change.block, name))) return [];
  const what = `\`${name}\` goes from ${inWords(was)} to ${inWords(will)}`;
  const [before, after] = [classOf(was), classOf(will)];
  if (before === undefined || after === undefined)
    return [refuse(`${what}, and whether that is smaller is not known here`)];
  const less = [
    ...(after.memory < before.memory ? ["less memory, and so fewer connections"] : []),
    ...(after.processors < before.processors ? ["fewer processors"] : []),
    ...(after.isBurstable && !before.isBurstable
      ? ["processors that it has only for a while"]
      : []),
  ];
  return less.length === 0 ? [] : [refuse(`${what}: the database gets ${less.join(", ")}`, bySize)];
}

const bySize =
  "Look at the database's memory, connections and load of its busiest week; a smaller one that is too small is found at the next peak.";

function classOf(value: unknown) {
  const name = textOf(value);
  const [memory, processors] = [databaseMemoryBytes(name), databaseProcessors(name)];
  if (memory === undefined || processors === undefined) return undefined;
  return { memory, processors, isBurstable: isBurstable(name) };
}
