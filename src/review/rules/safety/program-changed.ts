import { sameValue } from "../../read/same-value";
import { containersThatStay } from "../../resources/containers";
import { inWords } from "../guard";
import { type Observation, type Rule, refuse } from "../rule";

const members = ["entryPoint", "command", "workingDirectory", "environmentFiles"];

/** A container starts another program of its image, or takes its variables from a file that no plan shows. */
export const programChanged: Rule = {
  name: "program-changed",
  class: "safety",
  why:
    "The image was scanned and released for what it starts. Another command is code that no scan and no review of the " +
    "application has seen; a file of variables says later what nobody read now.",
  advice: "Change what the image starts, and release that; name variables one by one.",
  check(change, plan): readonly Observation[] {
    return containersThatStay(change, plan).flatMap(({ name, was, will }) =>
      members
        .filter((key) => !sameValue(was[key], will[key]))
        .map((key) =>
          refuse(`${name}: \`${key}\` goes from ${inWords(was[key])} to ${inWords(will[key])}`),
        ),
    );
  },
};
