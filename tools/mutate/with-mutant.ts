import { afterEach, beforeEach, vi } from "vitest";

/** Runs the tests with one mutant switched on, -1 for none; after the first that fails the others are passed over. */
export async function runWithMutant(mutant: number, tests: readonly string[]): Promise<void> {
  Object.assign(globalThis, { mutant });
  vi.resetModules(); // what a module made when it was loaded, it makes anew
  let isKilled = false;
  beforeEach((context) => {
    if (isKilled) context.skip();
  });
  afterEach(({ task }) => {
    isKilled ||= task.result?.state === "fail";
  });
  for (const test of tests) await import(test);
}
