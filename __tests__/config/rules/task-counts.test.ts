import { expect, test } from "vitest";
import { taskCounts } from "../../../src/config/service";
import { judged } from "../../support/judged";

test("the least number of tasks may equal the greatest: no scaling", () => {
  expect(judged(taskCounts, { "service.tasksMin": 2, "service.tasksMax": 2 })).toBe("");
});

test("refuses a least number above the greatest", () => {
  expect(judged(taskCounts, { "service.tasksMin": 3, "service.tasksMax": 2 })).toBe(
    `service.tasksMin: must be at most tasksMax, which is 2, got 3
    lower tasksMin or raise tasksMax
`,
  );
});
