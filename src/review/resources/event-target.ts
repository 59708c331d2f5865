import { isEmpty, planned, prior } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { sameValue } from "../read/same-value";
import { type Observation, refuse } from "../rules/rule";
import { fromTo, inWords } from "../rules/words";

/** Where the target stands: an event's target is one itself, a schedule has one. */
const placeByType: Readonly<Record<string, readonly (string | number)[]>> = {
  aws_cloudwatch_event_target: [],
  aws_scheduler_schedule: ["target", 0],
};

const handedOver = ["input", "input_path", "input_transformer"];

/** A target that is started with something else, goes elsewhere, or gives up earlier. What is not known yet may be any. */
export function targetChanges(change: ResourceChange): readonly Observation[] {
  const place = placeByType[change.type];
  if (place === undefined) return [];
  const differs = (name: string) =>
    !sameValue(prior(change, ...place, name), planned(change, ...place, name));
  const [was, will] = [prior(change, ...place, "arn"), planned(change, ...place, "arn")];
  const found: Observation[] = [];
  if (!isEmpty(was) && was !== will)
    found.push(refuse(`starts ${inWords(will)} instead of ${inWords(was)}`));
  for (const name of handedOver.filter(differs))
    found.push(refuse(`is started with something else: ${fromTo(change, ...place, name)}`));
  if (!isEmpty(prior(change, ...place, "dead_letter_config")) && differs("dead_letter_config")) {
    found.push(
      refuse(
        `what could not be delivered is no longer kept where it was: ${fromTo(change, ...place, "dead_letter_config")}`,
      ),
    );
  }
  return found;
}
