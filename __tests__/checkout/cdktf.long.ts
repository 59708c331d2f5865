import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { synthesize } from "../../src/stack/app";
import { fixtureEnvironments } from "../support/fixture-environments";
import { useRepositoryCopy } from "../support/repository-copy";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

const folder = useTemporaryFolder();
const copy = useRepositoryCopy();
const stacks = [
  "eec-dev",
  "eec-prod",
  "loan-engine-test",
  "state-111111111111",
  "state-222222222222",
  "state-333333333333",
];

/** Runs the framework's own command line as `npx cdktf` does, where there is Node and, unless a folder brings it, no Terraform. */
function cdktf(args: readonly string[], terraform = "terraform") {
  const bin = join(folder(), "bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, join(bin, "node"));
  const manifest = require.resolve("cdktf-cli/package.json");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolve(manifest, "../bundle/bin/cdktf"), ...args],
    {
      cwd: copy().folder,
      encoding: "utf8",
      env: {
        PATH: bin,
        HOME: folder(),
        CI: "true",
        CHECKPOINT_DISABLE: "1",
        AWS_EC2_METADATA_DISABLED: "true",
        TERRAFORM_BINARY_NAME: terraform,
      },
    },
  );
  return { code: status, output: stripVTControlCharacters(stdout + stderr) };
}

const out = () => join(folder(), "out");

test("its command line starts on this Node, whose terminal package it does not ship", () => {
  const { version } = JSON.parse(readFileSync(require.resolve("cdktf-cli/package.json"), "utf8"));
  expect(cdktf(["--version"])).toEqual({ code: 0, output: `${version}\n` });
});

test("lists every stack and where it is", () => {
  const { code, output } = cdktf(["list", "--output", out()]);
  expect(code).toBe(0);
  const [, table = ""] = output.split("Stack name");
  expect(table.match(/^[\w-]+(?= +\S)/gm)).toEqual(stacks); // a long path goes on in the next line
});

test("synthesizes without Terraform the same bytes as the module by itself", () => {
  expect(cdktf(["synth", "--output", out()]).code).toBe(0);
  const own = join(folder(), "own");
  synthesize(fixtureEnvironments(), own);
  for (const stack of stacks) {
    for (const file of ["cdk.tf.json", "terraform.tf.json"]) {
      const [theirs, ours] = [out(), own].map((root) =>
        readFileSync(join(root, "stacks", stack, file), "utf8"),
      );
      expect(theirs).toBe(ours);
    }
  }
});

test("sends no crash reports and asks nobody whether it may", () => {
  expect(JSON.parse(readFileSync("cdktf.json", "utf8"))).toMatchObject({
    sendCrashReports: "false",
  });
});

describeWithTools(["terraform"], "cdktf with Terraform", ({ terraform }) => {
  test.each(["plan", "apply"])("%s starts Terraform on the stack", (command) => {
    const approve = command === "apply" ? ["--auto-approve"] : [];
    const { code, output } = cdktf([command, "eec-dev", "--output", out(), ...approve], terraform);
    expect(output).toContain("eec-dev  Initializing the backend...");
    expect(output).toContain("No valid credential sources found");
    expect(code).toBe(1);
  });
});
