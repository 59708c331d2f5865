import { expect, test } from "vitest";
import { outcomeOf, outcomes } from "../../src/contract/outcomes";

/**
 * What each end means for the next run, decided here a second time: whether the digest is tried again, whether the decision stands, and
 * whether subscribers are notified although nobody asked. A wrong row would try a failed migration for ever, or never again.
 */
const expected: Readonly<Record<string, readonly [string, string, "kept" | "", "notified" | ""]>> =
  {
    released: ["done", "when-asked", "kept", "notified"],
    "rolled-back": ["done", "when-asked", "kept", "notified"],
    "pointer-healed": ["done", "when-asked", "kept", "notified"],
    "released-untagged": ["failed", "when-asked", "kept", "notified"],
    "already-running": ["nothing", "next-run", "", ""],
    "already-decided": ["nothing", "next-run", "", ""],
    "nothing-new": ["nothing", "next-run", "", ""],
    "not-a-candidate": ["nothing", "next-run", "", ""],
    "not-an-image": ["nothing", "next-run", "", ""],
    older: ["refused", "next-run", "", ""],
    "age-unknown": ["refused", "next-run", "", "notified"],
    "wrong-input": ["refused", "next-run", "", "notified"],
    "not-applied": ["refused", "next-run", "", "notified"],
    "service-stopped": ["refused", "next-run", "", "notified"],
    "image-missing": ["refused", "next-run", "", "notified"],
    "index-unreadable": ["refused", "when-asked", "kept", "notified"],
    "scan-pending": ["refused", "scan-changed", "kept", "notified"],
    "scan-missing": ["refused", "scan-changed", "kept", "notified"],
    "scan-failed": ["refused", "scan-changed", "kept", "notified"],
    "scan-unsupported": ["refused", "scan-changed", "kept", "notified"],
    findings: ["refused", "scan-changed", "kept", "notified"],
    "child-not-clean": ["refused", "scan-changed", "kept", "notified"],
    "never-released": ["refused", "next-run", "", "notified"],
    "lock-held": ["refused", "next-run", "", ""],
    stuck: ["refused", "next-run", "", "notified"],
    "still-stuck": ["refused", "next-run", "", ""],
    "lock-lost": ["refused", "next-run", "", "notified"],
    "migration-running": ["refused", "next-run", "", "notified"],
    "no-capacity": ["failed", "next-run", "kept", "notified"],
    "migration-not-started": ["failed", "when-forced", "kept", "notified"],
    "migration-failed": ["failed", "when-forced", "kept", "notified"],
    "migration-timed-out": ["failed", "when-forced", "kept", "notified"],
    "update-failed": ["failed", "next-run", "", "notified"],
    "rollout-failed": ["failed", "when-forced", "kept", "notified"],
    "rollout-timed-out": ["failed", "when-forced", "kept", "notified"],
    "rollout-stopped": ["failed", "next-run", "", "notified"],
    "rollback-unfinished": ["failed", "when-forced", "kept", "notified"],
    superseded: ["failed", "when-asked", "kept", "notified"],
    "pointer-not-written": ["failed", "next-run", "kept", "notified"],
    stopped: ["failed", "when-asked", "kept", "notified"],
    throttled: ["failed", "next-run", "", "notified"],
    "aws-error": ["failed", "next-run", "", "notified"],
  };

test("there are these ways out of the machine, and no other", () => {
  expect(outcomes.map(({ kind }) => kind as string)).toEqual(Object.keys(expected));
});

test.each(outcomes)("$kind", (outcome) => {
  const { result, again, kept, notified } = outcome;
  expect([result, again, kept ? "kept" : "", notified ? "notified" : ""]).toEqual(
    expected[outcome.kind],
  );
  expect(outcomeOf(outcome.kind)).toBe(outcome);
  for (const text of [outcome.says, outcome.todo]) expect(text).toMatch(/^[A-Z].{5,}\.$/);
});

test("an outcome that is not listed is a defect", () => {
  expect(() => outcomeOf("unheard" as "released")).toThrow(
    "outcome must be one that is listed, got unheard",
  );
});
