import pc from "picocolors";
import { expect, test } from "vitest";
import type { PromotionFacts } from "../../../src/operate/promotion/facts";
import type { Preview } from "../../../src/operate/promotion/preview";
import { type PreviewFormat, renderPreview } from "../../../src/operate/promotion/render-preview";
import { judge } from "../../../src/operate/promotion/rules";
import { digest, digestOf, exampleFacts, imageNeeds } from "./support/example-facts";

const clean = { digest: digestOf("b"), status: "clean", said: "within the allowance" } as const;

function rendered(
  format: PreviewFormat,
  changes: Partial<PromotionFacts> = {},
  scansNow: PromotionFacts["scans"] = [{ ...clean, found: "HIGH 1, LOW 3" }],
  findings: Preview["changes"] = undefined,
  commits: Preview["commits"] = { running: undefined, promoted: undefined },
) {
  const facts = exampleFacts(changes);
  const preview = { facts, judgement: judge(facts), commits, scansNow, changes: findings };
  return renderPreview(preview, format, pc.createColors(false));
}

test("says what runs now, what would run then, and how old the evidence is, before what the rules say", () => {
  const text = rendered("text");
  expect(text.split("\n").slice(0, 5)).toEqual([
    `  now      ${digestOf("b")}`,
    `  then     ${digest} (main-7)`,
    "  findings now HIGH 1, LOW 3, then LOW 2",
    "  evidence passed, 60 min old, 2026-03-02T11:00:00.000Z",
    "  yes  released  Released in shop-dev, 2026-03-02T09:10:00.000Z.",
  ]);
  expect(text).toMatch(/\nIt would be promoted\. Nothing was changed\.\n$/);
});

test.each([
  ["2026-03-02T12:00:00.000Z", "0 min old"],
  ["2026-03-02T10:00:01.000Z", "119 min old"],
  ["2026-03-02T10:00:00.000Z", "2 hours old"],
  ["2026-03-01T11:00:00.000Z", "25 hours old"],
  ["2026-03-02T12:00:01.000Z", "of unknown age"],
  ["", "of unknown age"],
])("of evidence of %j it says %s", (at, said) => {
  const { evidence } = exampleFacts();
  expect(rendered("text", { evidence: evidence && { ...evidence, at } })).toContain(
    `  evidence passed, ${said}, ${at}\n`,
  );
});

test("names the findings that go and come, and of many how many more there are", () => {
  const many = Array.from({ length: 22 }, (_, index) => `CVE-2026-${1000 + index}`);
  const changes = { gone: many, added: ["CVE-2026-0001"] };
  const text = rendered("text", {}, [], changes);
  expect(text).toContain(`  gone     ${many.slice(0, 20).join(", ")}, and 2 more\n`);
  expect(text).toContain("  new      CVE-2026-0001\n");
  const none = { gone: [], added: [] };
  expect(rendered("markdown", {}, [], none)).toContain("| gone | `none` |\n| new | `none` |\n");
  expect(rendered("text")).not.toMatch(/^ {2}(gone|new) {3}/m);
});

test.each([
  ["both images", "abc", "def", "  commits  now abc, then def\n"],
  ["what runs alone", "abc", undefined, "  commits  now abc\n"],
  ["the new image alone", undefined, "def", "  commits  then def\n"],
])("names the commits of %s", (_, running, promoted, row) => {
  expect(rendered("text", {}, [], undefined, { running, promoted })).toContain(row);
});

test("says nothing of commits where no image names one", () => {
  for (const format of ["text", "markdown"] as const) {
    expect(rendered(format)).not.toContain("commits");
  }
});

test("says why it does not know the findings of one of the two", () => {
  const gone = "what runs is not in shop-dev's repository";
  expect(rendered("text", { scans: "it is no image" }, gone)).toContain(
    `  findings now unknown (${gone}), then unknown (it is no image)\n`,
  );
  const pending = { ...clean, status: "pending", said: "IN_PROGRESS", found: "" } as const;
  expect(rendered("text", { scans: [pending] })).toContain(
    "  findings now HIGH 1, LOW 3, then pending (IN_PROGRESS)\n",
  );
});

test("says when there is neither evidence nor a release", () => {
  const text = rendered("text", { evidence: undefined, targetRuns: undefined });
  expect(text).toContain("  now      nothing was released in shop-prod yet\n");
  expect(text).toContain("  findings LOW 2\n");
  expect(text).toContain("  evidence no tests were recorded\n");
  expect(text).toMatch(/\nIt would be refused\.\n$/);
});

test("is a page in Markdown with a row for each rule, what is missing among them, and no markup of others", () => {
  const { evidence } = exampleFacts();
  const page = rendered("markdown", {
    evidence: evidence && {
      ...evidence,
      by: "<img>|@all",
      needs: { ...imageNeeds, variables: ["FEATURE_X"] },
    },
  });
  const lines = page.split("\n");
  expect(lines.slice(0, 6)).toEqual([
    "## shop-dev → shop-prod",
    "",
    "| | |",
    "|---|---|",
    `| now | \`${digestOf("b")}\` |`,
    `| then | \`${digest} (main-7)\` |`,
  ]);
  expect(lines.filter((line) => /^\| \w+ \| (yes|\*\*no\*\*) \|/.test(line))).toHaveLength(8);
  expect(page).toContain(
    "| needs | **no** | shop-prod does not give it what it was tested with in shop-dev: variable FEATURE_X. | Apply shop-prod first:",
  );
  expect(page).toContain("\\<img\\>\\|\\@all");
  expect(page).toMatch(/\n\*\*It would be refused\.\*\*\n$/);
});
