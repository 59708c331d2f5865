import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { onTestFinished, vi } from "vitest";

/** Makes the real crane the one that is found, until the test ends. */
export function useCrane(crane: string): void {
  usePath(dirname(crane));
}

/** Makes a shell script the crane that is found, until the test ends; `$CRANE` in it is the real one. */
export function useStandInCrane(crane: string, script: string): void {
  const folder = mkdtempSync(join(tmpdir(), "slipway-crane-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "crane");
  writeFileSync(file, `#!/bin/sh\nset -eu\nCRANE=${crane}\n${script}\n`);
  chmodSync(file, 0o755);
  usePath(folder);
}

/** Makes it so that there is no crane at all. */
export function useNoCrane(): void {
  const nothing = mkdtempSync(join(tmpdir(), "slipway-no-crane-"));
  vi.stubEnv("PATH", nothing);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(nothing, { recursive: true, force: true });
  });
}

function usePath(folder: string): void {
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
  onTestFinished(() => void vi.unstubAllEnvs());
}
