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

const versions = ["14", "15", "16", "17", "1024"];

test.each([
  ["17.4", "17"],
  ["v16", "16"],
  ["postgres15.2", "15"],
  ["17 ", "17"],
])("%j was meant to be the number %s", (given, meant) => {
  expect(nearest(given, versions)).toBe(meant);
});

test.each(["13.4", "147", "1.4", "1x", "17 or 16", "1000", ""])(
  "refuses to guess a number that only looks like %j",
  (given) => {
    expect(nearest(given, versions)).toBeUndefined();
  },
);
