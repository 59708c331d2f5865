import { createHash } from "node:crypto";
import { Construct } from "constructs";
import { DbInstance } from "#aws/db-instance";
import { DbSubnetGroup } from "#aws/db-subnet-group";
import { DataResource, TerraformStack } from "#terraform";
import type { Place } from "../../base/arns";
import { databaseUrl, engineLifecycleSupport } from "../../contract/database-settings";
import { postgresPort } from "../../contract/names";
import { Ephemeral } from "../overrides";
import { mainResourceId, readableName } from "../readable-stack";
import { DatabaseLogs, exportedLogs } from "./database-logs";
import { parameterGroup } from "./database-parameters";
import { MonitoringRole } from "./monitoring-role";
import { GeneratedSecret } from "./secrets/generated-secret";

/** Properties of a {@link Database}. */
export interface DatabaseProps extends Place {
  /** Identifier of the instance, 1 to 63 characters; also the beginning of the names around it. */
  readonly identifier: string;
  /** The one that runs instead of the first, and those that ran before; undefined where the first one always did. */
  readonly restored:
    | { readonly identifier: string; readonly insteadOf: readonly string[] }
    | undefined;
  /** Name in Secrets Manager of the master user's password. */
  readonly passwordSecretName: string;
  /** Name of the role with which RDS reports the operating system's figures. */
  readonly monitoringRoleName: string;
  /** Private subnets in at least two availability zones. */
  readonly subnetIds: readonly string[];
  /** Security group that admits the tasks alone. */
  readonly securityGroupId: string;
  /** ARN of the key that encrypts storage, backups, logs, figures and password. */
  readonly keyArn: string;
  /** Major version of PostgreSQL. */
  readonly engineVersion: string;
  /** RDS instance class, such as `db.t4g.medium`. */
  readonly instanceClass: string;
  /** gp3 storage at the start, 20 to 65536 GiB. */
  readonly storageGiB: number;
  /** Up to where storage grows by itself, in GiB. */
  readonly maxStorageGiB: number;
  /** A standby in another availability zone. */
  readonly multiAz: boolean;
  /** Days of backups and point-in-time recovery, 1 to 35. */
  readonly backupRetentionDays: number;
  /** Daily, in UTC, at least 30 minutes. */
  readonly backupWindow: string;
  /** Weekly, in UTC, at least 30 minutes. */
  readonly maintenanceWindow: string;
  /** False leaves changes that need a restart to the maintenance window. */
  readonly applyImmediately: boolean;
  /** Name of the first database, 1 to 63 characters. */
  readonly databaseName: string;
  /** Name of the master user, 1 to 63 characters. */
  readonly username: string;
  /** Raise it to rotate the password. */
  readonly secretsVersion: number;
  /** Days that PostgreSQL's logs are kept. */
  readonly logRetentionDays: number;
}

/**
 * A PostgreSQL database: private, encrypted, TLS only, backed up, and hard to lose. Stateful: deletion protection, `prevent_destroy`
 * and a final snapshot each prevent it. The application connects as the master user for now.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
 */
export class Database extends Construct {
  readonly address: string;
  /** Name of the instance; what refers to it waits until it is there. */
  readonly identifier: string;
  /** The URL for the application; refers to an ephemeral block, so only a write-only argument may take it. */
  readonly url: string;
  /** Another number for each database: what is written once and has its address is then written anew. */
  readonly generation: number;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const { keyArn, restored } = props;
    const identifier = restored?.identifier ?? props.identifier;
    this.generation = identifier === props.identifier ? 0 : numberOf(identifier);

    const logs = this.logs(props);
    const { secret } = new GeneratedSecret(this, "password", {
      name: props.passwordSecretName,
      description: "Password of the database's master user",
      keyArn,
      length: 48,
      version: props.secretsVersion,
    });
    const password = new Ephemeral(this, "password_read_back", {
      type: "aws_secretsmanager_secret_version",
      config: { secret_id: secret.writtenArn },
    }).attribute("secret_string");

    const monitoring = new MonitoringRole(this, "monitoring", {
      account: props.account,
      region: props.region,
      name: props.monitoringRoleName,
      databaseIdentifier: identifier,
    });

