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
