import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

const project = resolve(__dirname, "../..");
const folder = useTemporaryFolder();

/** Starts `npm run rehearse` as a terminal does: in a process group of its own. */
function rehearse() {
  const { PATH = "", SLIPWAY_TOOLS = "" } = process.env;
  const child = spawn(process.execPath, ["--require", "./bin/register.js", "tools/rehearse.ts"], {
    cwd: project,
    detached: true,
    env: { PATH, SLIPWAY_TOOLS, TMPDIR: folder() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  return { child, said, ended: once(child, "close").then(([code]) => code) };
}

/** Ctrl-C: every program that the terminal shows gets it. */
function press(child: ChildProcess): void {
  process.kill(-(child.pid as number), "SIGINT");
}

describeWithTools(["ministack", "crane"], "the rehearsal", () => {
  test("leads one digest from a push to production, ends in a table, and leaves nothing behind", async () => {
    const { said, ended } = rehearse();
    expect(await ended, said.err).toBe(0);
    expect(said.err).toBe("");
    const [, digest = ""] = /One digest all the way: (sha256:\w{64})/.exec(said.out) ?? [];
    const short = digest.slice(7, 19);
    const [, waived = ""] = /│ rolled back +│ eec-dev +│ (released-\w{12}) /.exec(said.out) ?? [];
    const rows = said.out
      .split("\n")
      .filter((line) => line.startsWith("│"))
      .map((line) =>
        line
          .split("│")
          .slice(2, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows).toEqual([
      ["what", "where", "as"],
      ["pushed", "eec/dev", "main-1"],
      ["scanned and released", "eec-dev", `released-${short}`],
      ["tested", "eec-dev", "passed"],
      ["promoted", "eec/prod", `promoted-${short}`],
      ["scanned and released", "eec-prod", `released-${short}`],
      ["refused", "eec-dev", "main-2: CVE-2026-31415"],
      ["waived and released", "eec-dev", waived],
      ["rolled back", "eec-dev", waived],
    ]);
    expect(waived).not.toBe(`released-${short}`);
    expect(said.out).toContain("tolerated: CVE-2026-31415 in libexpat (waived until ");
    expect(said.out).toMatch(/ECS\s+deployment\s+circuit\s+breaker\s+was\s+triggered/);
    expect(readdirSync(folder())).toEqual([]);
  }, 120_000);

  test.each([
    ["while it sets up", "Setting up"],
    ["while dev deploys", "Waiting for the scan in eec-dev"],
    ["in the middle of a promotion", "$ slipway promote eec-dev eec-prod\n"],
  ])(
    "leaves nothing behind when it is stopped by Ctrl-C %s",
    async (_, moment) => {
      const { child, said, ended } = rehearse();
      await vi.waitFor(() => expect(said.out).toContain(moment), { timeout: 60_000 });
      press(child);
      expect(await ended).toBe(130);
      expect(said.out).toMatch(/\nStopped\. Nothing is left behind\.\n$/);
      await vi.waitFor(() => expect(readdirSync(folder())).toEqual([]), { timeout: 5_000 });
    },
    120_000,
  );
});
