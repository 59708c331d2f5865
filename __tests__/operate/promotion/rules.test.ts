import { expect, test } from "vitest";
import type { PromotionFacts } from "../../../src/operate/promotion/facts";
import { judge } from "../../../src/operate/promotion/rules";
import { digest, digestOf, exampleFacts } from "./support/example-facts";

/** What the rule says of facts that differ from good ones. */
function said(rule: string, changes: Partial<PromotionFacts> = {}) {
  const finding = judge(exampleFacts(changes)).findings.find((one) => one.rule === rule);
  if (finding === undefined) throw new Error(`there is no rule ${rule}`);
  return finding;
}

test("an image that every rule admits may be promoted, and each rule says why", () => {
  const { holds, findings } = judge(exampleFacts());
  expect(holds).toBe(true);
  expect(findings).toEqual([
    {
      rule: "released",
      holds: true,
      says: "Released in shop-dev, 2026-03-02T09:10:00.000Z.",
      todo: "",
    },
    {
      rule: "scan",
      holds: true,
      says: "Scanned, and within what shop-prod allows: LOW 2.",
      todo: "",
    },
    {
      rule: "tests",
      holds: true,
      says: "The tests passed, 2026-03-02T11:00:00.000Z, by arn:aws:sts::111111111111:assumed-role/shop-dev-tester/jenkins (https://jenkins.example.gov/job/shop/7).",
      todo: "",
    },
    {
      rule: "needs",
      holds: true,
      says: "shop-prod gives it all that it was tested with.",
      todo: "",
    },
    { rule: "new", holds: true, says: "It is not in shop-prod's repository.", todo: "" },
    {
      rule: "newer",
      holds: true,
      says: "Pushed 2026-03-02T09:00:00.000Z, after what shop-prod runs (2026-03-01T09:00:00.000Z).",
      todo: "",
    },
    {
      rule: "tag",
      holds: true,
      says: "shop-prod's deployer looks for promoted-aaaaaaaaaaaa.",
      todo: "",
    },
    { rule: "time", holds: true, says: "shop-prod takes releases now.", todo: "" },
  ]);
});

test("one rule that does not hold refuses the promotion, and the others still say what they found", () => {
  const { holds, findings } = judge(exampleFacts({ evidence: undefined }));
  expect(holds).toBe(false);
  expect(findings.filter((finding) => !finding.holds).map(({ rule }) => rule)).toEqual([
    "tests",
    "needs",
  ]);
  expect(findings).toHaveLength(8);
});

test.each([
  ["is not in the source", { image: undefined }, "shop-dev's repository holds no such image."],
  ["was not decided", { decision: undefined }, "shop-dev has not decided about this image yet."],
  [
    "was never released",
    { decision: { outcome: "findings", releasedAt: "", at: "2026-03-02T09:10:00.000Z" } },
    "shop-dev never released it; its last decision is findings, 2026-03-02T09:10:00.000Z.",
  ],
  [
    "was released once, and failed since",
    {
      decision: {
        outcome: "rollout-failed",
        releasedAt: "2026-03-01T09:10:00.000Z",
        at: "2026-03-02T09:10:00.000Z",
      },
    },
    "shop-dev released it once, but its last decision is rollout-failed, 2026-03-02T09:10:00.000Z.",
  ],
])("refuses an image that %s", (_, changes, says) => {
  expect(said("released", changes)).toEqual({
    rule: "released",
    holds: false,
    says,
    todo: "Deploy it there first: npx slipway deploy shop-dev --digest ….",
  });
});

test.each(["released", "rolled-back", "pointer-healed"])(
  "after %s an image counts as released",
  (outcome) => {
    const decision = {
      outcome,
      releasedAt: "2026-03-02T09:10:00.000Z",
      at: "2026-03-02T09:10:00.000Z",
    };
    expect(said("released", { decision }).holds).toBe(true);
  },
);

const scan = (
  status: "clean" | "findings" | "pending" | "missing" | "unsupported" | "failed",
  said: string,
) => ({
  digest,
  status,
  said,
  found: "CRITICAL 1",
});

