import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, expect, test, vi } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";

const project = resolve(__dirname, "../..");
const folder = useTemporaryFolder();
const notes = () => join(folder(), "notes.json");

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill(); // what a failed test did not end
});

function start(file: string) {
  const script = ["--require", "./bin/register.js", "tools/long-test.ts", "fixtures/long", file];
  const child = spawn(process.execPath, script, {
    cwd: project,
    env: { PATH: process.env["PATH"], TMPDIR: folder(), LONG_TEST_NOTES: notes() },
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child);
  const output = text(child.stdout);
  const ended = once(child, "close").then(async ([code]) => ({
    code,
    lastLine: (await output).trimEnd().split("\n").at(-1),
  }));
  return { child, ended };
}

test("ends with the tally of the tests of one file", async () => {
  expect(await start("passes").ended).toEqual({
    code: 0,
    lastLine: "1 passed, 0 failed, 0 skipped",
  });
});

test("refuses a name that no test has, and says which there are", async () => {
  expect(await start("nothing").ended).toEqual({
    code: 2,
    lastLine: "There is no nothing here. There are: passes, waits.",
  });
});

test("leaves neither a process nor a file when it is stopped by hand", async () => {
  const { child, ended } = start("waits");
  // There, and written to its end.
  const { pid, folder: own } = await vi.waitFor(() => JSON.parse(readFileSync(notes(), "utf8")), {
    timeout: 50_000,
    interval: 100,
  });
  expect([isRunning(pid), existsSync(join(own, "state"))]).toEqual([true, true]);

  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 1, lastLine: "0 passed, 1 failed, 0 skipped" });
  expect([existsSync(own), readdirSync(folder())]).toEqual([false, ["notes.json"]]);
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 5_000 }); // until somebody reaps it
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
