import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect } from "vitest";
import { processFolder } from "./process-folder";

// Test files share a few processes, one after the other in each, so that each need not load everything anew. What they share is
// checked here after each: a file that leaves the folder or the surroundings of its process changed fails by itself.
let folder: string;
let surroundings: NodeJS.ProcessEnv;
let listeners: number;

const listenerCount = () =>
  ["SIGINT", "SIGTERM", "SIGHUP"].reduce((sum, signal) => sum + process.listenerCount(signal), 0);

beforeAll(() => {
  folder = process.cwd();
  surroundings = { ...process.env };
  listeners = listenerCount();
});

afterAll(() => {
  rmSync(processFolder, { recursive: true, force: true });
  expect(process.cwd()).toBe(folder);
  expect({ ...process.env }).toEqual(surroundings);
  expect(listenerCount()).toBe(listeners);
});
