import { containersThatStay, namedValues } from "../../read/containers";
import { note, type Observation, type Rule, refuse } from "../rule";

/** A container no longer gets something that it was given. */
export const secretWithdrawn: Rule = {
  name: "secret-withdrawn",
  class: "outage",
  why: "An application that misses a password or an address does not start, or starts with a default that nobody meant.",
  advice: "Release the code that does without it first, then take it away.",
  kinds: new Set(["aws_ecs_task_definition"]),
  check(change, plan): readonly Observation[] {
    return containersThatStay(change, plan).flatMap(({ name, was, will }) => {
      const given = new Set([
        ...namedValues(will["environment"], "value").keys(),
        ...namedValues(will["secrets"], "valueFrom").keys(),
      ]);
      const lost = (list: unknown) =>
        [...namedValues(list, "value").keys()].filter((variable) => !given.has(variable));
      return [
        ...lost(was["secrets"]).map((one) => refuse(`${name}: no longer gets the secret ${one}`)),
        ...lost(was["environment"]).map((one) => note(`${name}: no longer gets ${one}`)),
      ];
    });
  },
};
