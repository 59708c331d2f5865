import { expect, test } from "vitest";
import { declarationLines } from "../../src/parity/parity";

const inLines = `# ours
application: shop
differences:
  - setting: service.tasksMin
    because: >-
      One task is enough,
      for now.
  - setting: service.tasksMax # the peak
    because: Peaks are not paid for.
service:
  tasksMin: 1
  variables:
    PORT: "80"
`;

test("finds where settings and declarations stand", () => {
  const lines = declarationLines(inLines);
  expect(lines).toMatchObject({ differences: 3, style: "lines", indent: "  " });
  expect(["service.tasksMin", "service.variables.PORT"].map(lines.ofSetting)).toEqual([11, 13]);
  expect(["service.tasksMin", "service.tasksMax"].map(lines.ofDeclaration)).toEqual([4, 8]);
});

test("a setting that is not there stands where the nearest section above it does, or where the settings begin", () => {
  const lines = declarationLines(inLines);
  expect(["service.variables.MORE", "service.port", "database.name"].map(lines.ofSetting)).toEqual([
    12, 10, 2,
  ]);
});

test.each([
  ["differences: []\n", { differences: 1, style: "empty", indent: "  " }],
  ["differences: [{ setting: a, because: b }]\n", { style: "brackets" }],
  ["differences:\n- setting: a\n  because: b\n", { style: "lines", indent: "" }],
])("knows how the list is written: %j", (text, expected) => {
  expect(declarationLines(text)).toMatchObject(expected);
});
