import { looksLikeJson } from "../base/text";
import { restoredTag } from "../contract/snapshots";
import { grantsOf, says, widening } from "./iam/compare";
import { policiesOf } from "./iam/policies-of";
import type { Policy, Statement } from "./iam/policy";
import { carriersNow } from "./iam/role-policies";
import { oncePerPlan } from "./read/once-per-plan";
import { tryParseJson } from "./read/parse-json";
import type { Plan } from "./read/plan";
import { hasUnknown, member, planned, prior } from "./read/planned-value";
import type { ResourceChange } from "./read/resource-change";

/** A database that takes another's place. */
interface SwitchOver {
  /** The one that Terraform lets go of. */
  readonly left: ResourceChange;
  /** Its identifier, and that of the one which is imported instead. */
  readonly from: string;
  readonly to: string;
}

/**
 * The plan's switch-over to a restored database: it lets go of one, protected from deletion, and imports one that `slipway restore` made for the same
 * environment, as the tag says that is on it in AWS. Undefined when it is anything else.
 */
export const switchOver = oncePerPlan((plan: Plan): SwitchOver | undefined => {
  const databases = plan.changes.filter(
    ({ type, isData }) => type === "aws_db_instance" && !isData,
  );
  const [left, ...moreLeft] = databases.filter(isForgotten);
  const [taken, ...moreTaken] = databases.filter(({ isImported }) => isImported);
  if (left === undefined || taken === undefined) return undefined;
  if (moreLeft.length + moreTaken.length > 0) return undefined;
  if (left.action !== "forget" || prior(left, "deletion_protection") !== true) return undefined;
  const [application, environment] = ["application", "environment"].map((key) =>
    prior(left, "tags_all", key),
  );
  if (typeof application !== "string" || typeof environment !== "string") return undefined;
  if (prior(taken, "tags_all", restoredTag) !== `${application}-${environment}`) return undefined;
  if (!["update", "no-op"].includes(taken.action)) return undefined;
  const [from, to] = [prior(left, "identifier"), prior(taken, "identifier")];
  return isIdentifier(from) && isIdentifier(to) ? { left, from, to } : undefined;
});

function isIdentifier(value: unknown): value is string {
  return typeof value === "string" && /^[a-z][a-z0-9-]*$/.test(value);
}

/** Whether Terraform lets go of it. */
export function isForgotten({ action, actions }: ResourceChange): boolean {
  return action === "forget" || actions.includes("forget");
}

/**
 * Whether an object changes in nothing but that it means the restored database, instead of the one before or beside it; of a role's policy also where a
 * statement comes to it from another policy of the role, or goes there.
 */
export function followsSwitchOver(change: ResourceChange, plan: Plan): boolean {
  const isOne = ["create", "update"].includes(change.action) && !change.isImported;
  const pair = isOne ? switchOver(plan) : undefined;
  if (pair === undefined) return false;
  if (change.action === "create") return givesRolesNothingElse(change, plan, pair);
  const names = new Set([change.before, change.after].flatMap((side) => Object.keys(side ?? {})));
  const moved = [...names].filter((name) => {
    const [was, will] = [prior(change, name), planned(change, name)];
    if (hasUnknown(will)) return true;
    const before = inFormerName(was, pair);
    return JSON.stringify(inFormerName(will, pair, before)) !== JSON.stringify(before);
  });
  if (moved.length === 0) return true;
  return moved.join() === "policy" && givesRolesNothingElse(change, plan, pair);
}

/** Whether every role that carries the policy has by one of its policies already all that this one allows, the database's name apart. */
function givesRolesNothingElse(change: ResourceChange, plan: Plan, pair: SwitchOver): boolean {
  if (change.type !== "aws_iam_policy" && change.type !== "aws_iam_role_policy") return false;
  const [policy, ...others] = policiesOf(change, plan);
  const carriers = carriersNow(change, plan) ?? [];
  if (policy?.after === undefined || others.length > 0) return false;
  const renamed = (statements: Policy) =>
    statements.map((one) => inFormerName(one, pair) as Statement);
  const [before, after] = [renamed(policy.before), renamed(policy.after)];
  const allowed = after.filter(({ effect }) => effect === "Allow").flatMap(grantsOf);
  const known = carriers.map(renamed);
  return (
    known.length > 0 &&
    widening(before, after).undenied.length === 0 &&
    known.every((has) => allowed.every((grant) => says(has, grant)))
  );
}

/**
 * A value in which the restored database has the name of the one before, so that both sides can be compared. Only names of databases are replaced, since
 * cluster and service may have the same name. JSON within texts is read; items of a list that become equal by it are one; a policy loses the denials on
 * databases that `before` does not have.
 */
function inFormerName(value: unknown, pair: SwitchOver, before?: unknown): unknown {
  const { from, to } = pair;
  if (typeof value === "string") {
    const json = looksLikeJson(value) ? tryParseJson(value) : undefined;
    if (typeof json === "object" && json !== null) return inFormerName(json, pair, before);
    return value.replace(
      new RegExp(`(?<=:db:|/aws/rds/instance/|-identifier |")${to}(?![\\w-])`, "g"),
      from,
    );
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => {
      const text = JSON.stringify(item === to ? from : inFormerName(item, pair));
      return { text, isRenamed: text !== JSON.stringify(item) };
    });
    const isOnce = ({ text, isRenamed }: (typeof items)[number], index: number) => {
      const first = items.findIndex((one) => one.text === text);
      return first === index || !(isRenamed || items[first]?.isRenamed);
    };
    return items.filter(isOnce).map(({ text }) => JSON.parse(text));
  }
  if (typeof value !== "object" || value === null) return value;
  const whole = Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const isDatabase = /^db_?instance_?identifier$/i.test(name) && item === to;
      return [name, isDatabase ? from : inFormerName(item, pair, member(before, name))];
    }),
  );
  const known = member(before, "Statement");
  const statements = member(whole, "Statement");
  if (!Array.isArray(statements) || !Array.isArray(known)) return whole;
  const texts = new Set(known.map((one) => JSON.stringify(one)));
  const isMore = (one: unknown) => deniesOfDatabases(one) && !texts.has(JSON.stringify(one));
  return { ...whole, Statement: statements.filter((one) => !isMore(one)) };
}

/** Whether a statement of an identity's policy denies something of databases alone, so that it shuts nobody out of anything else. */
function deniesOfDatabases(statement: unknown): boolean {
  const resources = [member(statement, "Resource")].flat();
  return (
    member(statement, "Effect") === "Deny" &&
    member(statement, "Principal") === undefined &&
    member(statement, "NotPrincipal") === undefined &&
    resources.every((one) => typeof one === "string" && /^arn:[\w-]+:rds:[\w-]*:\d*:db:/.test(one))
  );
}
