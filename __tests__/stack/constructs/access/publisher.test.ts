import { expect, test } from "vitest";
import { publishersPublish } from "../../../../src/config/frontend";
import { exampleWith } from "../../../support/example-with";
import { cdnSection, frontendEnvironment, publicZone } from "../../../support/frontend";
import { judged } from "../../../support/judged";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

const publishers = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/builder"] };
const publishing = (more: Readonly<Record<string, unknown>> = {}) =>
  synthesizeEnvironment(frontendEnvironment({}, { "access.publishers": publishers, ...more }));
const made = publishing();
const policyOf = (stack: typeof made, role = "publisher") =>
  stack.resource(`aws_iam_role_policy.access_${role}_policy`)["policy"];
const bucket = "arn:aws:s3:::shop-dev-site-111111111111-us-east-1";
const key = "arn:aws:kms:us-east-1:111111111111:key/*";
const throughS3 = {
  StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
  "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop-dev" },
};

test("a file that says that nobody publishes makes the same bytes as one that says nothing of it, and so does what browsers keep", () => {
  const plain = synthesizeEnvironment(frontendEnvironment()).json;
  const none = { "access.publishers": { mode: "none" } };
  expect(synthesizeEnvironment(frontendEnvironment({}, none)).json).toEqual(plain);
  const immutablePaths = ["/static/*"];
  expect(synthesizeEnvironment(frontendEnvironment({ immutablePaths })).json).toEqual(plain);
});

test("those who are named act as it", () => {
  expect(made.resource("aws_iam_role.access_publisher")).toMatchObject({
    name: "shop-dev-publisher",
    assume_role_policy: expect.stringContaining('"arn:aws:iam::111111111111:role/builder"'),
  });
});

/** Each statement that is its own, whole. */
const statements = {
  FindTheDistribution: { Action: "cloudfront:ListDistributions", Resource: "*" },
  LetItForgetPages: {
    Action: ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
    Resource: "${aws_cloudfront_distribution.frontend.arn}",
  },
  WriteReleasesAndPages: {
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: [`${bucket}/releases/*`, `${bucket}/site/*`],
  },
  SeeWhatIsMissing: { Action: "s3:ListBucket", Resource: bucket },
  UseThePagesKey: {
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: key,
    Condition: throughS3,
  },
};

test.each(Object.entries(statements))("it may %s so, and not more", (sid, expected) => {
  expect(statement(policyOf(made), sid)).toEqual({ Sid: sid, Effect: "Allow", ...expected });
});

test("beside these it uses the table, and of it its own kind alone", () => {
  const sids = (stack: typeof made) => parsed(policyOf(stack)).Statement.map(({ Sid }) => Sid);
  const table = ["ReadRecords", "WriteRecords", "UseTheTablesKey"];
  expect(sids(made)).toEqual([...Object.keys(statements), ...table]);
  const kinds = (stack: typeof made, sid: string) =>
    statement(policyOf(stack), sid).Condition?.["ForAllValues:StringEquals"];
  expect(kinds(made, "ReadRecords")).toEqual({ "dynamodb:LeadingKeys": ["frontend"] });
  expect(kinds(made, "WriteRecords")).toEqual({ "dynamodb:LeadingKeys": ["frontend"] });
  const held = publishing({ "access.operators": publishers });
  expect(kinds(held, "ReadRecords")).toEqual({ "dynamodb:LeadingKeys": ["frontend", "hold"] });
});

const source = (account: string) => ({
  "promotion.source": {
    mode: "environment",
    name: "shop-test",
    account,
    region: "us-east-1",
    repository: "shop/test",
    evidenceMaxAgeHours: 24,
  },
});

test("where pages are promoted from another environment it reads that one's releases; in another account, as its promotion reader", () => {
  const beside = policyOf(publishing(source("111111111111")));
  const test = "arn:aws:s3:::shop-test-site-111111111111-us-east-1";
  expect(statement(beside, "ReadReleasesOfTheFrontend")).toEqual({
    Sid: "ReadReleasesOfTheFrontend",
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: `${test}/releases/*`,
  });
  expect(statement(beside, "SeeWhichReleasesAreMissing").Resource).toBe(test);
  expect(statement(beside, "DecryptReleasesOfTheFrontend")).toMatchObject({
    Action: ["kms:Decrypt"],
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop-test" } },
  });
  expect(statement(beside, "SourceReadRecords").Resource).toBe(
    "arn:aws:dynamodb:us-east-1:111111111111:table/shop-test-delivery",
  );
  expect(statement(beside, "SourceReadRecords").Condition).toEqual({
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["evidence", "frontend"] },
  });
  const elsewhere = policyOf(publishing(source("222222222222")));
  expect(statement(elsewhere, "ReadTheSourceAs")).toEqual({
    Sid: "ReadTheSourceAs",
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Resource: "arn:aws:iam::222222222222:role/shop-test-promotion-reader",
  });
  expect(JSON.stringify(elsewhere)).not.toContain("shop-test-site");
});

test("the promotion reader reads releases of the frontend where somebody publishes them", () => {
  const reader = parsed(policyOf(made, "promotion_reader")).Statement.map(({ Sid }) => Sid);
  expect(reader).toContain("ReadReleasesOfTheFrontend");
  const records = statement(policyOf(made, "promotion_reader"), "ReadRecords").Condition;
  expect(JSON.stringify(records)).toContain('"frontend"');
  const plain = synthesizeEnvironment(frontendEnvironment());
  expect(JSON.stringify(policyOf(plain, "promotion_reader"))).not.toContain("releases");
});

test("the tester reads what the frontend shows where somebody publishes it, so that evidence names it", () => {
  const reads = (stack: typeof made) =>
    statement(policyOf(stack, "tester"), "ReadRecords").Condition?.["ForAllValues:StringEquals"];
  const plain = { "dynamodb:LeadingKeys": ["decision", "evidence"] };
  expect(reads(synthesizeEnvironment(frontendEnvironment()))).toEqual(plain);
  expect(reads(made)).toEqual({ "dynamodb:LeadingKeys": ["decision", "evidence", "frontend"] });
});

test("the table lets the publisher alone write its records, and developers read them", () => {
  const { policy } = made.only("aws_dynamodb_resource_policy");
  expect(statement(policy, "OnlyTheirOwnWriteFrontend").Condition).toEqual({
    "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["frontend"] },
    ArnNotEquals: { "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/shop-dev-publisher"] },
  });
  const developers = made.resource("aws_iam_policy.access_developers")["policy"];
  expect(JSON.stringify(statement(developers, "ReadRecords"))).toContain('"frontend"');
});

test("refuses publishers where there are no pages", () => {
  const said = (changes: object) =>
    judged(publishersPublish, { "access.publishers": publishers, ...changes });
  const refusal = (mode: string) =>
    `access.publishers.mode: must be none where frontend.mode is ${mode}, got role\n    write none, or frontend.mode: cdn: without it there is nothing to publish to\n`;
  expect(said({})).toBe(refusal("absent"));
  expect(said({ frontend: { mode: "none" } })).toBe(refusal("none"));
  expect(said({ frontend: cdnSection(), "domain.hostedZone": publicZone })).toBe("");
  expect(judged(publishersPublish, {})).toBe("");
  expect(exampleWith({ "access.publishers": { mode: "none" } }).access.publishers?.mode).toBe(
    "none",
  );
});
