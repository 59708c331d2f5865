import { describePolicyChange } from "../iam/describe-grant";
import { policiesOf } from "../iam/policies-of";
import { withoutUnasked } from "../read/configured-part";
import { type Containers, containersNow, containersPlanned, namedValues } from "../read/containers";
import type { Plan } from "../read/plan";
import { member, planned, prior, UNKNOWN } from "../read/planned-value";
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
  /** Attributes of an update that has no difference worth showing: null for false, another order of a policy, `timeouts`. */
  readonly rewritten: readonly string[];
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
    .map((change, i) => {
      const differences = change.before && change.after ? attributeDifferences(change, plan) : [];
      return {
        address: change.address,
        type: change.type,
        action: change.action,
        previousAddress: change.previousAddress,
        isImported: change.isImported,
        revision: revisionOf(change),
        forcedBy: change.replacePaths.map((path) => path.join(".")),
        differences,
        rewritten: change.action === "update" && differences.length === 0 ? rewritten(change) : [],
        settings: change.action === "create" && i < mostShown ? settingsOf(change, plan) : [],
      };
    });
}

/** An update changes something, or Terraform would not plan it. */
function rewritten(change: ResourceChange): readonly string[] {
  const names = new Set([...Object.keys(change.before ?? {}), ...Object.keys(change.after ?? {})]);
  return [...names].filter(
    (name) =>
      member(change.afterUnknown, name) !== true &&
      JSON.stringify(prior(change, name)) !== JSON.stringify(member(change.after, name)),
  );
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
  const plainNames = [...names].filter(
    (name) => !saidApart.has(name) && !policies.has(name) && name !== "container_definitions",
  );
  return [
    ...containersIn(change, plan),
    ...policyDifferences(change, plan),
    ...plainNames.flatMap((name) => attribute(change, plan, name, secrets)),
    ...tagDifferences(change, plan),
  ];
}

const saidApart: ReadonlySet<string> = new Set(["timeouts", "id", "arn", "tags", "tags_all"]);

/** `tags_all` says what `tags` says, and what the provider adds to it; not every provider has it, nor knows it in time. */
function tagDifferences(change: ResourceChange, plan: Plan): readonly Difference[] {
  const own = eachTag(change, "tags") ?? attribute(change, plan, "tags");
  const all = eachTag(change, "tags_all") ?? attribute(change, plan, "tags_all");
  if (planned(change, "tags_all") === UNKNOWN && own.length > 0) return own;
  const said = new Set(all.map(({ path }) => path));
  return [...all, ...own.filter(({ path }) => !said.has(path))];
}

/** Tag by tag, since one without a value is one too; undefined where they are no map of texts. */
function eachTag(change: ResourceChange, name: string): readonly Difference[] | undefined {
  const [was, will] = [prior(change, name) ?? {}, planned(change, name) ?? {}];
  const marks = [member(change.beforeSensitive, name), member(change.afterSensitive, name)];
  const isMap = (tags: unknown) => typeof tags === "object" && !Array.isArray(tags);
  if (!isMap(was) || !isMap(will) || marks.includes(true)) return undefined;
  const keys = new Set([...Object.keys(was), ...Object.keys(will)]);
  return [...keys].flatMap((key) => {
    const [before, after] = [member(was, key) ?? undefined, member(will, key) ?? undefined];
    if (before === after && after !== UNKNOWN) return [];
    const isSecret = marks.some((mark) => member(mark, key) === true);
    const shown = (tag: unknown) =>
      tag === "" ? "(empty)" : isSecret && tag ? "(sensitive)" : tag;
    return [{ path: `tags.${key}`, ...shownPair(key, shown(before), shown(after)) }];
  });
}

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
