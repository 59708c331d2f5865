import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

test("asks in every stack for the provider's version that the project names", () => {
  writeFileSync(join(folder(), "cdktf.json"), '{"context": {"awsProviderVersion": "5.100.0"}}');
  expect(main(exampleText).code).toBe(0);
  const stacks = join(folder(), "cdktf.out", "stacks");
  const versions = readdirSync(stacks).map((stack) => {
    const { terraform } = JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8"));
    return [stack, terraform.required_providers.aws];
  });
  const aws = { source: "aws", version: "5.100.0" };
  expect(versions).toEqual([
    [exampleName, aws],
    ["state-111111111111", aws],
  ]);
});

test("refuses a provider's version that was never tried, and writes nothing", () => {
  writeFileSync(join(folder(), "cdktf.json"), '{"context": {"awsProviderVersion": "7.0.0"}}');
  expect({ ...main(exampleText), written: written() }).toEqual({
    code: 2,
    stdout: "",
    stderr:
      'cdktf.json: context.awsProviderVersion must be a version of the AWS provider from 5.100.0 to 6.25.0, such as "6.25.0"; got "7.0.0".\n',
    written: false,
  });
});
