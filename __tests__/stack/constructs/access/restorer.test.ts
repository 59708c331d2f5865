import { expect, test } from "vitest";
import { exampleWith } from "../../../support/example-with";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

const restorers = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-duty"] };
const made = synthesizeEnvironment(exampleWith({ "access.restorers": restorers }));
const plain = synthesizeEnvironment(exampleWith({}));
const { policy } = made.resource("aws_iam_role_policy.access_restorer_policy");
const rds = (rest: string) => `arn:aws:rds:us-east-1:111111111111:${rest}`;
const anyKey = "arn:aws:kms:us-east-1:111111111111:key/*";
const throughRds = { "kms:ViaService": "rds.us-east-1.amazonaws.com" };

test("a file that says that nobody restores makes the same bytes as one that says nothing of it", () => {
  const none = { "access.restorers": { mode: "none" } };
  expect(synthesizeEnvironment(exampleWith(none)).json).toEqual(plain.json);
});

test("no role is made where the file names no database of which there are snapshots", () => {
  const existing = {
    mode: "existing",
    securityGroupId: "sg-0a1b2c3d4e5f70201",
    port: 5432,
    addIngressRule: false,
  };
  const variables = { SECRET_KEY: { source: "generated", length: 64 } };
  const roles = (database: object) =>
    Object.keys(
      synthesizeEnvironment(
        exampleWith({
          "access.restorers": restorers,
          database,
          secrets: { version: 1, variables },
        }),
      ).all("aws_iam_role"),
    );
  expect(roles(existing)).not.toContain("access_restorer");
  expect(roles({ ...existing, instanceIdentifier: "shared" })).toContain("access_restorer");
});

test("those who are named act as it", () => {
  expect(made.resource("aws_iam_role.access_restorer")).toMatchObject({
    name: "shop-dev-restorer",
    assume_role_policy: expect.stringContaining('"arn:aws:iam::111111111111:role/on-duty"'),
  });
});

/** Each statement that is its own, whole. */
const statements = {
  LookAtTheDatabases: {
    Action: "rds:DescribeDBInstances",
    Resource: [rds("db:shop-dev"), rds("db:shop-dev-*")],
  },
  LookAtSnapshots: {
    Action: "rds:DescribeDBSnapshots",
    Resource: [rds("db:shop-dev"), rds("snapshot:*")],
  },
  RestoreBesideIt: {
    Action: "rds:RestoreDBInstanceFromDBSnapshot",
    Resource: [
      rds("db:shop-dev-*"),
      rds("snapshot:shop-dev-before-*"),
      rds("snapshot:rds:shop-dev-*"),
      rds("snapshot:shop-dev-*"),
      rds("og:*"),
      rds("pg:*"),
      rds("subgrp:*"),
    ],
  },
  TagWhatIsRestored: {
    Action: "rds:AddTagsToResource",
    Resource: rds("db:shop-dev-*"),
    Condition: {
      StringEquals: { "aws:RequestTag/slipway-restored-of": "shop-dev" },
      Null: {
        "aws:ResourceTag/application": "true",
        "aws:ResourceTag/managed-by": "true",
        "aws:ResourceTag/slipway-restored-of": "true",
      },
    },
  },
  GiveItANewPassword: {
    Action: "rds:ModifyDBInstance",
    Resource: rds("db:shop-dev-*"),
    Condition: { StringEquals: { "aws:ResourceTag/slipway-restored-of": "shop-dev" } },
  },
  DeleteWhatADrillMade: {
    Action: "rds:DeleteDBInstance",
    Resource: rds("db:shop-dev-drill-*"),
    Condition: { StringEquals: { "aws:ResourceTag/slipway-drill-of": "shop-dev" } },
  },
  KeepItsUrl: {
    Action: [
      "secretsmanager:CreateSecret",
      "secretsmanager:PutSecretValue",
      "secretsmanager:TagResource",
    ],
    Resource: "arn:aws:secretsmanager:us-east-1:111111111111:secret:shop-dev/restored/*",
  },
  EncryptItsUrl: {
    Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
    Resource: anyKey,
    Condition: {
      StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" },
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop-dev" },
    },
  },
  LetRdsUseTheKey: {
    Action: "kms:CreateGrant",
    Resource: anyKey,
    Condition: { StringEquals: throughRds, Bool: { "kms:GrantIsForAWSResource": "true" } },
  },
  LetRdsSeeTheKey: {
    Action: "kms:DescribeKey",
    Resource: anyKey,
    Condition: { StringEquals: throughRds },
  },
  WriteRecords: {
    Action: ["dynamodb:PutItem"],
    Resource: "arn:aws:dynamodb:us-east-1:111111111111:table/shop-dev-delivery",
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["restore"] } },
  },
};

test.each(Object.entries(statements))("%s is just so", (Sid, rest) => {
  expect(statement(policy, Sid)).toEqual({ Sid, Effect: "Allow", ...rest });
});

test("it may do nothing else", () => {
  expect(parsed(policy).Statement.map(({ Sid = "" }) => Sid)).toEqual([
    ...Object.keys(statements).filter((name) => name !== "WriteRecords"),
    "ReadRecords",
    "WriteRecords",
    "UseTheTablesKey",
  ]);
});

test("it reads who changes the environment, and who holds it where anybody can", () => {
  const held = synthesizeEnvironment(
    exampleWith({
      "access.restorers": restorers,
      "access.operators": restorers,
    }),
  ).resource("aws_iam_role_policy.access_restorer_policy")["policy"];
  const kinds = (of: unknown) =>
    statement(of, "ReadRecords").Condition?.["ForAllValues:StringEquals"]?.["dynamodb:LeadingKeys"];
  expect(kinds(held)).toEqual(["hold", "lock", "restore"]);
  expect(kinds(policy)).toEqual(["lock", "restore"]);
});

test("developers read in the history what was restored, where anybody may restore", () => {
  const kinds = (of: typeof made) =>
    statement(of.resource("aws_iam_policy.access_developers")["policy"], "ReadRecords").Condition?.[
      "ForAllValues:StringEquals"
    ]?.["dynamodb:LeadingKeys"];
  expect(kinds(made)).toContain("restore");
  expect(kinds(plain)).not.toContain("restore");
});

const drill = {
  mode: "command",
  command: ["true"],
  variable: "RESTORED_URL",
  limitSeconds: 60,
};
const reading = synthesizeEnvironment(
  exampleWith({ "access.restorers": restorers, "database.drill": drill }),
);

test.each([
  [
    "HaveADrillRead",
    ["states:DescribeStateMachine", "states:StartExecution"],
    "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery-drill",
  ],
  [
    "FollowHowItReads",
    "states:DescribeExecution",
    "arn:aws:states:us-east-1:111111111111:execution:shop-dev-delivery-drill:*",
  ],
  [
    "SeeWhatItWrote",
    "logs:GetLogEvents",
    "arn:aws:logs:us-east-1:111111111111:log-group:/slipway/shop-dev/app:log-stream:drill/*",
  ],
  [
    "DeleteUrlsOfDrills",
    "secretsmanager:DeleteSecret",
    "arn:aws:secretsmanager:us-east-1:111111111111:secret:shop-dev/restored/shop-dev-drill-*",
  ],
])("where a command reads what a drill restored, %s is just so", (Sid, Action, Resource) => {
  const { policy: with_ } = reading.resource("aws_iam_role_policy.access_restorer_policy");
  expect(statement(with_, Sid)).toEqual({ Sid, Effect: "Allow", Action, Resource });
  expect(() => statement(policy, Sid)).toThrow();
});
