import { count } from "../../../base/printable";
import { tryParseJson } from "../../read/parse-json";
import { numberOf, textOf } from "../../read/plain-value";
import { areMade, changesBehind, type Plan } from "../../read/plan";
import { listOf, member, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

/** Data expires sooner than it did, so some of it is gone shortly after the apply, without anything being deleted. */
export const expiryShortened: Rule = {
  name: "expiry-shortened",
  class: "data loss",
  why: "What is older than the new limit is deleted by AWS within hours, for good.",
  advice: "Keep the longer time, or copy away what must stay.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (change.before === undefined && !mayExpireWhatIsThere(change, plan)) return [];
    return checksByType[change.type]?.(change) ?? [];
  },
};

// What expires is the content of another object, which this attribute names.
const containerAttributes: Readonly<Record<string, string>> = {
  aws_s3_bucket_lifecycle_configuration: "bucket",
  aws_ecr_lifecycle_policy: "repository",
};

/** Whether a new object sets an expiry on a bucket or a repository that this plan does not make, which may hold data already. */
function mayExpireWhatIsThere(change: ResourceChange, plan: Plan): boolean {
  const attribute = containerAttributes[change.type];
  return attribute !== undefined && !areMade(changesBehind(plan, change, attribute));
}

const checksByType: Readonly<Record<string, (change: ResourceChange) => readonly Observation[]>> = {
  aws_cloudwatch_log_group: logRetention,
  aws_s3_bucket_lifecycle_configuration: objectExpiry,
  aws_ecr_lifecycle_policy: imageExpiry,
  aws_dynamodb_table: itemExpiry,
  aws_sqs_queue: messageExpiry,
};

function logRetention(change: ResourceChange): readonly Observation[] {
  const [was, will] = [
    prior(change, "retention_in_days"),
    planned(change, "retention_in_days"),
  ].map(daysKept) as [number, number];
  if (will >= was) return [];
  return [refuse(`keeps logs for ${keptText(will)} instead of ${keptText(was)}`)];
}

/** 0 and unset keep forever. An unknown number may be one day. */
function daysKept(value: unknown): number {
  return value === UNKNOWN ? 1 : numberOf(value) || Number.POSITIVE_INFINITY;
}

function keptText(days: number): string {
  return Number.isFinite(days) ? count(days, "day") : "forever";
}

function objectExpiry(change: ResourceChange): readonly Observation[] {
  const before = expiriesOf(prior(change, "rule"));
  return [...expiriesOf(planned(change, "rule"))].flatMap(([what, days]) => {
    const was = before.get(what) ?? Number.POSITIVE_INFINITY;
    return days < was
      ? [refuse(`${what} are kept for ${keptText(days)} instead of ${keptText(was)}`)]
      : [];
  });
}

function expiriesOf(rules: unknown): ReadonlyMap<string, number> {
  const expiries = new Map<string, number>();
  const keep = (what: string, value: unknown) => {
    if (value === undefined || value === null || value === 0) return;
    const days = value === UNKNOWN ? 1 : typeof value === "number" ? value : 1;
    expiries.set(what, Math.min(days, expiries.get(what) ?? days));
  };
  for (const rule of listOf(rules)) {
    if (member(rule, "status") === "Disabled") continue;
    const filter = JSON.stringify(member(rule, "filter") ?? member(rule, "prefix") ?? "");
    for (const expiry of rule === UNKNOWN ? [UNKNOWN] : listOf(member(rule, "expiration"))) {
      const value =
        expiry === UNKNOWN ? UNKNOWN : (member(expiry, "days") ?? member(expiry, "date"));
      keep(`objects ${filter}`, value);
    }
    for (const expiry of listOf(member(rule, "noncurrent_version_expiration"))) {
      keep(
        `old versions of objects ${filter}`,
        expiry === UNKNOWN ? UNKNOWN : member(expiry, "noncurrent_days"),
      );
    }
  }
  return expiries;
}

