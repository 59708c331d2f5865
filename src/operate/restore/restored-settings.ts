import type { DBInstance, DBSnapshot, Tag } from "@aws-sdk/client-rds";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import type { Environment } from "../../config/schema";
import { namesOf } from "../../contract/names";
import { restoredFromTag, restoredTag } from "../../contract/snapshots";

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

/** The settings of the database that runs. */
export function settingsOfLive(live: DBInstance): RestoredSettings {
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
      ({ Key = "" }) => !Key.startsWith("aws:") && Key !== restoredTag && Key !== restoredFromTag,
    ),
  };
}

/**
 * The settings that the environment's stack gives its database, for when that is gone: from the file, and from the names of what stands around it. A
 * database of others has no such file.
 */
export async function settingsOfStack(
  { session }: LiveEnvironment,
  environment: Environment,
  snapshot: DBSnapshot,
): Promise<RestoredSettings> {
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
  const { DescribeSecurityGroupsCommand, EC2Client } = await import("@aws-sdk/client-ec2");
  const groupName = `${prefix}-database`;
  const { SecurityGroups: groups = [] } = await new EC2Client(session.config).send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: [groupName] }] }),
  );
  const [group, other] = groups;
  if (group?.GroupId === undefined || other !== undefined) {
    throw new CommandError(
      1,
      `RDS has no database ${gone}, and EC2 has ${other ? "more than one security group" : "no security group"} ${groupName} that a new one could get.\n` +
        `next: npm run plan ${prefix}, and look at what became of module network`,
    );
  }
  const all = { ...tags, application, environment: name, "managed-by": "slipway" };
  return {
    DBInstanceClass: database.instanceClass,
    DBSubnetGroupName: databaseIdentifier,
    VpcSecurityGroupIds: [group.GroupId],
    // Of the snapshot's own version: the group of an earlier one stays when the file raises it.
    DBParameterGroupName: `${databaseIdentifier}-postgres${EngineVersion.split(".")[0]}`,
    Port: 5432,
    AutoMinorVersionUpgrade: true,
    EnableIAMDatabaseAuthentication: true,
    EngineLifecycleSupport: "open-source-rds-extended-support-disabled",
    tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })),
  };
}
