import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** An empty folder for each test, removed after it; the returned function gives its path. */
export function useTemporaryFolder(): () => string {
  let path = "";
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "slipway-test-"));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return () => path;
}
