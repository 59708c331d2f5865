import { arnIn } from "../../../base/arns";
import { type PolicyStatement, viaService } from "../../../base/policy";
import { drillStreamPrefix } from "../../../contract/one-off-tasks";
import { drillPrefix, drillTag, restoredTag, snapshotPrefix } from "../../../contract/snapshots";
import { managedTagKey } from "../../../contract/tags";
import type { AccessPlaces } from "./access-places";
import { readRecords, useKey, useTheTablesKey, writeRecords } from "./statements";

/** What decides what a restorer may do. */
interface RestorerPolicyProps {
  /** The first database, by its identifier, with which the others' begin. */
  readonly databaseIdentifier: string;
  /** Whether a command reads what a drill restored. */
  readonly drillReads: boolean;
  /** Those that the application moved to later: they are no longer what somebody only restored. */
  readonly later: readonly string[];
  /** Whether somebody may hold the environment. */
  readonly holds: boolean;
}

/**
 * Who restores makes a private database beside the one there is, from its own snapshots, and gives it a new password in a secret that it cannot read
 * again: `slipway restore`. What it makes has the database's name and more, and its tag; the database itself it only sees. It deletes what drills made, and
 * nothing else.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
export function restorerPolicy(
  places: AccessPlaces,
  { databaseIdentifier, drillReads, later, holds }: RestorerPolicyProps,
): PolicyStatement[] {
  const rds = (resource: string) => arnIn(places, "rds", resource);
  const made = rds(`db:${databaseIdentifier}-*`);
  const { environment } = places;
  const anyKey = arnIn(places, "kms", "key/*");
  const throughRds = viaService(places.region, "rds");
  return [
    {
      Sid: "LookAtTheDatabases",
      Effect: "Allow",
      Action: "rds:DescribeDBInstances",
      Resource: [rds(`db:${databaseIdentifier}`), made],
    },
    // Those of one database: AWS asks for the database, or for all snapshots of which they are some.
    {
      Sid: "LookAtSnapshots",
      Effect: "Allow",
      Action: "rds:DescribeDBSnapshots",
      Resource: [
        rds(`db:${databaseIdentifier}`),
        ...later.map((identifier) => rds(`db:${identifier}`)),
        rds("snapshot:*"),
      ],
    },
    // With its own snapshots; groups of parameters, options and subnets, which an existing database has by names that nobody knows here.
    {
      Sid: "RestoreBesideIt",
      Effect: "Allow",
      Action: "rds:RestoreDBInstanceFromDBSnapshot",
      Resource: [
        made,
        rds(`snapshot:${snapshotPrefix(environment)}*`),
        rds(`snapshot:rds:${databaseIdentifier}-*`),
        rds(`snapshot:${databaseIdentifier}-*`),
        rds("og:*"),
        rds("pg:*"),
        rds("subgrp:*"),
      ],
    },
    // While it is made, when it has no tag yet: whoever could give the tag to what is there could make it its own.
    {
      Sid: "TagWhatIsRestored",
      Effect: "Allow",
      Action: "rds:AddTagsToResource",
      Resource: made,
      Condition: {
        StringEquals: { [`aws:RequestTag/${restoredTag}`]: environment },
        Null: Object.fromEntries(
          ["application", managedTagKey, restoredTag].map((key) => [
            `aws:ResourceTag/${key}`,
            "true",
          ]),
        ),
      },
    },
    {
      Sid: "GiveItANewPassword",
      Effect: "Allow",
      Action: "rds:ModifyDBInstance",
      Resource: made,
      Condition: { StringEquals: { [`aws:ResourceTag/${restoredTag}`]: environment } },
    },
    // Of drills alone: their names, and the tag that nothing else carries.
    {
      Sid: "DeleteWhatADrillMade",
      Effect: "Allow",
      Action: "rds:DeleteDBInstance",
      Resource: rds(`db:${drillPrefix(databaseIdentifier)}*`),
      Condition: { StringEquals: { [`aws:ResourceTag/${drillTag}`]: environment } },
    },
    ...(later.length > 0
      ? [
          {
            Sid: "LeaveThoseThatTheApplicationMovedToAlone",
            Effect: "Deny",
            Action: ["rds:AddTagsToResource", "rds:DeleteDBInstance", "rds:ModifyDBInstance"],
            Resource: later.map((identifier) => rds(`db:${identifier}`)),
          } as const,
        ]
      : []),
    {
      Sid: "KeepItsUrl",
      Effect: "Allow",
      Action: [
        "secretsmanager:CreateSecret",
        "secretsmanager:PutSecretValue",
        "secretsmanager:TagResource",
      ],
      Resource: places.restoredSecretArns("*"),
    },
    {
      Sid: "EncryptItsUrl",
      ...useKey(places, places.keyAlias, "secretsmanager", [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKey",
      ]),
    },
    // The snapshot's own key, which RDS uses for whoever calls it. An existing database may have any.
    {
      Sid: "LetRdsUseTheKey",
      Effect: "Allow",
      Action: "kms:CreateGrant",
      Resource: anyKey,
      Condition: {
        StringEquals: throughRds,
        Bool: { "kms:GrantIsForAWSResource": "true" },
      },
    },
    {
      Sid: "LetRdsSeeTheKey",
      Effect: "Allow",
      Action: "kms:DescribeKey",
      Resource: anyKey,
      Condition: { StringEquals: throughRds },
    },
    ...(drillReads ? readWhatADrillMade(places, databaseIdentifier) : []),
    readRecords(places, ["lock", "restore", ...(holds ? (["hold"] as const) : [])]),
    writeRecords(places, ["restore"], ["dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}

/** Has the machine run the file's command, which reads for whoever drills, shows what it wrote, and deletes the URL that it had. */
function readWhatADrillMade(places: AccessPlaces, databaseIdentifier: string): PolicyStatement[] {
  const logs = places.appLogGroupArn;
  return [
    {
      Sid: "HaveADrillRead",
      Effect: "Allow",
      Action: ["states:DescribeStateMachine", "states:StartExecution"],
      Resource: places.drillMachineArn,
    },
    {
      Sid: "FollowHowItReads",
      Effect: "Allow",
      Action: "states:DescribeExecution",
      Resource: places.drillExecutionArns,
    },
    {
      Sid: "SeeWhatItWrote",
      Effect: "Allow",
      Action: "logs:GetLogEvents",
      Resource: `${logs}:log-stream:${drillStreamPrefix}/*`,
    },
    {
      Sid: "DeleteUrlsOfDrills",
      Effect: "Allow",
      Action: "secretsmanager:DeleteSecret",
      Resource: places.restoredSecretArns(`${drillPrefix(databaseIdentifier)}*`),
    },
  ];
}
