import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { useTemporaryFolder } from "./temporary-folder";

const folder = useTemporaryFolder();
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules(); // what was found, or not, with the search path of a test
});

/** Puts a program below the test's folder and returns its path. */
function program(path: string, script = "exit 0"): string {
  const absolute = join(folder(), path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, `#!/bin/sh\n${script}\n`);
  chmodSync(absolute, 0o755);
  return absolute;
}

describe("findTool", () => {
  /** As a process that has not looked for anything yet. */
  const lookAnew = async () => {
    vi.resetModules();
    return await import("./tools");
  };

  test("takes a Python that is new enough over an older one of a better name", async () => {
    vi.stubEnv("PATH", folder());
    program("python3", "exit 1");
    const python = program("python");
    const { findTool } = await lookAnew();
    expect(findTool("python")).toBe(python);
  });

  test("does not take a folder or a file that nobody may run for the tool", async () => {
    vi.stubEnv("PATH", `${join(folder(), "a")}:${join(folder(), "b")}:${join(folder(), "c")}`);
    mkdirSync(join(folder(), "a", "terraform"), { recursive: true });
    chmodSync(program("b/terraform"), 0o644);
    const terraform = program("c/terraform");
    const { findTool } = await lookAnew();
    expect(findTool("terraform")).toBe(terraform);
  });

  test("refuses a tool that is not here with the line that says how to get it", async () => {
    vi.stubEnv("PATH", folder());
    const { requireTool } = await lookAnew();
    expect(() => requireTool("java")).toThrow(
      "needs java (apt install default-jre-headless, brew install openjdk, or run .ci/install-tools (Debian, Ubuntu))",
    );
  });
});
