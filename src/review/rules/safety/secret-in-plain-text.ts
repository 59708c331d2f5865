import { looksSecret, namesSecret } from "../../report/secret-name";
import { containersNow, containersPlanned, namedValues } from "../../resources/containers";
import { isWritten, type Observation, type Rule, refuse } from "../../rule";

/** A container gets a secret as an ordinary environment variable. */
export const secretInPlainText: Rule = {
  name: "secret-in-plain-text",
  class: "safety",
  why: "Whoever may look at the task definition, the plan or the state reads it; old revisions keep it for ever.",
  advice:
    "Put it into Secrets Manager and name it under `secrets`, then change it: it has been seen.",
  check(change, plan): readonly Observation[] {
    if (change.type !== "aws_ecs_task_definition" || !isWritten(change)) return [];
    const before = containersNow(change);
    const after = containersPlanned(change, plan);
    if (after === undefined) {
      return [refuse("what its containers are told is not known before the apply")];
    }
    return [...after].flatMap(([name, container]) => {
      const now = before.get(name);
      const had = namedValues(now?.["environment"], "value");
      const secrets = namedValues(now?.["secrets"], "valueFrom");
      return [...namedValues(container["environment"], "value")]
        .filter(([variable, value]) => value !== "" && had.get(variable) !== value)
        .filter(
          ([variable, value]) =>
            namesSecret(variable) || looksSecret(value) || secrets.has(variable),
        )
        .map(([variable]) =>
          refuse(`${name}: \`${variable}\` stands as plain text in the task definition`),
        );
    });
  },
};
