import { Construct } from "constructs";
import { DbInstance } from "#aws/db-instance";
import { DbParameterGroup } from "#aws/db-parameter-group";
import { DbSubnetGroup } from "#aws/db-subnet-group";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicyAttachment } from "#aws/iam-role-policy-attachment";
import { DataResource } from "#terraform";
import { arnIn, type Place, partitionOf } from "../../base/arns";
import { trustInService } from "../../base/policy";
import { Ephemeral } from "../overrides";
import { mainResourceId } from "../readable-stack";
import { DatabaseLogs, exportedLogs } from "./database-logs";
import { GeneratedSecret } from "./secrets/generated-secret";

/** Port of every database we make. */
export const postgresPort = 5432;

/** Properties of a {@link Database}. */
export interface DatabaseProps extends Place {
  /** Identifier of the instance, 1 to 63 characters; also the beginning of the names around it. */
  readonly identifier: string;
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

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const { identifier, keyArn } = props;

    const logs = new DatabaseLogs(this, "logs", {
      identifier,
      keyArn,
      retentionDays: props.logRetentionDays,
    });
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

    const instance = new DbInstance(this, mainResourceId, {
      identifier,
      engine: "postgres",
      engineVersion: props.engineVersion,
      engineLifecycleSupport: "open-source-rds-extended-support-disabled", // extended support is billed by the vCPU-hour
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
      parameterGroupName: this.parameterGroup(props),
      maintenanceWindow: props.maintenanceWindow,
      applyImmediately: props.applyImmediately,
      dependsOn: [...logs.groups, monitoring.policy],
      lifecycle: { preventDestroy: true },
    });

    this.address = instance.address;
    this.identifier = instance.identifier;
    this.url = `postgresql://${props.username}:${password}@${instance.address}:${postgresPort}/${props.databaseName}?sslmode=require`;
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
      finalSnapshotIdentifier: `${props.identifier}-final-${generation.id}`,
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

  private parameterGroup(props: DatabaseProps): string {
    const family = `postgres${props.engineVersion}`;
    return new DbParameterGroup(this, "parameters", {
      name: `${props.identifier}-${family}`,
      family,
      description: "TLS only; schema changes and slow statements in the log",
      parameter: [...parameters],
      // A new major version needs a group of its own beside the old one, which stays: the database has it until the upgrade is done,
      // perhaps in a maintenance window long after the apply.
      lifecycle: { createBeforeDestroy: true },
      skipDestroy: true,
    }).name;
  }
}

/** Properties of a {@link MonitoringRole}. */
interface MonitoringRoleProps extends Place {
  /** Name of the role. */
  readonly name: string;
  /** The one database that may use it. */
  readonly databaseIdentifier: string;
}

/** Lets RDS write the operating system's figures of one database to CloudWatch. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html */
export class MonitoringRole extends Construct {
  readonly arn: string;
  /** RDS refuses the role until it has its policy: wait for this. */
  readonly policy: IamRolePolicyAttachment;

  constructor(scope: Construct, id: string, props: MonitoringRoleProps) {
    super(scope, id);
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: "RDS writes the operating system's figures of the database to CloudWatch",
      assumeRolePolicy: trustInService(
        "monitoring.rds.amazonaws.com",
        props.account,
        arnIn(props, "rds", `db:${props.databaseIdentifier}`),
      ),
    });
    this.policy = new IamRolePolicyAttachment(this, "policy", {
      role: role.name,
      policyArn: `arn:${partitionOf(props.region)}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`,
    });
    this.arn = role.arn;
  }
}

/** One parameter of a PostgreSQL parameter group. */
interface Parameter {
  readonly name: string;
  readonly value: string;
  /** `immediate` for what PostgreSQL takes at once, `pending-reboot` for what it reads when it starts. */
  readonly applyMethod: "immediate" | "pending-reboot";
}

/**
 * What every database runs with: TLS only, changes of the schema and statements slower than a second in the log.
 * A value that is also the engine's default reads back as `pending-reboot`, whatever was asked for; asking for that keeps plans empty,
 * and a new database starts with it all the same.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/39252
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
 */
export const parameters: readonly Parameter[] = [
  { name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" },
  { name: "log_statement", value: "ddl", applyMethod: "immediate" },
  { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
  { name: "log_lock_waits", value: "1", applyMethod: "pending-reboot" },
];
