import type { ViteUserConfig } from "vitest/config";

// Without `defineConfig`: that would load an ES module from CommonJS, which Node 20.9 cannot.
export default {
  test: {
    include: ["__tests__/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Files share the two processes: a third of the time went into loading the framework for each file anew.
    isolate: false,
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