test.each([
  [
    "findings",
    "CRITICAL 1 (allowed 0)",
    "The scan found more than is allowed: CRITICAL 1 (allowed 0).",
  ],
  ["pending", "IN_PROGRESS", "The scan is not finished: IN_PROGRESS."],
  ["missing", "there is no scan of it", "There is no scan: there is no scan of it."],
  ["unsupported", "UNSUPPORTED_IMAGE", "The scanner cannot scan this image: UNSUPPORTED_IMAGE."],
  ["failed", "FAILED", "The scan did not give a result that can be relied on: FAILED."],
] as const)("refuses a scan that is %s", (status, why, says) => {
  expect(said("scan", { scans: [scan(status, why)] })).toMatchObject({ holds: false, says });
});

test("refuses an index of which one image is not clean, and names that image", () => {
  const scans = [
    scan("clean", ""),
    { ...scan("findings", "HIGH 1 (allowed 0)"), digest: digestOf("c") },
  ];
  expect(said("scan", { scans })).toMatchObject({
    holds: false,
    says: `The scan found more than is allowed of ${digestOf("c")}: HIGH 1 (allowed 0).`,
    todo: "Update the packages and push again, or waive a finding in shop-prod's file, with reason and expiry.",
  });
});

test.each([
  ["an empty list", [], "it holds no image that can be judged"],
  ["a reason", "its manifest could not be read", "its manifest could not be read"],
])("refuses an image whose scans are %s, because nothing is known", (_, scans, why) => {
  expect(said("scan", { scans })).toMatchObject({
    holds: false,
    says: `The scan could not be judged: ${why}.`,
  });
});

const passed = exampleFacts().evidence as NonNullable<PromotionFacts["evidence"]>;

test.each([
  ["there are none", undefined, "No tests were recorded for this digest in shop-dev."],
  [
    "they are of another digest",
    { ...passed, digest: digestOf("b") },
    "No tests were recorded for this digest in shop-dev.",
  ],
  [
    "they failed",
    { ...passed, result: "failed" as const, report: "" },
    "The tests failed, 2026-03-02T11:00:00.000Z, by arn:aws:sts::111111111111:assumed-role/shop-dev-tester/jenkins.",
  ],
  [
    "their time is not readable",
    { ...passed, at: "yesterday" },
    "The tests' time cannot be: yesterday, and now it is 2026-03-02T12:00:00.000Z.",
  ],
  [
    "they are from the future",
    { ...passed, at: "2026-03-02T12:05:00.001Z" },
    "The tests' time cannot be: 2026-03-02T12:05:00.001Z, and now it is 2026-03-02T12:00:00.000Z.",
  ],
  [
    "they are a second too old",
    { ...passed, at: "2026-03-01T11:59:59.000Z" },
    "The tests passed 24 hours ago, 2026-03-01T11:59:59.000Z; allowed are 24.",
  ],
])("refuses tests when %s", (_, evidence, says) => {
  expect(said("tests", { evidence })).toEqual({
    rule: "tests",
    holds: false,
    says,
    todo: "Run the tests against shop-dev again: npx slipway evidence run shop-dev.",
  });
});

test.each(["2026-03-01T12:00:00.000Z", "2026-03-02T12:05:00.000Z"])(
  "admits tests at the edge of the time allowed, %s",
  (at) => {
    expect(said("tests", { evidence: { ...passed, at } }).holds).toBe(true);
  },
);

test("refuses what the target runs already", () => {
  const targetRuns = { digest, pushedAt: "2026-03-02T09:00:00.000Z" };
  expect(said("new", { targetRuns })).toEqual({
    rule: "new",
    holds: false,
    says: "shop-prod runs this digest already.",
    todo: "Nothing.",
  });
});

test("refuses what was promoted whole before, and says how to deploy it", () => {
  expect(said("new", { there: { tags: ["main-7", "promoted-aaaaaaaaaaaa"] } })).toEqual({
    rule: "new",
    holds: false,
    says: "It was promoted to shop-prod before, as promoted-aaaaaaaaaaaa, and does not run there.",
    todo: "See why: npx slipway status shop-prod. To deploy it: npx slipway deploy shop-prod --digest …, or npx slipway rollback shop-prod.",
  });
});

