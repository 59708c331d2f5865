import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type LoadResult, loadEnvironments } from "../../src/config/load";
import { formatProblems } from "../../src/config/problem";
import { processFolder } from "./process-folder";

/** A new directory `environments` with these files, removed when the test ends. */
export function environmentFiles(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), "slipway-environments-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const directory = join(root, "environments");
  mkdirSync(directory);
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(directory, name), content);
  return directory;
}

/** The same directory for every call in this process, with these files alone: a new one takes longer than to read it. */
function onlyThese(files: Readonly<Record<string, string | Uint8Array>>): string {
  const shared = join(processFolder, "environments");
  mkdirSync(shared, { recursive: true });
  for (const name of readdirSync(shared)) if (!(name in files)) rmSync(join(shared, name));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(shared, name), content);
  return shared;
}

/** What loading these files gives. */
export function loadFiles(files: Readonly<Record<string, string | Uint8Array>>): LoadResult {
  return loadEnvironments(onlyThese(files));
}

/** The whole report on these files, with paths as seen from the project; empty when they are fine. */
export function reportOn(files: Readonly<Record<string, string | Uint8Array>>): string {
  return reportOnDirectory(onlyThese(files));
}

/** The whole report on a directory, with paths as seen from the folder above it; empty when its files are fine. */
export function reportOnDirectory(directory: string): string {
  const result = loadEnvironments(directory);
  return result.ok ? "" : formatProblems(result.problems, join(directory, ".."));
}
