import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";

const project = resolve(__dirname, "../..");
const folder = useTemporaryFolder();

// The rehearsal itself: `npm run test:roads`.
test("says what it needs where it is missing, and how to get it", () => {
  const nothing = mkdtempSync(join(folder(), "nothing-"));
  const tools = join(folder(), "tools");
  mkdirSync(tools);
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", "./bin/register.js", "tools/rehearse.ts"],
    {
      cwd: project,
      encoding: "utf8",
      env: { PATH: nothing, SLIPWAY_TOOLS: tools, TMPDIR: folder() },
    },
  );
  expect(status).toBe(2);
  expect(stderr).toContain("The rehearsal needs python (Python 3.10 or newer with venv:");
});
