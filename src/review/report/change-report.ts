import { widening } from "../iam/compare";
import { describeGrants } from "../iam/describe-grant";
import { policiesOf } from "../iam/policies-of";
import { withoutUnasked } from "../read/configured-part";
import type { Plan } from "../read/plan";
import { member, planned, prior } from "../read/planned-value";
import type { Action, ResourceChange } from "../read/resource-change";
import { containersNow, containersPlanned } from "../resources/containers";
import { secretsWithin } from "../secrets-within";
import { containerDifferences } from "./container-differences";
import { type Difference, differences } from "./differences";

/** What becomes of one object, for people who want to know everything. */
export interface ChangeReport {
  readonly address: string;
  readonly action: Action;
  readonly previousAddress: string | undefined;
  readonly isImported: boolean;
  /** Attributes that force the replacement. */
  readonly forcedBy: readonly string[];
  readonly differences: readonly Difference[];
}

/** Every object that does not stay as and where it is. */
export function changeReports(plan: Plan): readonly ChangeReport[] {
  return plan.changes
    .filter(
      ({ action, previousAddress, isImported }) =>
        action !== "no-op" || previousAddress !== undefined || isImported,
    )
    .map((change) => ({
      address: change.address,
      action: change.action,
      previousAddress: change.previousAddress,
      isImported: change.isImported,
      forcedBy: change.replacePaths.map((path) => path.join(".")),
      differences: change.before && change.after ? attributeDifferences(change, plan) : [],
    }));
}

function attributeDifferences(change: ResourceChange, plan: Plan): readonly Difference[] {
  const policies = new Set(policiesOf(change, plan).map(({ where }) => where));
  const names = new Set(
    [change.before, change.after, change.afterUnknown].flatMap((v) => Object.keys(v ?? {})),
  );
  const secrets = wholeSecrets(change);
  const plainNames = [...names].filter(
    (name) => !quiet.has(name) && !policies.has(name) && name !== "container_definitions",
  );
  return [
    ...containersIn(change, plan),
    ...policyDifferences(change, plan),
    ...plainNames.flatMap((name) => attribute(change, plan, name, secrets)),
  ];
}

// `tags_all` says what `tags` says, and what the provider adds.
const quiet = new Set(["tags", "timeouts", "id", "arn"]);

/** The values of a parameter that are secret by its kind or its name: the provider marks all values of all parameters. */
function wholeSecrets({ type, ...change }: ResourceChange): ReadonlySet<string> {
  if (type !== "aws_ssm_parameter") return new Set();
  const found = [
    ...secretsWithin({ type, values: change.before ?? {}, sensitive: undefined }),
    ...secretsWithin({ type, values: change.after ?? {}, sensitive: undefined }),
  ];
  return new Set(found.map(({ path }) => path));
}

function attribute(
  change: ResourceChange,
  plan: Plan,
  name: string,
  secrets: ReadonlySet<string> = new Set(),
): readonly Difference[] {
  const now = prior(change, name);
  const expression = member(plan.configuration.expressions(change.block), name);
  // What the provider tells after the apply, and nobody asked for, is no change.
  const value = withoutUnasked(planned(change, name), now, expression);
  const mark = (marks: unknown) => (secrets.has(name) ? true : member(marks, name));
  return differences(
    name === "tags_all" ? "tags" : name,
    { value: now, sensitive: mark(change.beforeSensitive) },
    { value, sensitive: mark(change.afterSensitive) },
  );
}

function containersIn(change: ResourceChange, plan: Plan): readonly Difference[] {
  if (change.type !== "aws_ecs_task_definition") return [];
  const path = "container_definitions";
  const isSecret = [change.beforeSensitive, change.afterSensitive].some(
    (marks) => member(marks, path) === true,
  );
  if (isSecret) return attribute(change, plan, path);
  const after = containersPlanned(change, plan);
  if (after === undefined) return [{ path, before: "(known)", after: "(known after apply)" }];
  return containerDifferences(containersNow(change), after);
}

function policyDifferences(change: ResourceChange, plan: Plan): readonly Difference[] {
  return policiesOf(change, plan).flatMap(({ where, before, after }) => {
    if (after === undefined)
      return [{ path: where, before: "(known)", after: "(known after apply)" }];
    const [more, less] = [widening(before, after), widening(after, before)];
    const say = (grants: typeof more.allowed, words: string) =>
      grants.length > 0
        ? [{ path: where, before: "", after: `${words} ${describeGrants(grants)}` }]
        : [];
    return [
      ...say(more.allowed, "now allows"),
      ...say(more.undenied, "no longer denies"),
      ...say(less.allowed, "no longer allows"),
      ...say(less.undenied, "now denies"),
    ];
  });
}
