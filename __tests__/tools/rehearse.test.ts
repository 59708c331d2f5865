import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";

const project = resolve(__dirname, "../..");
const folder = useTemporaryFolder();

// The rehearsal itself: `npm run test:roads`.
function rehearseWithoutTools(...words: readonly string[]) {
  const nothing = mkdtempSync(join(folder(), "nothing-"));
  const tools = join(nothing, "tools");
  mkdirSync(tools);
  const program = ["--require", "./bin/register.js", "tools/rehearse.ts", ...words];
  return spawnSync(process.execPath, program, {
    cwd: project,
    encoding: "utf8",
    env: { PATH: nothing, SLIPWAY_TOOLS: tools, TMPDIR: folder() },
  });
}

test("says what it needs where it is missing, and how to get it", () => {
  const { status, stderr } = rehearseWithoutTools();
  expect(status).toBe(2);
  expect(stderr).toContain("The rehearsal needs python (Python 3.10 or newer with venv:");
  expect(stderr).not.toContain("terraform");
});

test("the first run says what it installs while it does so, and why it could not", () => {
  const bin = mkdtempSync(join(folder(), "bin-"));
  const tools = mkdtempSync(join(folder(), "tools-"));
  const stub = (name: string, text: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  stub("crane", "exit 0");
  // Python that is new enough, and whose pip reaches nothing.
  stub(
    "python3",
    `case "$*" in
      *install.py*--progress) echo "ministack: fetching" >&2; exit 1 ;;
      *install.py*) echo "no network" >&2; exit 1 ;;
    esac`,
  );
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", "./bin/register.js", "tools/rehearse.ts"],
    { cwd: project, encoding: "utf8", env: { PATH: bin, SLIPWAY_TOOLS: tools, TMPDIR: folder() } },
  );
  expect(status).toBe(2);
  expect(stderr.startsWith("ministack: fetching\nThe rehearsal needs ministack")).toBe(true);
  expect(stderr).toContain("ministack could not be installed: no network");
});

test("needs Terraform only where it makes a network", () => {
  const { status, stderr } = rehearseWithoutTools("--network", "create");
  expect(status).toBe(2);
  expect(stderr).toContain("and needs terraform (Terraform 1.11 or newer,");
});

const usage = `npm run rehearse [-- --network existing|create]

existing   the road from a push to production, in two environments whose network is there already
create     the road from an account that has only a hosted zone to its first release, with Terraform
`;

test.each([[["--network", "own"]], [["create"]]])("refuses %j, and says what there is", (words) => {
  const { status, stdout, stderr } = rehearseWithoutTools(...words);
  expect([status, stdout, stderr]).toEqual([2, "", usage]);
});

test.each(["--help", "-h"])("says with %s what there is, and does nothing", (word) => {
  const { status, stdout, stderr } = rehearseWithoutTools(word);
  expect([status, stdout, stderr]).toEqual([0, usage, ""]);
});
