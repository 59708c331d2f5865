import { restoredTag } from "../contract/snapshots";
import { oncePerPlan } from "./read/once-per-plan";
import { tryParseJson } from "./read/parse-json";
import type { Plan } from "./read/plan";
import { hasUnknown, member, planned, prior } from "./read/planned-value";
import type { ResourceChange } from "./read/resource-change";

/** A database that takes another's place. */
export interface SwitchOver {
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

/** Whether an object changes in nothing but that it means the restored database, instead of the one before or beside it. */
export function followsSwitchOver(change: ResourceChange, plan: Plan): boolean {
  const pair = change.action === "update" && !change.isImported ? switchOver(plan) : undefined;
  if (pair === undefined) return false;
  const names = new Set([change.before, change.after].flatMap((side) => Object.keys(side ?? {})));
  return [...names].every((name) => {
    const [was, will] = [prior(change, name), planned(change, name)];
    if (hasUnknown(will)) return false;
    const before = meant(was, pair);
    return JSON.stringify(meant(will, pair, before)) === JSON.stringify(before);
  });
}

/**
 * A value with the database's former name for the one it has now, where it is a database's: cluster and service are called as the first one. JSON within texts is
 * read, a list does not say twice what only then is equal, and a policy is without what it denies of databases more than `before`.
 */
function meant(value: unknown, { from, to, ...rest }: SwitchOver, before?: unknown): unknown {
  const pair = { from, to, ...rest };
  if (typeof value === "string") {
    const json = /^\s*[{[]/.test(value) ? tryParseJson(value) : undefined;
    if (typeof json === "object" && json !== null) return meant(json, pair, before);
    return value.replace(
      new RegExp(`(?<=:db:|/aws/rds/instance/|-identifier |")${to}(?![\\w-])`, "g"),
      from,
    );
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => {
      const text = JSON.stringify(item === to ? from : meant(item, pair));
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
      return [name, isDatabase ? from : meant(item, pair, member(before, name))];
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
