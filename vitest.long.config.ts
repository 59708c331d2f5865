import usual from "./vitest.config";

// What takes minutes, each with a command of its own in package.json: real programs from end to end. How many files run beside each other is said by tools/long-test.ts.
export default {
  test: {
    ...usual.test,
    include: ["__tests__/**/*.long.ts"],
    maxWorkers: 1,
    testTimeout: 1_200_000,
    hookTimeout: 300_000,
    slowTestThreshold: 600_000,
    reporters: [
      "./__tests__/support/progress-reporter.ts",
      "./__tests__/support/tally-reporter.ts",
    ],
  },
};
