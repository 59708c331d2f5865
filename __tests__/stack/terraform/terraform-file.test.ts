import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { terraformFile } from "../../../src/stack/app";
import { runTerraform } from "../../support/run-terraform";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";

const move = { from: "terraform_data.before", to: "terraform_data.after" };

test("demands a Terraform that knows ephemeral blocks, and has no empty list of moves", () => {
  expect(JSON.parse(terraformFile([]))).toEqual({ terraform: { required_version: ">= 1.11.0" } });
});

test("says where each resource went", () => {
  expect(JSON.parse(terraformFile([move]))).toMatchObject({ moved: [move] });
});

describeWithTools(["terraform"], "Terraform and the file beside the stack", ({ terraform }) => {
  const folder = useTemporaryFolder();
  const terraformIn = (...args: string[]) => runTerraform(terraform, folder(), args);

  function write(name: string, moves: readonly (typeof move)[]): void {
    writeFileSync(join(folder(), "terraform.tf.json"), terraformFile(moves));
    const resource = { terraform_data: { [name]: {} } };
    writeFileSync(join(folder(), "cdk.tf.json"), JSON.stringify({ resource }));
  }

  test("keeps a resource that moved, and would delete one whose move nobody declared", () => {
    write("before", []);
    terraformIn("init");
    expect(terraformIn("apply", "-auto-approve").stdout).toContain(
      "1 added, 0 changed, 0 destroyed",
    );

    write("after", []);
    expect(terraformIn("plan").stdout).toContain("1 to add, 0 to change, 1 to destroy");
    write("after", [move]);
    expect(terraformIn("plan").stdout).toContain(
      "terraform_data.before has moved to terraform_data.after",
    );
  });

  test("refuses to start with another version than the one demanded", () => {
    const text = terraformFile([]).replace(">= 1.11.0", ">= 99.0.0");
    writeFileSync(join(folder(), "terraform.tf.json"), text);
    expect(terraformIn("init").stderr).toContain("Unsupported Terraform Core version");
  });
});
