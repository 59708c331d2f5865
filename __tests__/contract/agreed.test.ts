import { expect, test } from "vitest";
import { knownAddresses } from "../../src/contract/addresses";
import { ownMetrics } from "../../src/contract/alarms";
import {
  databaseUrl,
  engineLifecycleSupport,
  parameterGroupName,
} from "../../src/contract/database-settings";
import { severities } from "../../src/contract/delivery-settings";
import {
  applyRecordPrefix,
  findingsAttributes,
  frontendKind,
  historySeconds,
  holdAttributes,
  holdKey,
  kindsOf,
  lockAttributes,
  lockKey,
  lockSteps,
  onlyKinds,
  snapshotAttributes,
  tableKey,
  tableWriters,
  takeOverAttributes,
} from "../../src/contract/delivery-table";
import { drillLimitSeconds } from "../../src/contract/drill-check";
import {
  digestForm,
  placeholderDigest,
  promotedTag,
  releasedTag,
  reservedTags,
  sha256Form,
  shortDigest,
} from "../../src/contract/images";
import { githubIssuer, postgresPort, promotionReaderEnding } from "../../src/contract/names";
import { drillStreamPrefix, logStreamOf, oneOffTag } from "../../src/contract/one-off-tasks";
import * as snapshots from "../../src/contract/snapshots";
import { managedTagKey, moduleTags } from "../../src/contract/tags";
import { mostEvents, mostEventsOf, timeLimitSeconds } from "../../src/contract/time-limit";
import { tlsPolicies } from "../../src/contract/tls-policies";
import * as written from "../../src/contract/written-stacks";
import { exampleSettings } from "../deployer/support/example";

const digest = `sha256:0123456789abcdef${"0".repeat(48)}`;

test("an earlier release reads table, lock and pointer by these words", () => {
  expect(tableKey).toEqual({ partition: "kind", sort: "id", expiry: "expires" });
  expect(lockKey).toEqual({ kind: { S: "lock" }, id: { S: "deployment" } });
  expect(historySeconds).toBe(400 * 24 * 60 * 60);
  expect(placeholderDigest).toBe(`sha256:${"0".repeat(64)}`);
  expect(lockAttributes).toEqual([
    "executionArn",
    "by",
    "trigger",
    "since",
    "digest",
    "pushedAt",
    "rollback",
    "first",
    "previous",
    "revision",
    "base",
    "startedBy",
    "migrationTask",
    "step",
  ]);
  expect([takeOverAttributes, findingsAttributes, snapshotAttributes]).toEqual([
    ["takeOvers", "stuck"],
    ["tolerated"],
    ["snapshot"],
  ]);
  expect(lockSteps).toEqual(["registering", "registered", "snapshotting", "migrating", "updating"]);
  expect(holdKey).toEqual({ kind: { S: "hold" }, id: { S: "now" } });
  expect(holdAttributes).toEqual(["by", "since", "because", "until"]);
  expect([frontendKind, applyRecordPrefix]).toEqual(["frontend", "apply#"]);
});

test("each kind of item has these writers, and who writes one is permitted these kinds alone", () => {
  expect(Object.fromEntries(tableWriters.map(({ kind, writers }) => [kind, writers]))).toEqual({
    connection: ["databaseClient"],
    decision: ["deployer"],
    evidence: ["tester"],
    "first-seen": ["deployer"],
    frontend: ["publisher"],
    history: ["deployer", "others"],
    hold: ["operator"],
    last: ["deployer"],
    lock: ["deployer", "others"],
    noticed: ["deployer"],
    promotion: ["promoter"],
    release: ["deployer"],
    restore: ["restorer"],
    run: ["taskRunner"],
    waiver: ["waivers"],
  });
  expect(kindsOf("others")).toEqual(["history", "lock"]);
  expect(onlyKinds(["lock", "history"])).toEqual({
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["history", "lock"] },
  });
});

