import { availableParallelism } from "node:os";
import type { ViteUserConfig } from "vitest/config";
import type { TestSpecification } from "vitest/node";

/** Begun first, the longest before all: a run ends no sooner than they do. Each took more than ten seconds beside two others. */
const first = [
  "operate/promotion/promote",
  "docs/checked-blocks",
  "config/every-setting",
  "operate/apply/apply-plan",
  "cli/commands/plan",
  "operate/restore/restore",
  "operate/restore/drill-check",
  "cli/commands/new",
  "operate/frontend/interrupted",
  "operate/preflight/own-network",
  "cli/commands/init",
  "parity/parity",
  "cli/commands/connect",
  "cli/commands/delivery",
  "cli/commands/run",
];

/** The order above, then as the files are found. */
class LongestFirst {
  sort(files: TestSpecification[]): TestSpecification[] {
    const place = ({ moduleId }: TestSpecification) => {
      const index = first.findIndex((name) => moduleId.endsWith(`__tests__/${name}.test.ts`));
      return index < 0 ? first.length : index;
    };
    return [...files].sort((a, b) => place(a) - place(b));
  }

  shard(): TestSpecification[] {
    throw new Error("--shard: the tests of this repository are run whole");
  }
}

// Without `defineConfig`: that would load an ES module from CommonJS, which Node 20.9 cannot.
export default {
  test: {
    include: ["__tests__/**/*.test.ts"],
    pool: "forks",
    // Young objects of a hundred files are looked through less often, and Node 20 compiles less (`bin/register.js`).
    execArgv: [
      "--max-semi-space-size=64",
      ...(process.version.startsWith("v20.") ? ["--interrupt-budget=1000000"] : []),
    ],
    // Three for two processors: they wait for the emulator or another program a third of their time, and a fourth costs more than it does.
    maxWorkers: Math.min(8, Math.ceil(1.5 * availableParallelism())),
    // Cases that wait for state machines most of their time, beside each other.
    maxConcurrency: 10,
    // Files share the processes: a third of the time went into loading the framework for each file anew.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    setupFiles: ["./__tests__/support/left-as-found.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What the SDK says about Node 20 in 2027 is for those who change `engines`, not for each run.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    silent: "passed-only",
    slowTestThreshold: 10_000,
    reporters: ["default", "./__tests__/support/tally-reporter.ts"],
  },
} satisfies ViteUserConfig;
