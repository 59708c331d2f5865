import { kindOfName } from "../../../base/secret-names";
import { variableSign } from "../../../base/secrets";
import {
  type Containers,
  containersNow,
  containersPlanned,
  namedValues,
} from "../../read/containers";
import type { Plan } from "../../read/plan";
import { listOf, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { secretsIn, secretsWithin } from "../../secrets-within";
import { type Observation, type Rule, refuse } from "../rule";

/** A container gets a secret as an ordinary environment variable, the state gets one that it did not have, or a log does. */
export const secretInPlainText: Rule = {
  name: "secret-in-plain-text",
  class: "safety",
  why: "Whoever may look at the task definition, the plan, the state or the log reads it; old revisions keep it for ever.",
  advice:
    "Put it into Secrets Manager and name it under `secrets`, then change it: it has been seen.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (change.type === "aws_wafv2_web_acl_logging_configuration") return intoLog(change);
    if (change.type !== "aws_ecs_task_definition") return intoState(change, plan);
    const before = containersNow(change);
    const after = containersPlanned(change, plan);
    if (after === undefined) {
      return [refuse("its containers are not known before the apply")];
    }
    return [...after].flatMap(([name, container]) =>
      inContainer(before.get(name), container).map((path) =>
        refuse(`${name}: \`${path}\` stands as plain text in the task definition`),
      ),
    );
  },
};

type Container = Containers extends ReadonlyMap<string, infer Value> ? Value : never;

/** Variables and other members that hold a secret which did not stand there before. */
function inContainer(now: Container | undefined, container: Container): readonly string[] {
  const had = namedValues(now?.["environment"], "value");
  const secrets = namedValues(now?.["secrets"], "valueFrom");
  const variables = [...namedValues(container["environment"], "value")]
    .filter(([variable, value]) => value !== "" && had.get(variable) !== value)
    .filter(
      ([variable, value]) => variableSign(variable, value) !== undefined || secrets.has(variable),
    )
    .map(([variable]) => variable);
  const { environment: _, secrets: places, ...others } = container;
  const before = new Set(secretsIn("", now, undefined).map(({ value }) => value));
  const elsewhere = Object.entries(others)
    .flatMap(([member, value]) => secretsIn(member, value, undefined))
    .filter(({ value }) => !before.has(value));
  return [...variables, ...elsewhere.map(({ path }) => path)];
}

/** Headers that the firewall's log left out, such as those with which people sign in. */
function intoLog(change: ResourceChange): readonly Observation[] {
  const headers = (fields: unknown) =>
    listOf(fields).map((field) => member(member(member(field, "single_header"), 0), "name"));
  const left = headers(planned(change, "redacted_fields"));
  const had = headers(prior(change, "redacted_fields")).filter((name) => typeof name === "string");
  const lost = had.filter((name) => !left.includes(name));
  if (lost.length === 0) return [];
  return [refuse(`the firewall's log no longer leaves out ${lost.join(", ")}`)];
}

/** What was kept out of the state, or is new, writes its secret there from now on. */
function intoState(change: ResourceChange, plan: Plan): readonly Observation[] {
  const has = [...secretsOf(change, "after"), ...unknownSecrets(change, plan)];
  if (has.length === 0) return [];
  const had = new Set(secretsOf(change, "before"));
  return [...new Set(has)]
    .filter((path) => !had.has(path))
    .map((path) => refuse(`\`${path}\` is kept as plain text in the state from now on`));
}

function secretsOf(change: ResourceChange, side: "before" | "after"): readonly string[] {
  const values = change[side];
  if (values === undefined) return [];
  const sensitive = side === "before" ? change.beforeSensitive : change.afterSensitive;
  return secretsWithin({ type: change.type, values, sensitive }).map(({ path }) => path);
}

/** Attributes that only the apply will know: the ones that the configuration fills with a secret, and those that the provider makes. */
function unknownSecrets(change: ResourceChange, plan: Plan): readonly string[] {
  const names = Object.keys((change.afterUnknown ?? {}) as object);
  const sets = (name: string) => plan.configuration.sets(change.block, name);
  const isPublic = (name: string) =>
    change.type === "aws_ssm_parameter" &&
    name === "value" &&
    planned(change, "type") !== "SecureString";
  return names.filter((name) => {
    const isMarked = member(change.afterSensitive, name) === true;
    const isNamed = kindOfName(name) === "secret" && !name.endsWith("_wo");
    if (!(isMarked || isNamed) || planned(change, name) !== UNKNOWN || isPublic(name)) return false;
    const expressions = plan.configuration.expressions(change.block);
    if (member(expressions, `${name}_wo`) !== undefined) return false;
    return isMarked || sets(name);
  });
}
