import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { filesOf, tryTable } from "../../../tools/mutate/mutate";
import { tables } from "../../../tools/mutate/tables";

const folder = "__tests__/fixtures/mutate";
const leftBehind = () =>
  existsSync(".cache") ? readdirSync(".cache").filter((name) => name.startsWith("mutate-")) : [];

test("kills what a test notices, reports what none does, and leaves nothing behind", async () => {
  const before = leftBehind();
  const tried = await tryTable({
    name: "ports",
    sources: [`${folder}/ports.ts`],
    tests: [`${folder}/ports-tests.ts`],
    equivalent: [{ mutant: "80 → 81", because: "the test wants one of this kind" }],
  });
  expect(tried.map(({ path, line, change, is }) => [`${path}:${line}`, change, is])).toEqual([
    [`${folder}/ports.ts:2`, "drop 443", "killed"],
    [`${folder}/ports.ts:2`, "443 → 444", "killed"],
    [`${folder}/ports.ts:2`, "443 → 442", "killed"],
    [`${folder}/ports.ts:2`, "drop 80", "survived"],
    [`${folder}/ports.ts:2`, "80 → 81", "equivalent"],
    [`${folder}/ports.ts:2`, "80 → 79", "survived"],
  ]);
  expect(leftBehind().filter((name) => !before.includes(name))).toEqual([]);
});

test("refuses a table whose files were moved away, and one whose reasons are about nothing", async () => {
  expect(() => filesOf(["src/nowhere/**/*.ts"])).toThrow(
    "src/nowhere/**/*.ts matches no file: follow what was moved",
  );
  await expect(
    tryTable({
      name: "ports",
      sources: [`${folder}/ports.ts`],
      tests: [`${folder}/ports-tests.ts`],
      equivalent: [{ mutant: "8080 → 81", because: "it was once there" }],
    }),
  ).rejects.toThrow('ports: no mutant is "8080 → 81" any more');
});

test.each(tables)("the files of $name are there", ({ sources, tests }) => {
  expect(filesOf(sources).length).toBeGreaterThan(0);
  expect(filesOf(tests).length).toBeGreaterThan(0);
});
