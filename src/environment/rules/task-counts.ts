import type { Rule } from "./rule";

/** Scaling needs a range. */
export const taskCounts: Rule = ({ service: { tasksMin, tasksMax } }) => {
  if (tasksMin <= tasksMax) return [];
  return [
    {
      path: ["service", "tasksMin"],
      message: `must be at most tasksMax, which is ${tasksMax}, got ${tasksMin}`,
      fix: "lower tasksMin or raise tasksMax",
    },
  ];
};
