import { readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { type KeptResource, stackState } from "../../review/support/stack-state";
import { copyEnvironments } from "../../support/fixture-environments";
import { runSlipway } from "../../support/run-slipway";
import { type Behaviour, scriptedTerraform } from "../../support/scripted-terraform";
import { slipwayHere } from "../../support/slipway-here";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";

const folder = useTemporaryFolder();
const output = () => join(folder(), "cdktf.out");

beforeEach(() => copyEnvironments(folder()));

async function stateWith(behaviours: Record<string, Behaviour>, ...words: readonly string[]) {
  const terraform = scriptedTerraform(folder(), behaviours);
  const run = await slipwayHere(folder(), ["state", "eec-dev", ...words], {
    TERRAFORM_BINARY_NAME: terraform.path,
  });
  return { ...run, calls: terraform.calls() };
}

const pulled = (state: unknown): Record<string, Behaviour> => ({
  init: { stdout: "Initializing the backend...\n" },
  state: { stdout: JSON.stringify(state) },
});

const secret = "hunter2-in-plain-text";
function withSecret(resources: KeptResource[]): KeptResource[] {
  const database = resources.find(({ type }) => type === "aws_db_instance");
  Object.assign(database?.instances[0]?.attributes ?? {}, { password: secret });
  return resources;
}

/** Every file below a folder that has the text in it. */
function filesWith(text: string, below: string): string[] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "utf8").includes(text));
}

test("an environment's state is fetched by Terraform in the stack's folder, and compared with its stack", async () => {
  const { code, stdout, stderr, calls } = await stateWith(pulled(stackState("eec-dev")));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^WHAT TERRAFORM MANAGES\n/);
  expect(stdout).toMatch(/\n\d+ objects, nothing to complain about\n/);
  expect(stdout).toMatch(/\n\nnext: npm run plan eec-dev\n$/);
  expect(calls.map(({ args }) => args)).toEqual([
    ["init", "-input=false", "-no-color"],
    ["state", "pull", "-no-color"],
  ]);
  expect(new Set(calls.map(({ cwd }) => cwd))).toEqual(
    new Set([realpathSync(join(output(), "stacks", "eec-dev"))]),
  );
});

test("what it finds is printed without the secret, and the state is nowhere on the disk", async () => {
  const { code, stdout } = await stateWith(
    pulled(stackState("eec-dev", withSecret)),
    "--format",
    "json",
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout).findings).toEqual([
    { kind: "secret in plain text", address: "aws_db_instance.database", what: "`password`" },
  ]);
  expect(stdout).not.toContain(secret);
  expect(filesWith("tags_all", output())).toEqual([]);
  expect(filesWith("aws_db_instance", output())).not.toEqual([]);
  expect(filesWith(secret, output())).toEqual([]);
});

test("a file of that name is read as a file", async () => {
  writeFileSync(join(folder(), "eec-dev"), JSON.stringify(stackState("eec-prod")));
  const { code, stdout, calls } = await stateWith({});
  expect({ code, calls }).toEqual({ code: 0, calls: [] });
  expect(stdout).toContain("next: npx slipway state eec-dev --environment eec-prod\n");
});

describe("says in one sentence what prevents it, and what to do", () => {
  test("another environment's objects in this one's place", async () => {
    const { code, stdout, stderr } = await stateWith(pulled(stackState("eec-prod")));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.replace(/(\d+) of its \1 /, "N of its N ")).toBe(
      "The state of eec-dev holds what looks like eec-prod's objects (N of its N ARNs are of account 111111111111): " +
        "plan and apply nothing until an earlier version of eec-dev/terraform.tfstate is back in its bucket; " +
        "eec-prod's own is shown by `npx slipway state eec-prod`.\n",
    );
  });

  test.each([
    ["no state", ""],
    ["an empty state", '{"version":4,"serial":3,"resources":[]}'],
  ])("%s", async (_, stdout) => {
    expect(await stateWith({ state: { stdout } })).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        "eec-dev has no state: nothing was applied yet, or all was destroyed. To begin: npm run plan eec-dev\n",
    });
  });

  test("no credentials", async () => {
    const { calls, ...run } = await stateWith({
      init: {
        stdout: "Initializing the backend...\n",
        stderr: "╷\n│ Error: No valid credential sources found\n╵\n",
        code: 1,
      },
    });
    expect(run).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "There are no AWS credentials: sign in to account 222222222222 (such as `aws sso login`) and set AWS_PROFILE, then try again.\n",
    });
    expect(calls).toHaveLength(1);
  });

  test("credentials of another account", async () => {
    expect(
      await stateWith({ init: { stderr: "AWS account ID not allowed: 111111111111\n", code: 1 } }),
    ).toMatchObject({
      code: 2,
      stderr:
        "These credentials are of account 111111111111, but eec-dev lives in 222222222222: sign in there, then try again.\n",
    });
  });

  test("no Terraform", async () => {
    expect(
      await slipwayHere(folder(), ["state", "eec-dev"], { TERRAFORM_BINARY_NAME: "no-terraform" }),
    ).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "There is no `no-terraform`. Install Terraform 1.11 or OpenTofu 1.12 or later, or set TERRAFORM_BINARY_NAME.\n",
    });
  });

  test.each([
    ["init", "terraform init failed (exit 1)"],
    ["state", "terraform state pull failed (exit 1)"],
  ])("where Terraform knows better in %s, after its own words", async (step, what) => {
    expect(
      await stateWith({ [step]: { stdout: "half a st", stderr: "Error: denied\n", code: 1 } }),
    ).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `Error: denied\neec-dev: ${what}; the reason is above.\n`,
    });
  });

  test("what is no state", async () => {
    expect(
      await stateWith({ state: { stdout: '{"version":3,"serial":1,"resources":[]}' } }),
    ).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        "The state of eec-dev was written by Terraform 0.11 or older. Let a newer Terraform upgrade it, and give what `terraform state pull` prints.\n",
    });
  });
});

describeWithTools(["terraform"], "slipway state with Terraform itself", ({ terraform }) => {
  test("asks for credentials in one line, and for nothing else", () => {
    expect(
      runSlipway(folder(), ["state", "eec-dev"], { TERRAFORM_BINARY_NAME: terraform }),
    ).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "There are no AWS credentials: sign in to account 222222222222 (such as `aws sso login`) and set AWS_PROFILE, then try again.\n",
    });
  });
});
