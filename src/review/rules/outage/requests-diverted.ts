import { type Taker, takerNow, takerPlanned, takersBeside } from "../../resources/listener-rules";
import { describeMatch, mayMeet, takesAllOf } from "../../resources/request-match";
import { isWritten, type Observation, type Rule, refuse } from "../rule";

/** A rule of a listener no longer takes requests that it took, or takes some that another rule took. */
export const requestsDiverted: Rule = {
  name: "requests-diverted",
  class: "outage",
  why: "The first rule that fits decides. A request that no longer fits goes to the next one, mostly to a 404; one that is taken goes to the wrong service.",
  advice:
    "Add the new host or path beside the old one, and give a new rule a place behind those that are there.",
  check(change, plan): readonly Observation[] {
    if (change.type !== "aws_lb_listener_rule" || !isWritten(change)) return [];
    const [now, then] = [takerNow(change), takerPlanned(change, plan)];
    if (then === undefined) return [];
    const found: Observation[] = [];
    if (now && !takesAllOf(then.match, now.match)) {
      found.push(
        refuse(
          `no longer takes all that it took: from ${describeMatch(now.match)} to ${describeMatch(then.match)}`,
        ),
      );
    }
    const beside = takersBeside(change, plan);
    if (beside === undefined) {
      found.push(refuse("its listener has too many rules for anybody to say which takes what"));
    }
    for (const other of beside ?? []) {
      const [itsNow, itsThen] = [takerNow(other), takerPlanned(other, plan)];
      if (!itsNow || !itsThen) continue;
      if (
        takes(then, itsThen) &&
        !(now && takes(now, itsNow) && takesAllOf(now.match, then.match))
      ) {
        found.push(refuse(`takes requests that ${other.address} takes now`));
      }
      if (now && takes(itsThen, then) && !takes(itsNow, now)) {
        found.push(refuse(`leaves requests to ${other.address}, which comes before it now`));
      }
    }
    return found;
  },
};

/** Whether the first is asked before the second, of requests that both would take, and sends them elsewhere. */
function takes(first: Taker, second: Taker): boolean {
  const isElsewhere =
    first.groups.length === 0 || first.groups.some((group) => !second.groups.includes(group));
  return first.place < second.place && isElsewhere && mayMeet(first.match, second.match);
}
