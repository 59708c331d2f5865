import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import usual from "./vitest.config";

/** What takes longest, which begins first, so that nothing is waited for alone at the end; the provider waits four minutes at each change of a VPN. */
const longest = ["client-vpn", "roles", "eec-prod", "eec-dev", "new-from-init", "loan-engine-test"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = longest.indexOf(basename(moduleId, ".long.ts"));
      return index < 0 ? longest.length : index;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

// What takes minutes, each with a command of its own in package.json: real programs from end to end. How many files run beside each other is said by tools/long-test.ts.
export default {
  test: {
    ...usual.test,
    include: ["__tests__/**/*.long.ts"],
    maxWorkers: 1,
    sequence: { sequencer: LongestFirst },
    testTimeout: 1_200_000,
    hookTimeout: 300_000,
    slowTestThreshold: 600_000,
    reporters: [
      "./__tests__/support/progress-reporter.ts",
      "./__tests__/support/tally-reporter.ts",
    ],
  },
};
