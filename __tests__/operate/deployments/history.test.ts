import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { outcomes } from "../../../src/contract/outcomes";
import {
  type HistoryEntry,
  historySources,
  newestFirst,
} from "../../../src/operate/deployments/history";
import {
  historyColumns,
  type historyFormats,
  renderHistory,
} from "../../../src/operate/deployments/render-history";

function entryOf(kind: string, item: Readonly<Record<string, string>>): HistoryEntry {
  const source = historySources.find((one) => one.kind === kind);
  if (!source) throw new Error(`no source ${kind}`);
  return source.entryOf(item);
}

const entry: HistoryEntry = {
  at: "2026-01-31T08:00:00.000Z",
  what: "tests",
  outcome: "passed",
  image: `sha256:${"a".repeat(64)}`,
  by: "arn:aws:sts::111111111111:assumed-role/shop-dev-tester/jenkins",
  why: "The automated tests passed.",
  reference: "https://jenkins.example.gov/7",
};
const rendered = (format: (typeof historyFormats)[number], entries: readonly HistoryEntry[]) =>
  renderHistory(
    {
      environment: "shop-dev",
      since: undefined,
      entries,
      colors: pc.createColors(false),
      columns: 120,
    },
    format,
  );

describe("every outcome of the deployer is history", () => {
  test.each(outcomes.map(({ kind, result, says }) => [kind, result, says] as const))(
    "%s",
    (kind, result, says) => {
      const { what, why } = entryOf("history", { outcome: kind, detail: '{"digest":"x"}' });
      const expected = {
        done: "release",
        nothing: "request",
        refused: "refusal",
        failed: "failure",
      };
      expect(what).toBe(kind === "rolled-back" ? "rollback" : expected[result]);
      expect(why).toBe(says);
    },
  );
});

test("keeps what a later version wrote, although it does not know the outcome", () => {
  expect(
    entryOf("history", {
      outcome: "frozen",
      at: "2026-01-01T00:00:00Z",
      detail: "not JSON",
      by: "x",
    }),
  ).toEqual({
    at: "2026-01-01T00:00:00Z",
    what: "request",
    outcome: "frozen",
    image: "",
    by: "x",
    why: "text: not JSON",
    reference: "",
  });
});

test("says who waived what until when and why, and who took it back", () => {
  const by = "arn:aws:sts::111111111111:assumed-role/shop-dev-waivers/anna";
  const id = "2026-01-31T08:00:00.000Z#CVE-2026-0001|openssl";
  const until = "2026-02-10T23:59:59.999Z";
  const item = { id, by, until, action: "waived", because: "Not reachable." };
  const said = { at: "2026-01-31T08:00:00.000Z", what: "waiver", image: "", by, reference: "" };
  expect(entryOf("waiver", item)).toEqual({
    ...said,
    outcome: "waived",
    why: "CVE-2026-0001 in openssl was waived until 2026-02-10. | Not reachable.",
  });
  expect(entryOf("waiver", { ...item, action: "withdrawn", because: "" })).toEqual({
    ...said,
    outcome: "withdrawn",
    why: "The waiver of CVE-2026-0001 in openssl was withdrawn.",
  });
});

test("says a run's warnings", () => {
  const { why } = entryOf("history", { outcome: "released", warnings: '["the tag moved"]' });
  expect(why).toBe("The image was released. | warning: the tag moved");
});

test("orders by time, not by how a time is written, and always alike where times are equal", () => {
  const at = (time: string, by: string) => ({ ...entry, at: time, by });
  const entries = [
    at("2026-01-31T08:00:00Z", "a"),
    at("2026-01-31T08:00:00.500Z", "b"),
    at("2026-01-31T08:00:00.000Z", "c"),
    at("", "d"),
  ];
  const order = newestFirst(entries).map(({ by }) => by);
  expect(order).toEqual(["b", "c", "a", "d"]);
  expect(newestFirst([...entries].reverse()).map(({ by }) => by)).toEqual(order);
});

test.each(["=", "+", "-", "@", "\t", "\r", "＝"])(
  "no cell of the CSV that begins with %j is a formula to a spreadsheet",
  (sign) => {
    const row = {
      ...entry,
      by: `${sign}HYPERLINK("https://evil.example","x")`,
      reference: `${sign}1`,
    };
    const [header, line = ""] = rendered("csv", [row]).split("\n");
    expect(header).toBe("at,what,outcome,image,by,why,reference");
    const cells = line.split(/,(?=")|,(?!"x)/);
    for (const cell of cells) expect(cell).not.toMatch(/^"?[=+\-@\t\r＝]/u);
  },
);

test("a cell of the CSV keeps its commas, quotes and lines to itself", () => {
  expect(rendered("csv", [{ ...entry, why: 'a, "b"\nc' }]).split("\n")[1]).toContain(
    ',"a, ""b""\\u000ac",',
  );
});

test("the Markdown takes no markup, mention or cell from what somebody wrote", () => {
  const row = { ...entry, why: "a | b <img> @all `x|y`\n[c](d)", by: "e | `f`" };
  const lines = rendered("markdown", [row]).split("\n");
  expect(lines).toHaveLength(6);
  expect(lines[4]?.replaceAll("\\|", "").split("|")).toHaveLength(9);
  expect(lines[4]).not.toMatch(/(?<!\\)(<img>|@all|\[c\])/);
});

test("the text cannot move the cursor or reorder its line", () => {
  const hazard = "\u001b[2J\u202e";
  const row = { ...entry, why: hazard, by: hazard, reference: hazard, outcome: hazard, at: hazard };
  const text = rendered("text", [row]);
  expect([text.includes("\u001b"), text.includes("\u202e")]).toEqual([false, false]);
});

test("the text says it in two lines that people read", () => {
  expect(rendered("text", [entry])).toBe(`History of shop-dev: 1 entry
2026-01-31 08:00  tests  passed  aaaaaaaaaaaa  by shop-dev-tester/jenkins
                  The automated tests passed.
                  https://jenkins.example.gov/7
`);
});

test("the JSON has every column in the order of the CSV", () => {
  const [only] = JSON.parse(rendered("json", [entry])).entries;
  expect(only).toEqual(entry);
  expect(Object.keys(only)).toEqual([...historyColumns]);
  expect([...historyColumns].sort()).toEqual(Object.keys(entry).sort());
});