    const instance = new DbInstance(this, ownId(identifier, props), {
      identifier,
      engine: "postgres",
      engineVersion: props.engineVersion,
      engineLifecycleSupport,
      allowMajorVersionUpgrade: true, // only the environment file raises the major version
      autoMinorVersionUpgrade: true,
      instanceClass: props.instanceClass,
      multiAz: props.multiAz,
      dbName: props.databaseName,
      username: props.username,
      passwordWo: password,
      passwordWoVersion: props.secretsVersion,
      iamDatabaseAuthenticationEnabled: true, // people can have a user of their own, without a password
      port: postgresPort,
      ...this.storage(props),
      ...this.network(props),
      ...this.safety(props),
      ...this.observation(props, monitoring.arn),
      parameterGroupName: parameterGroup(this, props),
      maintenanceWindow: props.maintenanceWindow,
      applyImmediately: props.applyImmediately,
      dependsOn: [...logs.flatMap(({ groups }) => groups), monitoring.policy],
      lifecycle: { preventDestroy: true },
    });
    if (restored) this.takeOver(instance, restored, props);

    this.address = instance.address;
    this.identifier = instance.identifier;
    this.url = databaseUrl({
      username: props.username,
      password,
      host: instance.address,
      port: postgresPort,
      database: props.databaseName,
    });
  }

  /**
   * Terraform takes the database in, and lets go of those that ran before, which stay in AWS. Each has an address of its own: Terraform ignores an import to an
   * address that it knows, and refuses to let go of one that is in the configuration. Either does nothing once it is done.
   * @see https://developer.hashicorp.com/terraform/language/block/removed
   */
  private takeOver(
    instance: DbInstance,
    { identifier, insteadOf }: NonNullable<DatabaseProps["restored"]>,
    props: DatabaseProps,
  ): void {
    instance.importFrom(identifier);
    const stack = TerraformStack.of(this);
    const type = DbInstance.tfResourceType;
    const within = this.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
    const removed = insteadOf.map((one) => ({
      from: `${type}.${readableName([...within, ownId(one, props)])}`,
      lifecycle: { destroy: false },
    }));
    stack.addOverride("removed", removed);
  }

  /** Of each database that ever ran here: those that Terraform let go of write on. */
  private logs(props: DatabaseProps): DatabaseLogs[] {
    const { identifier, restored, keyArn, logRetentionDays: retentionDays } = props;
    const all = new Set([
      identifier,
      ...(restored ? [restored.identifier, ...restored.insteadOf] : []),
    ]);
    return [...all].map((one) => {
      const id = one === identifier ? "logs" : `logs_${ownId(one, props)}`;
      return new DatabaseLogs(this, id, { identifier: one, keyArn, retentionDays });
    });
  }

  private storage(props: DatabaseProps) {
    return {
      storageType: "gp3",
      allocatedStorage: props.storageGiB,
      maxAllocatedStorage: props.maxStorageGiB,
      storageEncrypted: true,
      kmsKeyId: props.keyArn,
    };
  }

  private network(props: DatabaseProps) {
    const subnets = new DbSubnetGroup(this, "subnets", {
      name: props.identifier,
      description: "Private subnets of the database",
      subnetIds: [...props.subnetIds],
    });
    return {
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [props.securityGroupId],
      publiclyAccessible: false,
      caCertIdentifier: "rds-ca-rsa2048-g1",
    };
  }

  private safety(props: DatabaseProps) {
    // Made once with the database: a second database of the same name leaves a second snapshot.
    const generation = new DataResource(this, "generation", {});
    return {
      deletionProtection: true,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: `${props.restored?.identifier ?? props.identifier}-final-${generation.id}`,
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: props.backupWindow,
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: false,
    };
  }

  private observation(props: DatabaseProps, monitoringRoleArn: string) {
    return {
      enabledCloudwatchLogsExports: [...exportedLogs],
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: props.keyArn,
      performanceInsightsRetentionPeriod: 7, // days; the period that costs nothing
      monitoringInterval: 60,
      monitoringRoleArn,
    };
  }
}

/** Id of one database's construct: what its identifier has beyond that of the first, with its hyphen, so that `-logs` is not the construct `logs`. */
function ownId(identifier: string, { identifier: first }: DatabaseProps): string {
  return identifier === first ? mainResourceId : identifier.slice(first.length);
}

/** A number from 1 to 2^31 that distinguishes identifiers. */
function numberOf(identifier: string): number {
  const digits = createHash("sha256").update(identifier).digest("hex").slice(0, 8);
  return (Number.parseInt(digits, 16) >>> 1) + 1;
}
