import { containersThatStay, withoutDefaults } from "../../read/containers";
import { member } from "../../read/planned-value";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

const members = [
  ...["entryPoint", "command", "workingDirectory", "environmentFiles"],
  ...["cpu", "mountPoints", "portMappings", "stopTimeout", "tmpfs"],
];

/** A container starts another program of its image, or takes its variables from a file that no plan shows. */
export const programChanged: Rule = {
  name: "program-changed",
  class: "safety",
  why:
    "The image was scanned and released for what it starts. Another command is code that no scan and no review of the " +
    "application has seen; a file of variables says later what nobody read now.",
  advice: "Change what the image starts, and release that; name variables one by one.",
  kinds: new Set(["aws_ecs_task_definition"]),
  check(change, plan): readonly Observation[] {
    return containersThatStay(change, plan).flatMap(({ name, was, will }) => {
      const [before, after] = [toCompare(was), toCompare(will)];
      return members
        .filter((key) => !sameValue(before[key], after[key]))
        .map((key) =>
          refuse(`${name}: \`${key}\` goes from ${inWords(before[key])} to ${inWords(after[key])}`),
        );
    });
  },
};

function toCompare(
  container: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { ...withoutDefaults(container), tmpfs: member(container["linuxParameters"], "tmpfs") };
}
