import { expect, test } from "vitest";
import { type Outcome, outcomes } from "../../src/contract/outcomes";
import { isFine } from "../../src/operate/deployments/run-deployment";
import { judge } from "../../src/operate/promotion/rules";
import { exampleFacts } from "../operate/promotion/support/example-facts";

/** What each outcome leaves of its digest, for all who go by it: deploy, promote, and the rules of a promotion. */
const kindsThatLeave = {
  released: ["released", "rolled-back", "pointer-healed", "released-untagged"],
  runs: ["already-running"],
  retried: [
    "scan-pending",
    "scan-missing",
    "lock-held",
    "lock-lost",
    "no-capacity",
    "pointer-not-written",
    "stopped",
    "throttled",
    "aws-error",
  ],
} as const satisfies Partial<Record<Outcome["leaves"], readonly string[]>>;

/** By kind: how it ends, when the same digest is tried again, whether it is the decision that later runs go by, and whether people are notified unasked. */
const expected: Readonly<
  Record<string, readonly [Outcome["result"], Outcome["again"], kept: boolean, notified: boolean]>
> = {
  released: ["done", "when-asked", true, true],
  "rolled-back": ["done", "when-asked", true, true],
  "pointer-healed": ["done", "when-asked", true, true],
  "released-untagged": ["failed", "when-asked", true, true],
  "already-running": ["nothing", "next-run", false, false],
  "already-decided": ["nothing", "next-run", false, false],
  "nothing-new": ["nothing", "next-run", false, false],
  "not-a-candidate": ["nothing", "next-run", false, false],
  "not-an-image": ["nothing", "next-run", false, false],
  older: ["refused", "next-run", false, false],
  "age-unknown": ["refused", "next-run", false, true],
  "wrong-input": ["refused", "next-run", false, true],
  "not-applied": ["refused", "next-run", false, true],
  "service-stopped": ["refused", "next-run", false, true],
  "image-missing": ["refused", "next-run", false, true],
  "index-unreadable": ["refused", "when-asked", true, true],
  "scan-pending": ["refused", "scan-changed", true, true],
  "scan-missing": ["refused", "scan-changed", true, true],
  "scan-failed": ["refused", "scan-changed", true, true],
  "scan-unsupported": ["refused", "scan-changed", true, true],
  findings: ["refused", "scan-changed", true, true],
  "child-not-clean": ["refused", "scan-changed", true, true],
  "never-released": ["refused", "next-run", false, true],
  "lock-held": ["refused", "next-run", false, false],
  held: ["refused", "next-run", false, true],
  "outside-window": ["refused", "next-run", false, true],
  stuck: ["refused", "next-run", false, true],
  "still-stuck": ["refused", "next-run", false, false],
  "lock-lost": ["refused", "next-run", false, true],
  "migration-running": ["refused", "next-run", false, true],
  "snapshot-not-taken": ["refused", "when-asked", true, true],
  "no-capacity": ["failed", "next-run", true, true],
  "migration-not-started": ["failed", "when-forced", true, true],
  "migration-failed": ["failed", "when-forced", true, true],
  "migration-timed-out": ["failed", "when-forced", true, true],
  "update-failed": ["failed", "next-run", false, true],
  "rollout-failed": ["failed", "when-forced", true, true],
  "rolled-back-by-alarm": ["failed", "when-forced", true, true],
  "rollout-timed-out": ["failed", "when-forced", true, true],
  "rollout-stopped": ["failed", "next-run", false, true],
  "rollback-unfinished": ["failed", "when-forced", true, true],
  superseded: ["failed", "when-asked", true, true],
  "pointer-not-written": ["failed", "next-run", true, true],
  stopped: ["failed", "when-asked", true, true],
  throttled: ["failed", "next-run", false, true],
  "aws-error": ["failed", "next-run", false, true],
};

test("every end is one of these, in this order", () => {
  expect(outcomes.map(({ kind }) => kind)).toEqual(Object.keys(expected));
});

test.each(outcomes)("$kind: what later runs and people make of it", (outcome) => {
  const { result, again, kept, notified } = outcome;
  expect([result, again, kept, notified]).toEqual(expected[outcome.kind]);
});

test.each(outcomes)("$kind leaves its digest $leaves", ({ kind, leaves }) => {
  const listed = Object.entries(kindsThatLeave).find(([, kinds]) =>
    (kinds as readonly string[]).includes(kind),
  );
  expect(leaves).toBe(listed?.[0] ?? "ended");
});

test.each(outcomes)("deploy ends well with $kind only where the digest runs", (outcome) => {
  const fine = ["released", "rolled-back", "pointer-healed", "already-running"];
  expect(isFine({ outcome: outcome.kind, result: outcome.result })).toBe(
    fine.includes(outcome.kind),
  );
});

test.each(outcomes)(
  "a promotion asks for a digest whose last word is a release: $kind",
  (outcome) => {
    const at = "2026-03-02T09:10:00.000Z";
    const decision = { outcome: outcome.kind, releasedAt: at, at };
    const { findings } = judge(exampleFacts({ decision }));
    const released = findings.find(({ rule }) => rule === "released");
    expect(released?.holds).toBe(
      (kindsThatLeave.released as readonly string[]).includes(outcome.kind),
    );
  },
);
