import fc from "fast-check";
import pc from "picocolors";
import { expect, test } from "vitest";
import { readPlan } from "../../src/review/read/plan";
import { Unreadable } from "../../src/review/read/unreadable";
import { renderMarkdown } from "../../src/review/render/markdown";
import { renderText } from "../../src/review/render/text";
import { type Review, reviewPlan } from "../../src/review/review-plan";
import { type Document, document } from "./support/plans";

/** Values that a plan may hold where a rule expects another. */
const oddities: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  "",
  "\u001b[31m\u202e",
  "${",
  "${aws_lb.a.arn}",
  '{"Statement":',
  '{"Statement":[{"Effect":"Allow","Action":{"a":1}}]}',
  '${jsonencode([{"name" = ',
  "[[[[",
  [],
  [null],
  [[]],
  {},
  JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":"x"}'),
  "0.0.0.0/0",
  "999.1.1.1/33",
];

/** A copy in which, here and there, an oddity stands in place of a value. */
function spoilt(value: unknown, next: () => number): unknown {
  if (next() < 0.01) return oddities[Math.floor(next() * oddities.length)];
  if (Array.isArray(value)) return value.map((item) => spoilt(item, next));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, spoilt(inner, next)]),
  );
}

/** Numbers from 0 to 1 that a seed decides. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

function spoiltPlan(seed: number): Document {
  const next = numbersFrom(seed);
  const plan = document("opened-and-widened");
  for (const { change } of [...plan.resource_changes, ...(plan.resource_drift ?? [])]) {
    if (change.actions[0] === "no-op" && next() < 0.5) change.actions = ["update"];
    for (const side of [
      "before",
      "after",
      "after_unknown",
      "before_sensitive",
      "after_sensitive",
    ] as const) {
      Object.assign(change, { [side]: spoilt(change[side], next) });
    }
  }
  return { ...plan, configuration: spoilt(plan.configuration, next) as Document["configuration"] };
}

function reviewed(plan: Document): Review | "unreadable" {
  try {
    return reviewPlan(readPlan(plan, "test"));
  } catch (error) {
    if (error instanceof Unreadable) return "unreadable";
    throw error;
  }
}

test("whatever stands in a plan, each rule has an answer and what is printed is safe", () => {
  let reviews = 0;
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const review = reviewed(spoiltPlan(seed));
      if (review === "unreadable") return;
      reviews += 1;
      expect(review.findings.filter(({ what }) => what.startsWith("this rule failed"))).toEqual([]);
      const printed = [
        renderText(review, { colors: pc.createColors(false), columns: 80 }),
        renderMarkdown(review),
      ];
      expect(printed.join("").replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
    { examples: [[1896241022]], numRuns: 200 },
  );
  expect(reviews).toBeGreaterThan(10); // the rest was refused as unreadable, which is an answer too
});
