import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { copyEnvironments, runSlipway } from "../../support/run-slipway";
import { type Behaviour, scriptedTerraform } from "../../support/scripted-terraform";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";

const folder = useTemporaryFolder();
const stack = () => join(folder(), "cdktf.out", "stacks", "eec-dev");

beforeEach(() => copyEnvironments(folder()));

function planWith(behaviours: Record<string, Behaviour>, name = "eec-dev") {
  const terraform = scriptedTerraform(folder(), behaviours);
  const run = runSlipway(folder(), ["plan", name], { TERRAFORM_BINARY_NAME: terraform.path });
  return { ...run, calls: terraform.calls() };
}

const planned: Behaviour = { stdout: "Plan: 1 to add.\n", code: 2, writes: { plan: "saved" } };

test("synthesizes, starts Terraform in the stack's folder and saves the plan there", () => {
  const { code, stdout, stderr, calls } = planWith({
    init: { stdout: "Initializing the backend...\n" },
    plan: planned,
  });
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: "Initializing the backend...\nPlan: 1 to add.\n\nplan: cdktf.out/stacks/eec-dev/plan\n",
    stderr: "",
  });
  expect(calls.map(({ args }) => args)).toEqual([
    ["init", "-input=false", "-no-color"],
    ["plan", "-input=false", "-detailed-exitcode", "-out=plan", "-no-color"],
  ]);
  expect(new Set(calls.map(({ cwd }) => cwd))).toEqual(new Set([realpathSync(stack())]));
  expect(calls.every(({ checkpointDisabled }) => checkpointDisabled)).toBe(true);
  expect(readFileSync(join(stack(), "plan"), "utf8")).toBe("saved");
  expect(existsSync(join(stack(), "cdk.tf.json"))).toBe(true);
});

test("says so when there is nothing to change", () => {
  const { code, stdout } = planWith({ plan: { stdout: "No changes.\n", writes: { plan: "" } } });
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "No changes.\n\neec-dev: nothing to change.\n",
  });
});

test("says in one line what is missing, in place of Terraform's boxes", () => {
  const { code, stdout, stderr, calls } = planWith({
    init: {
      stdout: "Initializing the backend...\n",
      stderr: "╷\n│ Error: No valid credential sources found\n│ \n│ Please see https://…\n╵\n",
      code: 1,
    },
  });
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: "Initializing the backend...\n",
    stderr:
      "No AWS credentials: sign in to account 222222222222 (such as `aws sso login`) and set AWS_PROFILE, then plan again.\n",
  });
  expect(calls).toHaveLength(1);
});

test("lets Terraform speak where it knows better, and leaves no older plan to apply", () => {
  mkdirSync(stack(), { recursive: true });
  writeFileSync(join(stack(), "plan"), "older");
  const { code, stderr } = planWith({ plan: { stderr: "Error: no such subnet\n", code: 1 } });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      "Error: no such subnet\neec-dev: terraform plan failed (exit 1); the reason is above.\n",
  });
  expect(existsSync(join(stack(), "plan"))).toBe(false);
});

test("passes warnings on", () => {
  const { code, stderr } = planWith({ init: { stderr: "Warning: old\n" }, plan: planned });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "Warning: old\n" });
});

test("refuses an environment that is not there, before anything is written", () => {
  const { code, stderr, calls } = planWith({}, "eec-dve");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      "There is no environment eec-dve. Did you mean eec-dev? There are: eec-dev, eec-prod, loan-engine-test.\n",
  });
  expect(calls).toEqual([]);
  expect(existsSync(join(folder(), "cdktf.out"))).toBe(false);
});

test("says how to get Terraform where there is none", () => {
  const run = runSlipway(folder(), ["plan", "eec-dev"], { TERRAFORM_BINARY_NAME: "no-terraform" });
  expect(run.code).toBe(2);
  expect(run.stderr).toBe(
    "There is no `no-terraform`. Install Terraform 1.11 or OpenTofu 1.12 or later, or set TERRAFORM_BINARY_NAME.\n",
  );
});

describeWithTools(["terraform"], "slipway plan with Terraform itself", ({ terraform }) => {
  test("asks for credentials in one line, after the backend was begun", () => {
    const run = runSlipway(folder(), ["plan", "eec-dev"], { TERRAFORM_BINARY_NAME: terraform });
    expect(run.stdout.trim()).toBe("Initializing the backend...");
    expect(run.stderr).toBe(
      "No AWS credentials: sign in to account 222222222222 (such as `aws sso login`) and set AWS_PROFILE, then plan again.\n",
    );
    expect(run.code).toBe(2);
  });
});
