import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** An empty folder for each test, removed after it; the returned function gives its path. */
export function useTemporaryFolder(): () => string {
  let path = "";
  beforeEach(() => {
    // A long test has a folder that is removed also when it is stopped; see tools/long-test.ts.
    const parent = process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir();
    path = mkdtempSync(join(parent, "slipway-test-"));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return () => path;
}
