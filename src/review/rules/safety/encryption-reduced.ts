import { ownAccounts } from "../../iam/own-accounts";
import { oncePerPlan } from "../../read/once-per-plan";
import { textOf } from "../../read/plain-value";
import { changesBehind, type Plan } from "../../read/plan";
import { isEmpty, listOf, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { goesAway, isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** Something is no longer encrypted, at rest or in transit, or by a weaker key, or by one that others own. */
export const encryptionReduced: Rule = {
  name: "encryption-reduced",
  class: "safety",
  why: "Encryption with a key of one's own is what makes a copied disk or snapshot worthless, and access to it auditable.",
  advice:
    "Keep the encryption. Most of these cannot be switched back without making the object again.",
  check(change, plan): readonly Observation[] {
    const found = tlsLosses(change, plan).map((what) => refuse(what));
    if (change.type === "aws_s3_bucket_server_side_encryption_configuration" && goesAway(change)) {
      found.push(refuse("the bucket falls back to AWS's own key"));
    }
    return [...found, ...othersKeys(change, plan).map((what) => refuse(what))];
  },
};

/** Where a kind names the key that encrypts it, blocks inside each other; where it had one, the row of its attribute judges another. */
const keyPlaces: Readonly<Record<string, readonly (readonly string[])[]>> = {
  aws_cloudwatch_log_group: [["kms_key_id"]],
  aws_db_instance: [["kms_key_id"], ["performance_insights_kms_key_id"]],
  aws_dynamodb_table: [["server_side_encryption", "kms_key_arn"]],
  aws_ecr_repository: [["encryption_configuration", "kms_key"]],
  aws_ecs_cluster: [["configuration", "execute_command_configuration", "kms_key_id"]],
  aws_s3_bucket_server_side_encryption_configuration: [
    ["rule", "apply_server_side_encryption_by_default", "kms_master_key_id"],
  ],
  aws_secretsmanager_secret: [["kms_key_id"]],
  aws_sfn_state_machine: [["encryption_configuration", "kms_key_id"]],
  aws_sns_topic: [["kms_master_key_id"]],
  aws_sqs_queue: [["kms_master_key_id"]],
};

/** A key of another account, where there was none: whoever owns it can read what it encrypts, and take the key away. */
function othersKeys(change: ResourceChange, plan: Plan): readonly string[] {
  const places = keyPlaces[change.type];
  if (places === undefined || !isWritten(change)) return [];
  return places.flatMap((names) => {
    const path = names.flatMap((name, index) => (index === 0 ? [name] : [0, name]));
    const key = planned(change, ...path);
    if (typeof key !== "string" || key === prior(change, ...path)) return [];
    const account = /^arn:[^:]*:kms:[^:]*:(\d{12}):/.exec(key)?.[1];
    const own = ownAccounts(plan);
    if (account === undefined || own.size === 0 || own.has(account)) return [];
    return [`would be encrypted by a key of another account: ${inWords(key)}`];
  });
}

/** What a parameter group says about connections without TLS. */
type Requirement = "required" | "not required" | "not said" | "not known yet";

const groupType = "aws_db_parameter_group";
const groupAttribute = "parameter_group_name";

/**
 * How the database would come to accept connections without TLS, in sentences: its parameter group no longer requires
 * it, or the database gets a group that does not, or which the plan does not show. Without a word of ours the engine's
 * default counts, which of PostgreSQL below 15 and of MySQL is to accept them.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
 */
function tlsLosses(change: ResourceChange, plan: Plan): readonly string[] {
  if (!isWritten(change)) return [];
  if (change.type === groupType) return inGroup(change, plan);
  return change.type !== "aws_db_instance" || change.before === undefined
    ? []
    : byAnotherGroup(change, plan);
}

function inGroup(change: ResourceChange, plan: Plan): readonly string[] {
  const will = requirement(planned(change, "parameter"));
  const isSet = plan.configuration.sets(change.block, "parameter");
  if (will === "required" || (will === "not known yet" && !isSet)) return [];
  const was = requirement(prior(change, "parameter"));
  if (will === "not said" && was !== "required") return [];
  if (was === "not required") return [];
  const what = "the database accepts connections without TLS (rds.force_ssl";
  return [will === "not required" ? `${what})` : `${what} is ${will})`];
}

function byAnotherGroup(change: ResourceChange, plan: Plan): readonly string[] {
  const [was, will] = [prior(change, groupAttribute), planned(change, groupAttribute)];
  if (was === will || isEmpty(was)) return [];
  if (will === UNKNOWN && !plan.configuration.sets(change.block, groupAttribute)) return [];
  const groups = parameterGroups(plan);
  const left = groups.filter((group) => prior(group, "name") === was);
  const isLoss = left.every((group) => requirement(prior(group, "parameter")) === "required");
  const taken =
    will === UNKNOWN
      ? (changesBehind(plan, change, groupAttribute) ?? [])
      : groups.filter((group) => planned(group, "name") === will);
  const said = new Set(taken.map((group) => requirement(planned(group, "parameter"))));
  // AWS's own groups say nothing: to leave them loses only what the next one says against it, or may say.
  const isKept = isDefault(was)
    ? isDefault(will) ||
      (taken.length > 0 && !said.has("not required") && !said.has("not known yet"))
    : said.size === 1 && said.has("required");
  if (!isLoss || isKept) return [];
  const why =
    taken.length > 0 ? "does not require TLS" : "this plan does not have: it may not require TLS";
  return [
    `the database goes from the parameters ${inWords(was)} to ${inWords(will)}, which ${why}`,
  ];
}

function isDefault(group: unknown): boolean {
  return /^default\./.test(textOf(group));
}

const parameterGroups = oncePerPlan((plan) =>
  plan.changes.filter(({ type }) => type === groupType),
);

function requirement(parameters: unknown): Requirement {
  const all = listOf(parameters);
  const parameter = all.find((one) =>
    ["rds.force_ssl", "require_secure_transport"].includes(textOf(member(one, "name"))),
  );
  const isHidden = all.some((one) => one === UNKNOWN || member(one, "name") === UNKNOWN);
  if (parameter === undefined) return isHidden ? "not known yet" : "not said";
  const value = member(parameter, "value");
  if (value === UNKNOWN) return "not known yet";
  return /^(1|on|true)$/i.test(textOf(value)) ? "required" : "not required";
}
