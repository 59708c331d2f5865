import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadResult, loadEnvironments } from "../config/load";

/** Loads a directory of environment files as if it had one more, without writing into it. */
export function tryFile(directory: string, fileName: string, text: string): LoadResult {
  const copy = mkdtempSync(join(tmpdir(), "slipway-init-"));
  try {
    cpSync(directory, copy, { recursive: true });
    writeFileSync(join(copy, fileName), text);
    const result = loadEnvironments(copy);
    if (result.ok) return result;
    const named = (file: string) => file.replace(copy, directory);
    return { ok: false, problems: result.problems.map((p) => ({ ...p, file: named(p.file) })) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
