import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { copyEnvironments } from "../support/fixture-environments";
import { useTemporaryFolder } from "../support/temporary-folder";

/** The little of the pseudo-terminal that is used; its own types are for another name of the package. */
interface PseudoTerminal {
  onData(listener: (data: string) => void): void;
  onExit(listener: (event: { exitCode: number }) => void): void;
  write(keys: string): void;
}

const { spawn } = createRequire(__filename)("@cdktf/node-pty-prebuilt-multiarch") as {
  spawn: (file: string, args: string[], options: object) => PseudoTerminal;
};
const slipway = resolve("bin/slipway.js");
const folder = useTemporaryFolder();
const ctrlC = "\x03";
const ctrlD = "\x04";

/** Runs `slipway init` at a terminal of its own; each text is typed when what is shown ends as it says. */
function atTerminal(words: string, typed: readonly (readonly [after: string, keys: string])[]) {
  copyEnvironments(folder());
  const { PATH = "" } = process.env;
  const terminal = spawn(process.execPath, [slipway, ...words.split(" ")], {
    cwd: folder(),
    cols: 400,
    env: { PATH, HOME: folder(), NO_COLOR: "1" },
  });
  const waiting = [...typed];
  let shown = "";
  terminal.onData((data) => {
    shown += data;
    const next = waiting[0];
    if (!next || !shown.slice(shown.lastIndexOf("\n") + 1).includes(next[0])) return;
    waiting.shift();
    terminal.write(next[1]);
  });
  return new Promise<{ code: number; shown: string }>((take) =>
    terminal.onExit(({ exitCode }) => take({ code: exitCode, shown })),
  );
}

const file = () => join(folder(), "environments/shop-test.yaml");

test("Enter at every question makes a valid file, even where colour is switched off", async () => {
  const { code, shown } = await atTerminal("init shop test", [
    ["What is it for", "test\r"],
    ["AWS account", "\r"],
    ["AWS region", "\r"],
    ["VPC", "\r"],
    ["Load balancer:", "\r"],
    ["Subnets of the load balancer", "\r"],
    ["Private subnets of the tasks", "\r"],
    ["Private subnets of the database", "\r"],
    ["Route 53 zone", "\r"],
    ["Id of that zone", "\r"],
    ["Is that zone", "\r"],
    ["Host name", "\r"],
    ["ECR repository", "\r"],
    ["Port", "\r"],
    ["Path", "\r"],
    ["Command that migrates", "\r"],
  ]);
  expect(shown).toContain("environments/shop-test.yaml is written and valid.");
  expect(code).toBe(0);
});

test("lines that are pasted at once answer one question each", async () => {
  const { code } = await atTerminal("init shop test --like eec-prod", [
    ["AWS account", `444444444444\rus-west-2\r${"\r".repeat(20)}`],
  ]);
  expect(code).toBe(0);
  expect(readFileSync(file(), "utf8")).toContain('account: "444444444444"\nregion: us-west-2\n');
});

test.each([
  ["Ctrl-C", ctrlC],
  ["Ctrl-D", ctrlD],
])("%s ends it with one line and without a file", async (_, keys) => {
  const { code, shown } = await atTerminal("init shop test --like eec-prod", [
    ["AWS account", "444444444444\r"],
    ["AWS region", keys],
  ]);
  expect(code).toBe(1);
  expect(shown.split("AWS region").at(-1)).toMatch(
    /^ \[us-east-1\]: [^\n]*\nStopped; nothing was written\.\r\n$/,
  );
  expect(existsSync(file())).toBe(false);
});
