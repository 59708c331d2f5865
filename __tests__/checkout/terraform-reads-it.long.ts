import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dualStackEnvironment } from "../support/fourth-environment";
import { leavesOf } from "../support/invariants/invariant";
import { namedEnvironments } from "../support/named-environments";
import { runTerraform } from "../support/run-terraform";
import { synthesizeEnvironment } from "../support/synth";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

const environments = [
  ...namedEnvironments,
  { name: "dualstack", environment: dualStackEnvironment() },
].map(({ name, environment }) => ({ name, json: withoutBackend(environment) }));

type Json = Record<string, unknown>;

/** Terraform would ask the state's bucket before it reads anything else. */
function withoutBackend(environment: Parameters<typeof synthesizeEnvironment>[0]): Json {
  const { json } = synthesizeEnvironment(environment);
  const { backend: _, ...terraform } = json["terraform"] as Json;
  return { ...json, terraform };
}

describeWithTools(["terraform"], "Terraform without its provider", ({ terraform }) => {
  const folder = useTemporaryFolder();

  function run(json: Json, ...args: string[]) {
    writeFileSync(join(folder(), "cdk.tf.json"), JSON.stringify(json, null, 1));
    return runTerraform(terraform, folder(), args);
  }

  test.each(environments)("takes the blocks of $name", ({ json }) => {
    expect(run(json, "providers").stdout).toContain("hashicorp/aws] 6.25.0");
  });

  test.each<[string, Json]>([
    ["a lifecycle it does not know", { resource: { aws_x: { y: { lifecycle: { keep: true } } } } }],
    ["a move to nowhere", { moved: [{ from: "aws_x.y" }] }],
    [
      "a check without its sentence",
      { data: { aws_x: { y: { lifecycle: { postcondition: [{ condition: true }] } } } } },
    ],
  ])("refuses %s", (_, json) => {
    expect(run(json, "providers").status).toBe(1);
  });

  /** What it says of each expression, besides that nothing is declared here that it could refer to. */
  function complaints(json: Json): string[] {
    const expressions = leavesOf(json).filter(
      ({ path, value }) =>
        typeof value === "string" && /[$%]\{/.test(value) && !path.includes("//"),
    );
    const locals = Object.fromEntries(
      expressions.map(({ value }, index) => [
        `e${index}`,
        (value as string).replace(/\bself\./g, "terraform_data.self."),
      ]),
    );
    const { diagnostics } = JSON.parse(run({ locals }, "validate", "-json").stdout);
    return (diagnostics as { summary: string; detail: string }[])
      .filter(({ summary }) => summary !== "Reference to undeclared resource")
      .map(({ summary, detail }) => `${summary}: ${detail}`);
  }

  test.each(environments)("reads every expression of $name", ({ json }) => {
    expect(complaints(json)).toEqual([]);
  });

  test.each([
    ["${aws_x.y.z[}", "Invalid expression"],
    ["${aws_x.y.z", "Unclosed template interpolation sequence"],
    ["%{ if true }", "Unexpected end of template"],
  ])("refuses the expression %s", (expression, summary) => {
    expect(complaints({ a: expression }).join()).toContain(summary);
  });
});

describeWithTools(["terraform", "aws-provider"], "Terraform with its provider", (tools) => {
  const folder = useTemporaryFolder();

  test.each(environments)("finds $name valid", ({ json }) => {
    writeFileSync(join(folder(), "cdk.tf.json"), JSON.stringify(json, null, 1));
    const plugins = `-plugin-dir=${tools["aws-provider"]}`;
    expect(runTerraform(tools.terraform, folder(), ["init", plugins]).stderr).toBe("");
    const { valid, diagnostics } = JSON.parse(
      runTerraform(tools.terraform, folder(), ["validate", "-json"]).stdout,
    );
    expect({ valid, diagnostics }).toEqual({ valid: true, diagnostics: [] });
  });
});
