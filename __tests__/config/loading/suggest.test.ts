import { expect, test } from "vitest";
import { nearest, orList } from "../../../src/base/suggest";

const words = ["cpuUnits", "memoryMiB", "tasksMin", "tasksMax", "logRetentionDays", "X86_64"];

test.each([
  ["cpuUnit", "cpuUnits"],
  ["CPU_UNITS", "cpuUnits"],
  ["memory", "memoryMiB"],
  ["taskMax", "tasksMax"],
  ["logRetention", "logRetentionDays"],
  ["x86-64", "X86_64"],
])("%s was meant to be %s", (given, meant) => {
  expect(nearest(given, words)).toBe(meant);
});

test.each(["memo", "log", "image", ""])("refuses to guess what %j was meant to be", (given) => {
  expect(nearest(given, words)).toBeUndefined();
});

test("words are listed as in a sentence", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(orList)).toEqual([
    "",
    "a",
    "a or b",
    "a, b or c",
  ]);
});
