import { planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";

/** What each stateful kind that the module makes holds: what is lost with it. */
const contentsByType: Readonly<Record<string, string>> = {
  aws_db_instance: "a database",
  aws_dynamodb_table: "a table",
  aws_s3_bucket: "a bucket",
  aws_kms_key: "a key, and with it everything encrypted under it, every backup included",
  aws_secretsmanager_secret: "a secret",
  aws_secretsmanager_secret_version: "the value of a secret",
  aws_ecr_repository: "images, the ones that run included",
  aws_cloudwatch_log_group: "logs",
  aws_sqs_queue: "messages",
};

/** What would be lost with the object, in words; undefined when it holds nothing. */
export function contentsOf(change: ResourceChange): string | undefined {
  if (isImagePointer(change)) return "the pointer to the released image";
  if (change.type === "aws_ssm_parameter" && prior(change, "type") === "SecureString") {
    return "a secret";
  }
  if (Object.hasOwn(contentsByType, change.type)) return contentsByType[change.type];
  return soundsStateful.test(change.type) ? "what may hold data" : undefined;
}

/**
 * A project declares kinds of its own, and AWS makes new stores faster than any list learns of them: what sounds like it holds data is
 * taken to. Compute clusters and route tables do not.
 */
const soundsStateful =
  /(^random_\w+|_(database|(?<!route_)table|bucket|object|volume|file_system|instance|snapshot|backups_replication|vault|store|stream|ledger|index|(?<!_e[ck]s_)cluster|replication_group|domain|collection|repository|queue|user_pool|cache|certificate_authority|(external|replica|private)_key))$/;

/**
 * Whether the object is the parameter that names the released image, `/<application>/<environment>/image`. The
 * deployer writes it, so its value is in no configuration. A plan does not show `ignore_changes`: the name says it.
 */
export function isImagePointer(change: ResourceChange): boolean {
  if (change.type !== "aws_ssm_parameter") return false;
  const names = [prior(change, "name"), planned(change, "name")];
  return names.some(
    (name) => name === UNKNOWN || (typeof name === "string" && /\/image$/.test(name)),
  );
}
