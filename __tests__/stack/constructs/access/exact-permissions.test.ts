import { expect, test } from "vitest";
import type { Environment } from "../../../../src/config/schema";
import { edge } from "../../../../src/stack/constructs/access/terraform/edge";
import { events } from "../../../../src/stack/constructs/access/terraform/events";
import { storage } from "../../../../src/stack/constructs/access/terraform/storage";
import { exampleEnvironment } from "../../../support/example-environment";
import { exampleWith, waivingEnvironment } from "../../../support/example-with";
import { guardedEnvironment, sharedAclArn } from "../../../support/guarded";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

// What recorded requests cannot show: that nobody is permitted more, or something else, than these.

const plain = synthesizeEnvironment(exampleEnvironment());
const table = "arn:aws:dynamodb:us-east-1:111111111111:table/shop-dev-delivery";

const itemsOf = (made: typeof plain, address: string, sid: string) =>
  statement(made.resource(address)["policy"], sid).Condition?.["ForAllValues:StringEquals"]?.[
    "dynamodb:LeadingKeys"
  ];

test("developers read these items and no others", () => {
  expect(itemsOf(plain, "aws_iam_policy.access_developers", "ReadRecords")).toEqual([
    "decision",
    "evidence",
    "history",
    "lock",
    "promotion",
    "release",
  ]);
});

test("an operator reads who deploys, what is held and what was refused", () => {
  const trustedArns = ["arn:aws:iam::111111111111:role/on-duty"];
  const held = synthesizeEnvironment(
    exampleWith({ "access.operators": { mode: "role", trustedArns } }),
  );
  expect(itemsOf(held, "aws_iam_role_policy.access_operator_policy", "ReadRecords")).toEqual([
    "history",
    "hold",
    "lock",
  ]);
});

test("a login to the registry is one action, which knows no resource", () => {
  const { policy } = plain.resource("aws_iam_policy.access_developers");
  expect(statement(policy, "LogInToTheRegistry")).toEqual({
    Sid: "LogInToTheRegistry",
    Effect: "Allow",
    Action: "ecr:GetAuthorizationToken",
    Resource: "*",
  });
});

test("whoever applies encrypts through these services alone", () => {
  const statements = Object.entries(plain.all("aws_iam_policy"))
    .filter(([address]) => address.startsWith("access_apply_policy_"))
    .flatMap(([, { policy }]) => parsed(policy).Statement);
  const through = statements.find(({ Sid }) => Sid === "EncryptThroughTheServicesThatStoreData");
  expect(through?.Condition).toEqual({
    StringEquals: {
      "kms:ViaService": [
        "dynamodb.us-east-1.amazonaws.com",
        "ecr.us-east-1.amazonaws.com",
        "logs.us-east-1.amazonaws.com",
        "rds.us-east-1.amazonaws.com",
        "secretsmanager.us-east-1.amazonaws.com",
        "sns.us-east-1.amazonaws.com",
        "sqs.us-east-1.amazonaws.com",
        "states.us-east-1.amazonaws.com",
      ],
    },
  });
});

const serviceOf = (of: typeof edge, environment: Environment, name: string) =>
  of(environment).find(({ service }) => service === name);

test("a firewall that is managed here is put before the load balancer, or the one that the file names", () => {
  const own = "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shop-dev-firewall/*";
  const managed = guardedEnvironment();
  const existing = exampleWith({
    "loadBalancer.firewall": { mode: "existing", webAclArn: sharedAclArn },
  });
  const on = (environment: Environment) => serviceOf(edge, environment, "FirewallInFront")?.on;
  expect(on(managed)).toContain(own);
  expect(on(managed)).not.toContain(sharedAclArn);
  expect(on(existing)).toContain(sharedAclArn);
  expect(on(existing)).not.toContain(own);
});

test("whoever applies writes the table's own policy, where it has one", () => {
  expect(serviceOf(events, waivingEnvironment(), "TablePolicy")).toEqual({
    service: "TablePolicy",
    types: ["aws_dynamodb_resource_policy"],
    read: ["dynamodb:GetResourcePolicy"],
    write: ["dynamodb:DeleteResourcePolicy", "dynamodb:PutResourcePolicy"],
    on: [table],
  });
  expect(serviceOf(events, exampleEnvironment(), "TablePolicy")).toEqual({
    service: "TablePolicy",
    types: ["aws_dynamodb_resource_policy"],
  });
});

test("permissions for buckets are for these types", () => {
  expect(serviceOf(storage, exampleEnvironment(), "Buckets")?.types).toEqual([
    "aws_s3_bucket",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
  ]);
});
