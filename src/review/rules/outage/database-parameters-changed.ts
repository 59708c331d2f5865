import { textOf } from "../../read/plain-value";
import { listOf, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

// TLS is `encryption-reduced`'s.
const judgedElsewhere = new Set(["rds.force_ssl", "require_secure_transport"]);

/** The database works by another value of one of its parameters. */
export const databaseParametersChanged: Rule = {
  name: "database-parameters-changed",
  class: "outage",
  why: "One parameter can make every query slow, let no connection in, or stop the log; some take effect at once, others at the next restart.",
  advice: "Try it on a copy of the database first.",
  kinds: new Set(["aws_db_parameter_group"]),
  check(change): readonly Observation[] {
    if (change.action !== "update") return [];
    const [was, will] = [prior(change, "parameter"), planned(change, "parameter")];
    if (listOf(will).includes(UNKNOWN))
      return [refuse("which parameters it has is not known before the apply")];
    const [before, after] = [byName(was), byName(will)];
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((name) => !judgedElsewhere.has(name) && before.get(name) !== after.get(name))
      .map((name) =>
        refuse(
          `the parameter ${inWords(name)} goes from ${inWords(before.get(name))} to ${inWords(after.get(name))}`,
        ),
      );
  },
};

function byName(parameters: unknown): ReadonlyMap<string, string> {
  return new Map(
    listOf(parameters).map((one) => [
      textOf(member(one, "name")),
      `${textOf(member(one, "value"))} (${textOf(member(one, "apply_method")) || "immediate"})`,
    ]),
  );
}
