import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";
import { describeWithProvider } from "../support/with-provider";

const project = resolve(__dirname, "../..");
const folder = useTemporaryFolder();

/** Starts `npm run rehearse` as a terminal does: in a process group of its own. */
function rehearse(...words: readonly string[]) {
  const { PATH = "", SLIPWAY_TOOLS = "", TF_CLI_CONFIG_FILE = "" } = process.env;
  const program = ["--require", "./bin/register.js", "tools/rehearse.ts", ...words];
  const child = spawn(process.execPath, program, {
    cwd: project,
    detached: true,
    env: { PATH, SLIPWAY_TOOLS, TF_CLI_CONFIG_FILE, TMPDIR: folder() },
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

/** What happened, where, and as what, of the last table; without the time. */
function tableOf(output: string): string[][] {
  const lines = output.slice(output.lastIndexOf("┌")).split("\n");
  return lines
    .filter((line) => line.startsWith("│"))
    .map((line) =>
      line
        .split("│")
        .slice(2, -1)
        .map((cell) => cell.trim()),
    );
}

describeWithTools(["ministack", "crane"], "the rehearsal", () => {
  test("leads one digest from a push to production, ends in a table, and leaves nothing behind", async () => {
    const { said, ended } = rehearse();
    expect(await ended, said.err).toBe(0);
    expect(said.err).toBe("");
    const [, digest = ""] =
      /One digest from push to production: (sha256:\w{64})/.exec(said.out) ?? [];
    const short = digest.slice(7, 19);
    const [, waived = ""] = /│ rolled back +│ eec-dev +│ (released-\w{12}) /.exec(said.out) ?? [];
    expect(tableOf(said.out)).toEqual([
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

  test("leaves nothing behind when nobody reads it any more, as in `| head`", async () => {
    const { child, said, ended } = rehearse();
    await vi.waitFor(() => expect(said.out).toContain("Setting up"), { timeout: 60_000 });
    child.stdout.destroy();
    expect([await ended, said.err]).toEqual([130, ""]);
    await vi.waitFor(() => expect(readdirSync(folder())).toEqual([]), { timeout: 5_000 });
  }, 120_000);
});

describeWithProvider("the rehearsal of an account that has only a hosted zone", () => {
  test("makes everything else by init, preflight, plan and apply, and releases an image there", async () => {
    const { said, ended } = rehearse("--network", "create");
    expect(await ended, said.err).toBe(0);
    expect(said.err).toBe("");
    const [, released = ""] = /│ (released-\w{12}) /.exec(said.out) ?? [];
    const [, objects = ""] = /Resources: (\d+) added, 0 changed, 0 destroyed/.exec(said.out) ?? [];
    expect(Number(objects)).toBeGreaterThan(100);
    expect(tableOf(said.out)).toEqual([
      ["what", "where", "as"],
      ["written", "environments/shop-prod.yaml", "network.mode: create"],
      ["made", "slipway-state-444444444444", "the state bucket"],
      ["refused", "shop-prod", "4 openings"],
      ["applied", "shop-prod", `${objects} objects`],
      ["released", "shop-prod", released],
      ["planned", "shop-prod", "no changes"],
    ]);
    expect(said.out).toContain("✗ State       slipway-state-444444444444 does not exist\n");
    expect(said.out).toMatch(/✓ Network {5}vpc-\w+, made for this environment\n/);
    expect(readdirSync(folder())).toEqual([]);
  });

  test("leaves nothing behind when it is stopped by Ctrl-C while Terraform runs", async () => {
    const { child, said, ended } = rehearse("--network", "create");
    await vi.waitFor(() => expect(said.out).toContain("$ npx cdktf apply"), { timeout: 60_000 });
    press(child);
    expect(await ended).toBe(130);
    expect(said.out).toMatch(/\nStopped\. Nothing is left behind\.\n$/);
    await vi.waitFor(() => expect(readdirSync(folder())).toEqual([]), { timeout: 5_000 });
  });
});
