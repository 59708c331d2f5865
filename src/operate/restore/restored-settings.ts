import type { DBInstance, DBSnapshot, RDSClient, Tag } from "@aws-sdk/client-rds";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import type { Environment } from "../../config/schema";
import { engineLifecycleSupport, parameterGroupName } from "../../contract/database-settings";
import { namesOf, postgresPort } from "../../contract/names";
import { drillTag, restoredFromTag, restoredTag } from "../../contract/snapshots";
import { moduleTags } from "../../contract/tags";
import { databaseCalled } from "./restored-database";

/** What a restored database has in common with the one beside which it is made, as RDS' request names it. */
export interface RestoredSettings {
  readonly DBInstanceClass: string | undefined;
  readonly DBSubnetGroupName: string | undefined;
  /** RDS would take the VPC's default group. */
  readonly VpcSecurityGroupIds: string[];
  /** RDS would take the engine's default parameters, which let in without TLS. */
  readonly DBParameterGroupName: string | undefined;
  readonly Port: number | undefined;
  readonly AutoMinorVersionUpgrade: boolean | undefined;
  readonly EnableIAMDatabaseAuthentication: boolean | undefined;
  /** RDS would turn on support that is billed by the vCPU-hour. */
  readonly EngineLifecycleSupport: string | undefined;
  /** Without those that say what it was restored from. */
  readonly tags: readonly Tag[];
}

/** Whose settings, and what they are taken from when it is gone. */
interface SettingsProps {
  readonly databaseIdentifier: string;
  /** The environment's file. */
  readonly environment: Environment;
  readonly snapshot: DBSnapshot;
  /** The database's security group, which whoever restores names when the database is gone. */
  readonly securityGroupId: string | undefined;
}

/** The settings of the database that runs or, when it is gone, those that its stack gives it; says so. */
export async function settingsFor(
  rds: RDSClient,
  terminal: Terminal,
  props: SettingsProps,
): Promise<RestoredSettings> {
  const { databaseIdentifier } = props;
  const model = await databaseCalled(rds, databaseIdentifier);
  if (model) return settingsOfLive(model);
  const settings = settingsOfStack(props);
  terminal.err(
    `RDS has no database ${databaseIdentifier}: settings are taken from the file and from the stack's names.\n`,
  );
  return settings;
}

/** Each says something of one database alone. */
const ofRestored: readonly string[] = [restoredTag, restoredFromTag, drillTag];

/** The settings of the database that runs. */
function settingsOfLive(live: DBInstance): RestoredSettings {
  return {
    DBInstanceClass: live.DBInstanceClass,
    DBSubnetGroupName: live.DBSubnetGroup?.DBSubnetGroupName,
    VpcSecurityGroupIds: (live.VpcSecurityGroups ?? []).flatMap(
      ({ VpcSecurityGroupId: id }) => id ?? [],
    ),
    DBParameterGroupName: live.DBParameterGroups?.[0]?.DBParameterGroupName,
    Port: live.Endpoint?.Port,
    AutoMinorVersionUpgrade: live.AutoMinorVersionUpgrade,
    EnableIAMDatabaseAuthentication: live.IAMDatabaseAuthenticationEnabled,
    EngineLifecycleSupport: live.EngineLifecycleSupport,
    tags: (live.TagList ?? []).filter(
      ({ Key = "" }) => !Key.startsWith("aws:") && !ofRestored.includes(Key),
    ),
  };
}

/**
 * The settings that the environment's stack gives its database, for when that is gone: from the file, and from the names of what stands around it; a
 * security group has an id that no name says. A
 * database of others has no such file.
 */
function settingsOfStack({
  environment,
  snapshot,
  securityGroupId,
}: SettingsProps): RestoredSettings {
  const { application, environment: name, database, tags } = environment;
  const { databaseIdentifier, prefix } = namesOf(environment);
  const { DBInstanceIdentifier: gone, DBSnapshotIdentifier: from, EngineVersion = "" } = snapshot;
  if (database.mode !== "create") {
    throw new CommandError(
      1,
      `RDS has no database ${gone}, and others own it: the file names neither its class nor its subnets, groups and parameters.\n` +
        `next: ask its owners to restore it, or by hand with theirs: aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier ${from} --db-instance-identifier ${gone} …`,
    );
  }
  if (securityGroupId === undefined) {
    throw new CommandError(
      2,
      `RDS has no database ${gone}, whose security group the new one would get. Name it: --security-group sg-…\n` +
        `It is the one called ${prefix}-database: aws ec2 describe-security-groups --filters Name=group-name,Values=${prefix}-database --query 'SecurityGroups[].GroupId'`,
    );
  }
  const all = { ...tags, ...moduleTags(application, name) };
  return {
    DBInstanceClass: database.instanceClass,
    DBSubnetGroupName: databaseIdentifier,
    VpcSecurityGroupIds: [securityGroupId],
    // Of the snapshot's own version: the group of an earlier one stays when the file raises it.
    DBParameterGroupName: parameterGroupName(databaseIdentifier, EngineVersion.split(".")[0] ?? ""),
    Port: postgresPort,
    AutoMinorVersionUpgrade: true,
    EnableIAMDatabaseAuthentication: true,
    EngineLifecycleSupport: engineLifecycleSupport,
    tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })),
  };
}
