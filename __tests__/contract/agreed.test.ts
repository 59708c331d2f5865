import { expect, test } from "vitest";
import { severities } from "../../src/contract/delivery-settings";
import {
  historySeconds,
  lockAttributes,
  lockKey,
  tableKey,
} from "../../src/contract/delivery-table";
import {
  placeholderDigest,
  promotedTag,
  releasedTag,
  reservedTags,
  shortDigest,
} from "../../src/contract/images";
import { mostEvents, mostEventsOf, timeLimitSeconds } from "../../src/contract/time-limit";
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
