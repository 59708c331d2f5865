import { expect, test } from "vitest";
import { pathsToInvalidate } from "../../../src/operate/frontend/invalidation";
import { frontendStateOf } from "../../../src/operate/frontend/release-records";
import { eachOf } from "../../../src/operate/frontend/site-bucket";

/** Records from words such as `publish A`, `rollback A: broken off`. */
const state = (...records: readonly string[]) => {
  const { shown, before, unfinished } = frontendStateOf(
    records.map((text) => {
      const [words = "", result = "published"] = text.split(": ");
      const [action = "", digest = ""] = words.split(" ");
      return { action, digest, result };
    }),
  );
  return [shown?.["digest"], before, unfinished?.["digest"]];
};

test.each([
  { records: [], shown: undefined, before: undefined },
  { records: ["publish A"], shown: "A", before: undefined },
  { records: ["publish A", "publish B"], shown: "B", before: "A" },
  { records: ["publish A", "publish B", "publish B"], shown: "B", before: "A" },
  { records: ["publish A", "publish B", "rollback A"], shown: "A", before: undefined },
  { records: ["publish A", "publish B", "publish C", "rollback B"], shown: "B", before: "A" },
  { records: ["publish A", "publish B", "rollback A", "publish C"], shown: "C", before: "A" },
  { records: ["publish A", "publish B", "publish A"], shown: "A", before: "B" },
  { records: ["publish A", "promotion B: began"], shown: "A", before: undefined },
  { records: ["publish A", "publish B", "publish C: not published"], shown: "B", before: "A" },
  { records: ["publish A: switching"], shown: undefined, before: undefined, unfinished: "A" },
  { records: ["publish A", "publish B: switching"], shown: "A", before: "A", unfinished: "B" },
  {
    records: ["publish A", "publish B", "rollback A: broken off"],
    ...{ shown: "B", before: "A", unfinished: "A" },
  },
  {
    records: ["publish A", "publish B", "publish B: broken off"],
    ...{ shown: "B", before: "A", unfinished: "B" },
  },
  {
    records: ["publish A", "publish B: broken off", "publish C: not published"],
    ...{ shown: "A", before: "A", unfinished: "B" },
  },
  { records: ["publish A", "publish B: switching", "publish B"], shown: "B", before: "A" },
])(
  "after $records $shown is shown, and a rollback goes to $before",
  ({ records, shown, before, unfinished }) => {
    expect(state(...records)).toEqual([shown, before, unfinished]);
  },
);

const file = (path: string) => ({ path, sha256: "", contentType: "", immutable: false });

test("CloudFront forgets a page under both of its addresses, files as viewers ask for them, and everything where they are many", () => {
  expect(pathsToInvalidate([file("index.html"), file("ä b/c+d@2.svg")])).toEqual([
    "/",
    "/index.html",
    "/%C3%A4%20b/c+d@2.svg",
  ]);
  const many = (count: number) => Array.from({ length: count }, (_, i) => file(`${i}.svg`));
  expect(pathsToInvalidate(many(100))).toHaveLength(100);
  expect(pathsToInvalidate(many(101))).toEqual(["/*"]);
  expect(pathsToInvalidate([])).toEqual([]);
});

test("of many things eight are done at a time; a failure ends it, and so does a stop", async () => {
  const items = Array.from({ length: 40 }, (_, i) => i);
  let [now, most] = [0, 0];
  const done: number[] = [];
  const work = async (item: number) => {
    now += 1;
    most = Math.max(most, now);
    await Promise.resolve();
    now -= 1;
    done.push(item);
    if (item === 20) throw new Error("broke");
  };
  const controller = new AbortController();
  await eachOf(items.slice(0, 20), controller.signal, work);
  expect([done.length, most]).toEqual([20, 8]);
  await expect(eachOf(items, controller.signal, work)).rejects.toThrow("broke");
  expect(done.length).toBeLessThan(60);
  expect(now).toBe(0);
  controller.abort();
  await expect(eachOf(items, controller.signal, work)).rejects.toThrow("aborted");
});
