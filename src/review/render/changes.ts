import { describePolicyChange } from "../iam/describe-grant";
import { policiesOf } from "../iam/policies-of";
import { withoutUnasked } from "../read/configured-part";
import { type Containers, containersNow, containersPlanned, namedValues } from "../read/containers";
import type { Plan } from "../read/plan";
import { hasUnknown, member, planned, prior, UNKNOWN } from "../read/planned-value";
import type { Action, ResourceChange } from "../read/resource-change";
import { secretsWithin } from "../secrets-within";
import { type Difference, differences, shownPair } from "./differences";

/** What becomes of one object, for people who want to know everything. */
export interface ChangeReport {
  readonly address: string;
  /** `aws_alb…` is given as `aws_lb…`. */
  readonly type: string;
  readonly action: Action;
  readonly previousAddress: string | undefined;
  readonly isImported: boolean;
  /** A task definition is never replaced: it gets a revision, and the one before stays (`kept`) or is deregistered. */
  readonly revision: "kept" | "deregistered" | undefined;
  /** Attributes that force the replacement. */
  readonly forcedBy: readonly string[];
  readonly differences: readonly Difference[];
  /** What something new is made with, as far as the configuration says it; of the first objects only. */
  readonly settings: readonly Difference[];
}

/** Every object that does not stay as and where it is. */
export function changeReports(plan: Plan): readonly ChangeReport[] {
  return plan.changes
    .filter(
      ({ action, previousAddress, isImported }) =>
        action !== "no-op" || previousAddress !== undefined || isImported,
    )
    .map((change, i) => ({
      address: change.address,
      type: change.type,
      action: change.action,
      previousAddress: change.previousAddress,
      isImported: change.isImported,
      revision: revisionOf(change),
      forcedBy: change.replacePaths.map((path) => path.join(".")),
      differences: change.before && change.after ? attributeDifferences(change, plan) : [],
      settings: change.action === "create" && i < mostShown ? settingsOf(change, plan) : [],
    }));
}

/** Of more new objects nobody reads the settings. */
const mostShown = 500;

function settingsOf(change: ResourceChange, plan: Plan): readonly Difference[] {
  const expressions = plan.configuration.expressions(change.block);
  const isSet = ({ path }: Difference) => {
    const [name = ""] = path.split(/[.:[]/);
    return expressions === undefined || Object.hasOwn(expressions, name);
  };
  return attributeDifferences(change, plan).filter((one) => one.path.includes(": ") || isSet(one));
}

/** Whether the replacement is a new revision of a task definition, and what becomes of the one before. */
export function revisionOf({
  type,
  action,
  before,
  after,
}: ResourceChange): ChangeReport["revision"] {
  if (type !== "aws_ecs_task_definition" || action !== "replace") return undefined;
  if (before?.["family"] !== after?.["family"]) return undefined;
  return before?.["skip_destroy"] === true ? "kept" : "deregistered";
}

function attributeDifferences(change: ResourceChange, plan: Plan): readonly Difference[] {
  const policies = new Set(policiesOf(change, plan).map(({ where }) => where));
  const names = new Set(
    [change.before, change.after, change.afterUnknown].flatMap((v) => Object.keys(v ?? {})),
  );
  const secrets = wholeSecrets(change);
  // `tags_all` says what `tags` says, and what the provider adds; not every provider has it.
  const isSaidTwice =
    prior(change, "tags_all") !== undefined && !hasUnknown(planned(change, "tags_all"));
  const quiet = isSaidTwice ? new Set(["tags", ...alwaysQuiet]) : alwaysQuiet;
  const plainNames = [...names].filter(
    (name) => !quiet.has(name) && !policies.has(name) && name !== "container_definitions",
  );
  return [
    ...containersIn(change, plan),
    ...policyDifferences(change, plan),
    ...plainNames.flatMap((name) => attribute(change, plan, name, secrets)),
  ];
}

const alwaysQuiet: ReadonlySet<string> = new Set(["timeouts", "id", "arn"]);

/** The values of a parameter that are secret by its kind or its name: the provider marks all values of all parameters. */
export function wholeSecrets({ type, ...change }: ResourceChange): ReadonlySet<string> {
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
  // What the provider reports after the apply, and nobody asked for, is no change.
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
    return describePolicyChange(before, after).map((said) => ({
      ...{ path: where, before: "" },
      after: said,
    }));
  });
}

/** What changes in the containers of a task, in a developer's words: `ENV`, `secret DATABASE_URL`, `image`. */
export function containerDifferences(before: Containers, after: Containers): readonly Difference[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [was, will] = [before.get(name), after.get(name)];
    if (!was) return [{ path: `${name}`, before: "(none)", after: "a new container" }];
    if (!will) return [{ path: `${name}`, before: "a container", after: "(none)" }];
    const members = new Set([...Object.keys(was), ...Object.keys(will)]);
    return [...members].flatMap((key) => {
      const [left, right] = [was[key], will[key]];
      if (key === "environment") return variables(`${name}: `, left, right, "value");
      if (key === "secrets") return variables(`${name}: secret `, left, right, "valueFrom");
      return differences(`${name}: ${key}`, plain(left), plain(right));
    });
  });
}

function variables(
  prefix: string,
  before: unknown,
  after: unknown,
  value: "value" | "valueFrom",
): readonly Difference[] {
  const [was, will] = [namedValues(before, value), namedValues(after, value)];
  return [...new Set([...was.keys(), ...will.keys()])]
    .filter((name) => was.get(name) !== will.get(name))
    .map((name) => ({
      path: `${prefix}${name}`,
      // A secret's place may be shown, whatever its name; a variable of such a name may not.
      ...shownPair(
        value === "valueFrom" ? "place" : name,
        known(was.get(name)),
        known(will.get(name)),
      ),
    }));
}

function known(text: string | undefined): unknown {
  return text?.startsWith("${") ? UNKNOWN : text;
}

function plain(value: unknown) {
  return { value, sensitive: false };
}