function imageExpiry(change: ResourceChange): readonly Observation[] {
  const will = planned(change, "policy");
  if (will === UNKNOWN)
    return [refuse("changes which images expire to what is known only after the apply")];
  const [before, after] = [imageRules(prior(change, "policy")), imageRules(will)];
  const sooner = after.flatMap(({ images, keep }) => {
    const was = before.find((rule) => rule.images === images)?.keep;
    if (was !== undefined && keep >= was) return [];
    const until = was === undefined ? ", and had no such limit until now" : ` instead of ${was}`;
    return [
      refuse(`images ${images} expire beyond ${keep}${until}: a rollback reaches no further`),
    ];
  });
  const exposed = noLongerSetApart(before, after).map((images) =>
    refuse(`images ${images} are no longer protected by their rule from those after it`),
  );
  return [...sooner, ...exposed];
}

function itemExpiry(change: ResourceChange): readonly Observation[] {
  const enabled = planned(change, "ttl", 0, "enabled");
  const attribute = ["ttl", 0, "attribute_name"];
  const isOn =
    prior(change, "ttl", 0, "enabled") === true && (enabled === true || enabled === UNKNOWN);
  if (isOn && prior(change, ...attribute) !== planned(change, ...attribute)) {
    return [
      refuse(
        `lets items of the table expire by another attribute: ${fromTo(change, ...attribute)}`,
      ),
    ];
  }
  if (prior(change, "ttl", 0, "enabled") === true || (enabled !== true && enabled !== UNKNOWN))
    return [];
  return [refuse("lets items of the table expire")];
}

function messageExpiry(change: ResourceChange): readonly Observation[] {
  const name = "message_retention_seconds";
  const seconds = (value: unknown) => (value === UNKNOWN ? 0 : (numberOf(value) ?? defaultSeconds));
  if (seconds(planned(change, name)) >= seconds(prior(change, name))) return [];
  return [refuse(`keeps messages for less time: ${fromTo(change, name)}`)];
}

/** Four days: what SQS keeps a message for, unless it is set. */
const defaultSeconds = 345_600;

/** One rule of a repository's lifecycle policy. */
interface ImageRule {
  /** Which images it counts, and how, as one text: `tagged released-* imageCountMoreThan`. */
  readonly images: string;
  readonly tagStatus: string;
  /** How many it keeps, or for how many days. */
  readonly keep: number;
}

/** The rules in the order in which ECR asks them; none of what is no policy. */
function imageRules(policy: unknown): readonly ImageRule[] {
  const rules = listOf(
    member(typeof policy === "string" ? tryParseJson(policy) : undefined, "rules"),
  );
  const priority = (rule: unknown) => numberOf(member(rule, "rulePriority")) ?? 0;
  return [...rules]
    .sort((a, b) => priority(a) - priority(b))
    .map((rule) => {
      const selection = member(rule, "selection");
      const tags = ["tagPrefixList", "tagPatternList"].flatMap((name) =>
        textsOf(member(selection, name)),
      );
      const tagStatus = textOf(member(selection, "tagStatus"));
      const what = [tagStatus, ...tags, textOf(member(selection, "countType"))];
      return {
        images: what.join(" "),
        tagStatus,
        keep: numberOf(member(selection, "countNumber")) ?? 0,
      };
    });
}

/**
 * Images that a rule kept from those after it, and that one of those would now expire: the rule goes, or stands behind.
 * An image that a rule selects is left alone by every later one.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
function noLongerSetApart(
  before: readonly ImageRule[],
  after: readonly ImageRule[],
): readonly string[] {
  const place = (rules: readonly ImageRule[], { images }: ImageRule) =>
    rules.findIndex((rule) => rule.images === images);
  return before
    .filter((keeper, first) => {
      const [now, later] = [place(after, keeper), before.slice(first + 1)];
      return later.some((rule) => {
        const its = place(after, rule);
        return its >= 0 && mayMeet(keeper, rule) && (now < 0 || its < now);
      });
    })
    .map(({ images }) => images);
}

/** A tagged image is never an untagged one; whether two patterns meet is not asked. */
function mayMeet(a: ImageRule, b: ImageRule): boolean {
  const kinds = new Set([a.tagStatus, b.tagStatus]);
  return !(kinds.has("tagged") && kinds.has("untagged"));
}
