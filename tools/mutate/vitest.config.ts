import usual from "../../vitest.config";
import { readRun } from "./run";

const run = readRun();

// Each file of tests switches one mutant on, and runs the tests of its table. What is switched is made in memory: the checkout stays as it is.
export default {
  plugins: [
    {
      name: "mutants",
      enforce: "pre" as const,
      load: (id: string) => run.switchedByPath.get(id),
    },
  ],
  test: {
    ...usual.test,
    include: [`${run.folder}/*.test.ts`],
    exclude: [],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    silent: true,
    reporters: ["./tools/mutate/reporter.ts"],
  },
};