test("what was made by an earlier release is found again by these tags and names", () => {
  expect(moduleTags("shop", "dev")).toEqual({
    application: "shop",
    environment: "dev",
    "managed-by": "slipway",
  });
  expect(managedTagKey).toBe("managed-by");
  expect(oneOffTag).toEqual({ key: "slipway-task", value: "run" });
  expect(snapshots).toMatchObject({
    snapshotTag: "slipway-snapshot-of",
    snapshotDigestTag: "slipway-digest",
    snapshotEnding: "[0-9a-f]{12}-[0-9a-f]{8}",
    restoredTag: "slipway-restored-of",
    restoredFromTag: "slipway-restored-from",
    drillTag: "slipway-drill-of",
  });
  expect(snapshots.snapshotPrefix("shop-dev")).toBe("shop-dev-before-");
  expect(snapshots.drillPrefix("shop-dev")).toBe("shop-dev-drill-");
  expect(promotionReaderEnding).toBe("-promotion-reader");
  expect(parameterGroupName("shop-dev", "17")).toBe("shop-dev-postgres17");
  expect(ownMetrics).toEqual({
    namespace: "Slipway",
    maintenance: "Maintenance",
    lockSeconds: "LockSeconds",
    notReleased: "NotReleasedInARow",
    released: "Released",
    dimension: "Environment",
  });
  expect(knownAddresses).toEqual({
    imagePointer: "aws_ssm_parameter.image",
    deliveryTable: "aws_dynamodb_table.delivery_table",
    service: "aws_ecs_service.service",
    operatorRole: "aws_iam_role.access_operator",
  });
});

test("others' own words: of AWS, GitHub, PostgreSQL and the framework", () => {
  expect(tlsPolicies).toEqual({
    standard: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    fips: "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    absent: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  });
  expect(engineLifecycleSupport).toBe("open-source-rds-extended-support-disabled");
  expect(githubIssuer).toBe("token.actions.githubusercontent.com");
  expect(postgresPort).toBe(5432);
  const of = { username: "app", password: "p", host: "db", port: 5432, database: "shop" };
  expect(databaseUrl(of)).toBe("postgresql://app:p@db:5432/shop?sslmode=require");
  expect(written.stackFolder("shop-dev")).toBe("cdktf.out/stacks/shop-dev");
  expect(written.stackFolder("shop-dev", "elsewhere")).toBe("elsewhere/stacks/shop-dev");
  expect(written.reviewRecordPath("plan")).toBe("plan.review.json");
  expect(written).toMatchObject({
    stackFileName: "cdk.tf.json",
    terraformFileName: "terraform.tf.json",
    planFileName: "plan",
  });
});

test("a task's log is in the stream that ECS names after prefix, container and task", () => {
  const task = "arn:aws:ecs:us-east-1:111111111111:task/shop-dev/0123";
  expect(logStreamOf("web", task)).toBe("app/web/0123");
  expect(logStreamOf("web", task, drillStreamPrefix)).toBe("drill/web/0123");
});

test("a drill has a quarter of an hour besides its command", () => {
  expect(drillLimitSeconds({ limitSeconds: 60 })).toBe(960);
});

test.each([
  [64, true],
  [63, false],
  [65, false],
])("a SHA-256 of %i digits is one: %s", (length, is) => {
  expect(sha256Form.test("a".repeat(length))).toBe(is);
  expect(digestForm.test(`sha256:${"a".repeat(length)}`)).toBe(is);
});

test("a digest is known by its first twelve digits, and its tags by them", () => {
  expect(shortDigest(digest)).toBe("0123456789ab");
  expect(releasedTag(digest)).toBe("released-0123456789ab");
  expect(promotedTag(digest)).toBe("promoted-0123456789ab");
});

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
test.each([
  [`sha256-${"a".repeat(64)}`, true],
  [`sha256-${"a".repeat(64)}.sig`, true],
  [`sha256-${"a".repeat(63)}`, false],
  [`sha256-${"a".repeat(65)}`, false],
  [`sha256-${"a".repeat(64)}.SIG`, false],
  ["main-1", false],
])("the tag %s belongs to another image: %s", (tag, is) => {
  expect(reservedTags.test(tag)).toBe(is);
});

test("severities are those of ECR, worst first", () => {
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanFinding.html
  expect(severities).toEqual(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED"]);
});

test("an execution waits for scan, migration and two rollouts, each twice, and works an hour", () => {
  const settings = {
    ...exampleSettings,
    scan: { limitSeconds: 100, pollSeconds: 10 },
    migration: { limitSeconds: 1_000, pollSeconds: 300 },
    rollout: { limitSeconds: 10_000, pollSeconds: 100 },
  };
  expect(timeLimitSeconds(settings)).toBe(2 * (100 + 1_000 + 2 * 10_000) + 3_600);
  // Nine events a round, of 10, 4 and twice 100 rounds, and 3,000 for the rest.
  expect(mostEventsOf(settings)).toBe(2 * (10 + 4 + 200) * 9 + 3_000);
  expect(mostEvents).toBe(25_000); // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
});
