import { afterEach, beforeEach } from "vitest";
import { fixtureProject } from "./fixture-environments";

/** Runs each test of the file where `environments/` are the tests' own. Commands that write need a copy of these in a folder of the caller's. */
export function useFixtureProject(): void {
  const home = process.cwd();
  beforeEach(() => process.chdir(fixtureProject));
  afterEach(() => process.chdir(home));
}
