import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataResource } from "cdktf";
import { expect, test } from "vitest";
import { writeMoves } from "../src/moved";
import { runTerraform } from "./support/run-terraform";
import { synthesizeIn } from "./support/synth";
import { useTemporaryFolder } from "./support/temporary-folder";
import { describeWithTools } from "./support/tools";

const move = { from: "terraform_data.before", to: "terraform_data.after" };

/** One resource under an id, which moved from another. */
const stackWith = (id: string, moves: readonly (typeof move)[]) =>
  synthesizeIn((stack) => {
    new DataResource(stack, id, {});
    writeMoves(stack, moves);
  });

test("writes what moved, and no empty block where nothing did", () => {
  expect(stackWith("after", [move]).json["moved"]).toEqual([move]);
  expect(stackWith("after", []).json).not.toHaveProperty("moved");
});

describeWithTools(["terraform"], "Terraform and a move", ({ terraform }) => {
  const folder = useTemporaryFolder();

  const terraformIn = (...args: string[]) => runTerraform(terraform, folder(), args).stdout;

  function write(id: string, moves: readonly (typeof move)[]): void {
    const { resource, moved = [] } = stackWith(id, moves).json; // its state shall be in the folder
    writeFileSync(join(folder(), "cdk.tf.json"), JSON.stringify({ resource, moved }));
  }

  test("keeps a resource that moved, and would delete one whose move nobody told", () => {
    write("before", []);
    terraformIn("init");
    expect(terraformIn("apply", "-auto-approve")).toContain("1 added, 0 changed, 0 destroyed");

    write("after", []);
    expect(terraformIn("plan")).toContain("1 to add, 0 to change, 1 to destroy");
    write("after", [move]);
    expect(terraformIn("plan")).toContain(
      "terraform_data.before has moved to terraform_data.after",
    );
  });
});
