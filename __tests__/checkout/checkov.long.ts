import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { synthesize } from "../../src/stack/app";
import { acceptedFindings, type Finding, judgeFindings } from "../support/accepted-findings";
import { fixtureEnvironments } from "../support/fixture-environments";
import { describeWithTools } from "../support/tools";

interface Report {
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly resource: string;
      readonly file_abs_path: string;
    }[];
  };
}

/** A stack of a database that everybody can reach: what checkov must find, or it reads nothing here. */
const opened = "opened";

describeWithTools(["checkov"], "checkov", ({ checkov }) => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-checkov-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (stack: string) => join(folder, "stacks", stack, "cdk.tf.json");
  let findings: readonly Finding[] = [];

  // All stacks in one run: half of a run is checkov's own start.
  beforeAll(async () => {
    const environments = fixtureEnvironments();
    synthesize(environments, folder);
    const [first] = environments;
    const state = `state-${first?.environment.account}`; // all states are alike
    const stacks = [...environments.map(({ name }) => name), state];

    const text = readFileSync(file(first?.name ?? ""), "utf8");
    mkdirSync(dirname(file(opened)));
    writeFileSync(
      file(opened),
      text.replace('"publicly_accessible": false', '"publicly_accessible": true'),
    );

    const files = [...stacks, opened].flatMap((stack) => ["-f", file(stack)]);
    const args = ["--skip-download", "--compact", "-o", "json", ...files];
    const child = spawn(checkov, args, { stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    await once(child, "close");
    const { summary, results } = JSON.parse(output) as Report;
    // A file it cannot read counts as one without findings.
    expect(summary).toMatchObject({ parsing_errors: 0 });
    expect(summary.passed).toBeGreaterThan(15 * stacks.length);
    findings = results.failed_checks.map(({ check_id, resource, file_abs_path }) => ({
      stack: basename(dirname(file_abs_path)),
      check: check_id,
      resource,
    }));
  }, 300_000);

  test("finds nothing in any stack that is not accepted with a reason", () => {
    const committed = findings.filter(({ stack }) => stack !== opened);
    expect(judgeFindings(committed, acceptedFindings())).toEqual([]);
  });

  test("would find a database that everybody can reach", () => {
    expect(findings).toContainEqual({
      stack: opened,
      check: "CKV_AWS_17",
      resource: "resource.database",
    });
  });
});
