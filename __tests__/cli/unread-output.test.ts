import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { copyEnvironments } from "../support/fixture-environments";
import { scriptedTerraform } from "../support/scripted-terraform";
import { useTemporaryFolder } from "../support/temporary-folder";

const slipway = resolve(__dirname, "../../bin/slipway.js");

describe("standard output that nobody reads any more", () => {
  const folder = useTemporaryFolder();
  beforeEach(() => copyEnvironments(folder()));

  /** What a line of bash gives in the folder, in which `slipway` is this checkout's. */
  function bash(line: string, env: Readonly<Record<string, string>> = {}) {
    const { PATH = "" } = process.env;
    const { status, stderr } = spawnSync(
      "bash",
      ["-c", `slipway() { "${process.execPath}" "${slipway}" "$@"; }; ${line}`],
      { cwd: folder(), encoding: "utf8", env: { PATH, HOME: folder(), ...env } },
    );
    return { status, stderr };
  }

  test("stops no Terraform in the middle: the work goes on, and gives its own exit code", () => {
    const terraform = scriptedTerraform(folder(), {
      init: { stdout: "Initializing the backend...\n" },
      plan: { stdout: "half a plan\n", code: 1 },
    });
    const { status, stderr } = bash("slipway plan eec-dev | true; exit ${PIPESTATUS[0]}", {
      TERRAFORM_BINARY_NAME: terraform.path,
    });
    expect(terraform.calls().map(({ args }) => args[0])).toEqual(["init", "plan"]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        "eec-dev: terraform plan failed (exit 1); the reason is above.\nWhat the account lacks of the file: npx slipway preflight eec-dev\n",
    });
  });

  test("standard error that nobody reads changes no exit code", () => {
    expect(bash("slipway env nowhere 2> >(true)").status).toBe(2);
  });

  test.skipIf(process.platform !== "linux")(
    "a full disk is a message and exit 2: half a file does not pass for a whole one",
    () => {
      expect(bash("slipway env eec-dev > /dev/full")).toEqual({
        status: 2,
        stderr:
          "Standard output cannot be written, what is there is cut off: ENOSPC: no space left on device, write\n",
      });
    },
  );
});
