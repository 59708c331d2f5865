import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { runFixture } from "../support/run-fixture";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

/** Puts a program below the test's folder and returns its path. */
function program(path: string, script = "exit 0"): string {
  const absolute = join(folder(), path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, `#!/bin/sh\n${script}\n`);
  chmodSync(absolute, 0o755);
  return absolute;
}

/** Runs a fixture on a machine that has only what is in the test's folder. */
function runHere(fixture: string, environment: Record<string, string>) {
  const machine = { PATH: join(folder(), "path"), SLIPWAY_TOOLS: join(folder(), "tools") };
  return runFixture(fixture, { ...machine, ...environment });
}

const javaIsMissing =
  "needs java (apt install default-jre-headless, brew install openjdk, or run .ci/install-tools (Debian, Ubuntu))";

describe("describeWithTools", () => {
  test("runs the group with the tool of the search path", () => {
    const run = runHere("java", { EXPECTED_JAVA: program("path/java") });
    expect(run).toMatchObject({ code: 0, lines: ["1 passed, 0 failed, 0 skipped"] });
  });

  test("prefers the tool of SLIPWAY_TOOLS, so that a pipeline runs the version it pinned", () => {
    program("path/java");
    const run = runHere("java", { EXPECTED_JAVA: program("tools/bin/java") });
    expect(run).toMatchObject({ code: 0, lines: ["1 passed, 0 failed, 0 skipped"] });
  });

  test("skips the group with one line that names the tool and how to get it", () => {
    const run = runHere("java", {});
    const lines = [
      `skipped: the pipeline parses: ${javaIsMissing}`,
      "",
      "0 passed, 0 failed, 1 skipped",
    ];
    expect(run).toMatchObject({ code: 0, lines });
  });

  test("fails in a pipeline, because a skip there would be seen by nobody", () => {
    const run = runHere("java", { CI: "true" });
    expect(run).toMatchObject({
      code: 1,
      lines: [
        `failed: the pipeline parses > has the tools it needs: ${javaIsMissing}`,
        "",
        "0 passed, 1 failed, 0 skipped",
      ],
    });
  });

  test("skips in a pipeline too when the tool is one that not every pipeline can fetch", () => {
    const run = runHere("terraform", { CI: "true" });
    expect(run).toMatchObject({
      code: 0,
      lines: expect.arrayContaining(["0 passed, 0 failed, 1 skipped"]),
    });
  });
});

test("a hook that fails before its tests is counted as the failure, though they are only skipped", () => {
  expect(runHere("hook", {})).toMatchObject({
    code: 1,
    lines: [
      "failed: a group whose hook fails: the world did not start",
      "",
      "0 passed, 1 failed, 1 skipped",
    ],
  });
});
