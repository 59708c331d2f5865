import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataResource } from "cdktf";
import { expect, test } from "vitest";
import { writeMoves } from "../src/moved";
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

  function terraformIn(...args: string[]): string {
    const { stdout, stderr } = spawnSync(terraform, [...args, "-no-color"], {
      cwd: folder(),
      encoding: "utf8",
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    });
    return stdout + stderr;
  }

  function apply(id: string, moves: readonly (typeof move)[]): void {
    writeFileSync(join(folder(), "cdk.tf.json"), stackWith(id, moves).text());
  }

  test("keeps a resource that moved, and would delete one whose move nobody told", () => {
    apply("before", []);
    terraformIn("init");
    expect(terraformIn("apply", "-auto-approve")).toContain("1 added, 0 changed, 0 destroyed");

    apply("after", []);
    expect(terraformIn("plan")).toContain("1 to add, 0 to change, 1 to destroy");
    apply("after", [move]);
    expect(terraformIn("plan")).toContain(
      "terraform_data.before has moved to terraform_data.after",
    );
  });
});
