import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { describeWithTools, type ToolName } from "../support/tools";

const folder = resolve(__dirname, "../../.ci");

describeWithTools(["shellcheck"], "the pipeline's scripts", ({ shellcheck }) => {
  test.each(readdirSync(folder))("%s has no finding", (script) => {
    const run = spawnSync(shellcheck, [join(folder, script)], { encoding: "utf8" });
    expect(run).toMatchObject({ stdout: "", stderr: "", status: 0 });
  });
});

// Without checkov, whose start takes longer than all the others': `npm run test:checkout` starts it anyway, to look at every stack.
const versionArguments: Partial<Record<ToolName, string>> = {
  crane: "version",
  actionlint: "-version",
  zizmor: "--version",
  act: "--version",
  hadolint: "--version",
  "check-jsonschema": "--version",
  java: "--version",
  groovy: "-version",
  gpg: "--version",
  jq: "--version",
  postgres: "--version",
  buildah: "--version",
  debootstrap: "--version",
  runc: "--version",
  "tini-static": "--version",
  openssl: "version",
  chromium: "--version",
};

for (const [name, argument] of Object.entries(versionArguments)) {
  describeWithTools([name as ToolName], `the installed ${name}`, (paths) => {
    test("starts and says its version", () => {
      const run = spawnSync(paths[name as ToolName], [argument], { encoding: "utf8" });
      expect(run).toMatchObject({ stdout: expect.stringMatching(/\d+\.\d+/), status: 0 });
    });
  });
}
