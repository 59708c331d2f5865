import { planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";

/**
 * What each stateful kind holds: what is lost with it. After those that the module makes come kinds that a project may declare as its
 * own and whose names do not tell that they hold data; what sounds like it does, is taken to.
 */
const contentsByType: Readonly<Record<string, string>> = {
  aws_db_instance: "a database",
  aws_rds_cluster_instance: "an instance of a database",
  aws_db_instance_automated_backups_replication: "backups",
  aws_dynamodb_table: "a table",
  aws_elasticache_replication_group: "a cache",
  aws_s3_bucket: "a bucket",
  aws_s3_object: "a stored object",
  aws_instance: "a machine and its disk",
  aws_kms_key: "a key, and with it everything encrypted under it, every backup included",
  aws_kms_replica_key: "a key, and with it everything encrypted under it",
  aws_kms_external_key: "a key, and with it everything encrypted under it",
  aws_secretsmanager_secret: "a secret",
  aws_secretsmanager_secret_version: "the value of a secret",
  aws_ecr_repository: "images, the ones that run included",
  aws_cloudwatch_log_group: "logs",
  aws_sqs_queue: "messages",
  aws_acmpca_certificate_authority: "a certificate authority",
  random_password: "a generated password",
  random_string: "a generated text",
  random_id: "a generated identity",
  random_uuid: "a generated identity",
  tls_private_key: "a private key",
};

/** What would be lost with the object, in words; undefined when it holds nothing. */
export function contentsOf(change: ResourceChange): string | undefined {
  if (isImagePointer(change)) return "the pointer to the released image";
  if (change.type === "aws_ssm_parameter" && prior(change, "type") === "SecureString") {
    return "a secret";
  }
  if (Object.hasOwn(contentsByType, change.type)) return contentsByType[change.type];
  return soundsStateful.test(change.type) && !holdsNothing.has(change.type)
    ? "what may hold data"
    : undefined;
}

// AWS makes new stores faster than any list learns of them.
const soundsStateful =
  /_(database|table|bucket|volume|file_system|snapshot|vault|store|stream|ledger|index|cluster|domain|collection|repository|queue|user_pool|cache)$/;
const holdsNothing = new Set([
  "aws_ecs_cluster",
  "aws_eks_cluster",
  "aws_route_table",
  "aws_default_route_table",
  "aws_ec2_transit_gateway_route_table",
  "aws_ec2_local_gateway_route_table",
]);

/**
 * Whether the object is the parameter that names the released image, `/<application>/<environment>/image`. The
 * deployer writes it, so its value is in no configuration. A plan does not show `ignore_changes`: the name tells.
 */
export function isImagePointer(change: ResourceChange): boolean {
  if (change.type !== "aws_ssm_parameter") return false;
  const names = [prior(change, "name"), planned(change, "name")];
  return names.some(
    (name) => name === UNKNOWN || (typeof name === "string" && /\/image$/.test(name)),
  );
}
