import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { synthesize } from "../../src/stack/app";
import { acceptedFindings, type Finding, judgeFindings } from "../support/accepted-findings";
import { committedEnvironments } from "../support/committed-environments";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

interface Report {
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[];
  };
}

describeWithTools(["checkov"], "checkov", ({ checkov }) => {
  const folder = useTemporaryFolder();
  const file = (stack: string) => join(folder(), "stacks", stack, "cdk.tf.json");

  async function findingsOf(stack: string): Promise<Finding[]> {
    const args = ["--skip-download", "--compact", "-o", "json", "-f", file(stack)];
    const child = spawn(checkov, args, { stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    await once(child, "close");
    const { summary, results } = JSON.parse(output) as Report;
    // A file it cannot read counts as one without findings.
    expect(summary).toMatchObject({ parsing_errors: 0 });
    expect(summary.passed).toBeGreaterThan(15);
    return results.failed_checks.map(({ check_id, resource }) => ({
      stack,
      check: check_id,
      resource,
    }));
  }

  test("finds nothing in any stack that is not accepted with a reason", async () => {
    const environments = committedEnvironments();
    synthesize(environments, folder());
    const state = `state-${environments[0]?.environment.account}`; // all states are alike
    const findings: Finding[] = [];
    for (const stack of [...environments.map(({ name }) => name), state])
      findings.push(...(await findingsOf(stack)));
    expect(judgeFindings(findings, acceptedFindings())).toEqual([]);
  }, 300_000);

  test("would find a database that everybody can reach", async () => {
    const [first] = committedEnvironments();
    synthesize(first ? [first] : [], folder());
    const stack = first?.name ?? "";
    const text = readFileSync(file(stack), "utf8");
    writeFileSync(
      file(stack),
      text.replace('"publicly_accessible": false', '"publicly_accessible": true'),
    );
    expect(await findingsOf(stack)).toContainEqual({
      stack,
      check: "CKV_AWS_17",
      resource: "resource.database",
    });
  }, 120_000);
});
