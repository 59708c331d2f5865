import type { Plan } from "../../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { looksSecret, namesSecret } from "../../report/secret-name";
import { containersNow, containersPlanned, namedValues } from "../../resources/containers";
import { isWritten, type Observation, type Rule, refuse } from "../rule";

/** A container gets a secret as an ordinary environment variable, or the state gets one that it did not have. */
export const secretInPlainText: Rule = {
  name: "secret-in-plain-text",
  class: "safety",
  why: "Whoever may look at the task definition, the plan or the state reads it; old revisions keep it for ever.",
  advice:
    "Put it into Secrets Manager and name it under `secrets`, then change it: it has been seen.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (change.type !== "aws_ecs_task_definition") return intoState(change, plan);
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

// Each has a write-only twin (`password_wo`, `secret_string_wo`) that is kept nowhere.
const keptInStateByType: Readonly<Record<string, string>> = {
  aws_db_instance: "password",
  aws_rds_cluster: "master_password",
  aws_secretsmanager_secret_version: "secret_string",
};

/** What stands and kept its secret out of the state writes it there from now on. */
function intoState(change: ResourceChange, plan: Plan): readonly Observation[] {
  const name = keptInStateByType[change.type];
  if (name === undefined || change.before === undefined || !isEmpty(prior(change, name))) return [];
  const will = planned(change, name);
  const isSet = will === UNKNOWN ? plan.configuration.sets(change.block, name) : !isEmpty(will);
  return isSet ? [refuse(`\`${name}\` is kept as plain text in the state from now on`)] : [];
}
