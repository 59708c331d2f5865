import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { exampleName, exampleText } from "./support/example-environment";
import { useTemporaryFolder } from "./support/temporary-folder";

const folder = useTemporaryFolder();

/** Runs `main.ts` as `cdktf` does, over this one environment file, where there is nothing but Node. */
function main(text: string) {
  mkdirSync(join(folder(), "environments"));
  writeFileSync(join(folder(), "environments", `${exampleName}.yaml`), text);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", resolve("bin/register.js"), resolve("main.ts")],
    { cwd: folder(), encoding: "utf8", env: { PATH: "" } },
  );
  return { code: status, stdout, stderr };
}

const written = () => existsSync(join(folder(), "cdktf.out"));

test("synthesizes and says nothing, since a machine reads it; Terraform need not be here", () => {
  expect(main(exampleText)).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(existsSync(join(folder(), "cdktf.out", "stacks", exampleName, "cdk.tf.json"))).toBe(true);
});

test("refuses a wrong file with the report, and writes nothing", () => {
  const { code, stdout, stderr } = main(exampleText.replace("cpuUnits: 512", "cpuUnits: 300"));
  expect(stderr).toContain("service.cpuUnits: must be one of 256, 512");
  expect({ code, stdout, written: written() }).toEqual({ code: 2, stdout: "", written: false });
});
