import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
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

test("needs Terraform only where it makes a network", () => {
  const { status, stderr } = rehearseWithoutTools("--network", "create");
  expect(status).toBe(2);
  expect(stderr).toContain("and needs terraform (Terraform 1.11 or newer,");
});

test.each([[["--network", "own"]], [["create"]]])("refuses %j, and says what there is", (words) => {
  const { status, stdout, stderr } = rehearseWithoutTools(...words);
  expect([status, stdout, stderr]).toEqual([
    2,
    "",
    `npm run rehearse [-- --network existing|create]

existing   the road from a push to production, in two environments whose network is there already
create     the road from an account that has only a hosted zone to its first release, with Terraform
`,
  ]);
});
