import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pullState } from "../../../src/operate/pull-state";
import { parseJsonBytes } from "../../../src/review/read/parse-json";
import { readState } from "../../../src/review/state/read-state";
import { memoryTerminal } from "../../support/memory-terminal";
import { runTerraform } from "../../support/run-terraform";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";

const folder = useTemporaryFolder();

describeWithTools(["terraform"], "pulling a state with Terraform itself", ({ terraform }) => {
  // No provider is needed for these; the registry is never asked.
  const write = (resource: object) =>
    writeFileSync(join(folder(), "cdk.tf.json"), JSON.stringify({ resource }));

  async function pull() {
    const terminal = memoryTerminal();
    const bytes = await pullState(
      {
        environment: "shop-dev",
        account: "111111111111",
        executable: terraform,
        folder: folder(),
      },
      terminal,
    );
    return { bytes, said: terminal.stdout() };
  }

  test("gives what was applied, says nothing, and leaves no file that was not there", async () => {
    write({ terraform_data: { first: { input: "ünï" }, second: { count: 2, input: "x" } } });
    runTerraform(terraform, folder(), ["init"]);
    expect(runTerraform(terraform, folder(), ["apply", "-auto-approve"]).status).toBe(0);
    const before = readdirSync(folder(), { recursive: true }).sort();

    const { bytes, said } = await pull();
    const objects = readState(parseJsonBytes(bytes, "it"), "it");
    expect(objects.map(({ address }) => address)).toEqual([
      "terraform_data.first",
      "terraform_data.second[0]",
      "terraform_data.second[1]",
    ]);
    expect(objects[0]?.values["input"]).toMatchObject({ value: "ünï" });
    expect(said).toBe("");
    expect(readdirSync(folder(), { recursive: true }).sort()).toEqual(before);
  });

  test("gives nothing where nothing was applied", async () => {
    write({ terraform_data: { first: { input: "one" } } });
    expect((await pull()).bytes).toHaveLength(0);
  });

  test("refuses a folder that Terraform cannot begin in, after Terraform's own words", async () => {
    writeFileSync(join(folder(), "cdk.tf.json"), '{"resource":{"terraform_data":{"first":{"in');
    await expect(pull()).rejects.toMatchObject({
      code: 2,
      message: "shop-dev: terraform init failed (exit 1); the reason is above.",
    });
  });
});
