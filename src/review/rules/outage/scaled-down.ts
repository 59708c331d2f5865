import { inWords } from "../../guard";
import { planned, prior, UNKNOWN } from "../../planned-value";
import { isWritten, note, type Observation, type Rule, refuse } from "../../rule";

const countsByType: Readonly<Record<string, readonly string[]>> = {
  aws_ecs_service: ["desired_count"],
  aws_appautoscaling_target: ["min_capacity", "max_capacity"],
  aws_autoscaling_group: ["desired_capacity", "min_size", "max_size"],
};

/** Fewer tasks than now; none at all is the end of the service. */
export const scaledDown: Rule = {
  name: "scaled-down",
  class: "outage",
  why: "With none there is no service. With fewer, the loss of one zone or the next peak may be too much.",
  advice: "Keep the number; scaling takes away what is not needed.",
  check(change): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    return (countsByType[change.type] ?? []).flatMap((name) => {
      const [was, will] = [prior(change, name), planned(change, name)];
      if (typeof was !== "number" || was === 0 || (typeof will === "number" && will >= was))
        return [];
      if (will === null || will === undefined) return [];
      const what = `\`${name}\` goes from ${was} to ${inWords(will)}`;
      return [will === 0 || will === UNKNOWN ? refuse(what) : note(what)];
    });
  },
};