test("admits a copy that broke off before it was tagged", () => {
  expect(said("new", { there: { tags: [] } })).toMatchObject({
    holds: true,
    says: "A copy is in shop-prod's repository, but was not finished; it is made again.",
  });
});

const older = { image: { pushedAt: "2026-03-01T08:59:59.000Z", tags: [] } };
const says =
  "Pushed 2026-03-01T08:59:59.000Z, not after what shop-prod runs (2026-03-01T09:00:00.000Z).";

test("refuses an image older than what the target runs, unless somebody allows it", () => {
  expect(said("newer", older)).toEqual({
    rule: "newer",
    holds: false,
    says,
    todo: "To go back on purpose: --allow-older.",
  });
  expect(said("newer", { ...older, allowOlder: true })).toEqual({
    rule: "newer",
    holds: true,
    says: `${says} Allowed by --allow-older.`,
    todo: "",
  });
});

test("refuses an image of the same time as what the target runs", () => {
  const image = { pushedAt: "2026-03-01T09:00:00.000Z", tags: [] };
  expect(said("newer", { image }).holds).toBe(false);
});

test("refuses when what the target runs is not in the source, because the age is unknown", () => {
  const targetRuns = { digest: digestOf("b"), pushedAt: undefined };
  expect(said("newer", { targetRuns })).toMatchObject({
    holds: false,
    says: `It is not known whether it is newer than what shop-prod runs: ${digestOf("b")} is not in shop-dev's repository.`,
  });
});

test("admits anything before the target's first release", () => {
  expect(said("newer", { ...older, targetRuns: undefined })).toMatchObject({
    holds: true,
    says: "shop-prod has not run anything yet.",
  });
});

test.each([
  ["promoted-*", true],
  ["*", true],
  ["promoted-aaaaaaaaaaaa", true],
  ["promoted-", false],
  ["v*", false],
  ["promoted.*", false],
])("a target that counts the tags %s: %s", (pattern, holds) => {
  expect(said("tag", { countedTags: ["main-*", pattern] }).holds).toBe(holds);
});

test("refuses a tag that the target's deployer would pass over, and says what to add", () => {
  expect(said("tag", { countedTags: ["main-*", "v*"] })).toEqual({
    rule: "tag",
    holds: false,
    says: "shop-prod's deployer would pass over the tag promoted-aaaaaaaaaaaa; it looks for main-*, v*.",
    todo: "Add promoted-* to delivery.countedTags in shop-prod's file, and apply it.",
  });
});

test("a target that is deployed by an explicit start needs no tag that counts", () => {
  expect(said("tag", { countedTags: undefined }).holds).toBe(true);
});

test("refuses what the target would not release because somebody holds it, and says who and why", () => {
  const hold = {
    by: "arn:aws:sts::111111111111:assumed-role/shop-prod-operator/bob",
    since: "2026-03-02T08:00:00.000Z",
    because: "The audit ends on Monday.",
    until: "2026-03-09T08:00:00.000Z",
  };
  expect(said("time", { hold, opens: "2026-03-03T08:00:00.000Z" })).toEqual({
    rule: "time",
    holds: false,
    says: "shop-prod is held by arn:aws:sts::111111111111:assumed-role/shop-prod-operator/bob since 2026-03-02T08:00:00.000Z, until 2026-03-09T08:00:00.000Z, because: The audit ends on Monday.",
    todo: "Wait, or talk to who holds it. To end the hold early: npx slipway resume shop-prod.",
  });
});

test("refuses what the target would not release outside its window, and says when it opens", () => {
  expect(said("time", { opens: "2026-03-03T08:00:00.000Z" })).toEqual({
    rule: "time",
    holds: false,
    says: "shop-prod takes no releases now: its window (delivery.windows) opens 2026-03-03T08:00:00.000Z.",
    todo: "Promote it again then.",
  });
});
