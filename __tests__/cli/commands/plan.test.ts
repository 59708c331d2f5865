import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { DeploymentLock } from "../../../src/aws/deployment-lock";
import { terraformJson } from "../../../src/stack/terraform-json";
import { firstPlan } from "../../review/support/first-plan";
import { createDeliveryTable } from "../../support/delivery-table";
import { describeWithEmulator } from "../../support/emulator";
import { copyEnvironments, fixtureEnvironment } from "../../support/fixture-environments";
import { runSlipway } from "../../support/run-slipway";
import { type Behaviour, scriptedTerraform } from "../../support/scripted-terraform";
import { slipwayHere } from "../../support/slipway-here";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";

const folder = useTemporaryFolder();
const stack = () => join(folder(), "cdktf.out", "stacks", "eec-dev");

beforeEach(() => copyEnvironments(folder()));

async function planWith(
  behaviours: Record<string, Behaviour>,
  name = "eec-dev",
  ...words: readonly string[]
) {
  const terraform = scriptedTerraform(folder(), behaviours);
  const run = await slipwayHere(folder(), ["plan", name, ...words], {
    TERRAFORM_BINARY_NAME: terraform.path,
  });
  return { ...run, calls: terraform.calls() };
}

const planned = (name: string): Behaviour => ({
  stdout: "Plan: 1 to add.\n",
  code: 2,
  writes: {
    plan: JSON.stringify(firstPlan(terraformJson(fixtureEnvironment(name)))),
  },
});
const record = (name: string) =>
  JSON.parse(readFileSync(join(folder(), "cdktf.out", "stacks", name, "plan.review.json"), "utf8"));

/** Who of others dev lets in: a first plan asks for each by name. */
const letIn = [
  "aws_iam_group_policy_attachment.access_developers_group_eec_developers",
  "aws_iam_role.access_promotion_reader",
].flatMap((address) => ["--allow", `${address}:create`, "--because", "named in the file"]);

test("synthesizes, starts Terraform in the stack's folder, saves the plan there, and ends with its review", async () => {
  const { code, stdout, stderr, calls } = await planWith(
    { init: { stdout: "Initializing the backend...\n" }, plan: planned("eec-dev") },
    "eec-dev",
    ...letIn,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Initializing the backend\.\.\.\nPlan: 1 to add\.\n\n/);
  expect(stdout).toContain(
    "\nThe review as a page: cdktf.out/stacks/eec-dev/review.html\n\neec-dev: passes",
  );
  expect(stdout).toContain("WHAT CHANGES");
  expect(stdout).toMatch(
    /\nNext: apply this very plan\. .+\n {2}npm run apply eec-dev\n\neec-dev: passes, with \d+ findings? approved by name\n$/,
  );
  expect(calls.map(({ args }) => args)).toEqual([
    ["init", "-input=false", "-no-color"],
    ["plan", "-input=false", "-detailed-exitcode", "-out=plan", "-no-color"],
  ]);
  expect(new Set(calls.map(({ cwd }) => cwd))).toEqual(new Set([realpathSync(stack())]));
  expect(calls.every(({ checkpointDisabled }) => checkpointDisabled)).toBe(true);
  expect(existsSync(join(stack(), "cdk.tf.json"))).toBe(true);
  expect(record("eec-dev")).toMatchObject({
    environment: "eec-dev",
    refused: false,
    approvals: [
      "aws_iam_group_policy_attachment.access_developers_group_eec_developers:create: named in the file",
      "aws_iam_role.access_promotion_reader:create: named in the file",
    ],
    basis: { tableExists: false, operatorExists: false },
  });
});

test("saves the review beside the plan as slipway review prints it, so that a pipeline need not read the plan again", async () => {
  await planWith({ plan: planned("eec-dev") });
  for (const [file, format] of [
    ["review.md", "markdown"],
    ["review.json", "json"],
    ["review.html", "html"],
  ] as const) {
    const printed = await slipwayHere(folder(), [
      "review",
      join(stack(), "plan"),
      "--environment",
      "eec-dev",
      "--format",
      format,
    ]);
    expect(readFileSync(join(stack(), file), "utf8")).toBe(printed.stdout);
  }
});

test("refuses a Terraform that may not be run, without a trace", async () => {
  const path = join(folder(), "terraform");
  writeFileSync(path, "");
  expect(await slipwayHere(folder(), ["plan", "eec-dev"], { TERRAFORM_BINARY_NAME: path })).toEqual(
    {
      code: 2,
      stdout: "",
      stderr: `\`${path}\` cannot be started (EACCES): is it a program of this machine, and may you run it?\n`,
    },
  );
});

test("a plan that fails leaves no earlier review to be shown in its place", async () => {
  await planWith({ plan: planned("eec-dev") });
  expect((await planWith({ plan: { code: 1 } })).code).toBe(1);
  for (const file of ["plan", "plan.review.json", "review.md", "review.json", "review.html"]) {
    expect(existsSync(join(stack(), file))).toBe(false);
  }
});

test("refuses a plan that opens production to the world, and records the refusal for the apply", async () => {
  const { code, stdout } = await planWith({ plan: planned("eec-prod") }, "eec-prod");
  expect(code).toBe(1);
  expect(stdout).toContain("REFUSED");
  expect(stdout).toContain("aws_lb.load_balancer");
  expect(record("eec-prod")).toMatchObject({ refused: true });
});

test("lets it pass when each thing is approved by name, and records who was let in and why", async () => {
  const allow = [
    "aws_lb.load_balancer",
    "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_0_0_0_0_0",
    "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_0_0_0_0_0",
    "aws_iam_role.access_promoter",
  ].flatMap((address) => ["--allow", `${address}:create`, "--because", "the public application"]);
  const { code } = await planWith({ plan: planned("eec-prod") }, "eec-prod", ...allow);

  expect(code).toBe(0);
  expect(record("eec-prod")).toMatchObject({
    refused: false,
    approvals: expect.arrayContaining(["aws_lb.load_balancer:create: the public application"]),
  });
});

describeWithEmulator(
  "a plan of an environment that stands already",
  (aws) => {
    const table = "eec-dev-delivery";
    const standing = (): Behaviour => {
      const plan = JSON.parse(planned("eec-dev").writes?.["plan"] ?? "");
      const resources = [{ address: "aws_dynamodb_table.delivery_table", values: { name: table } }];
      plan.prior_state = { format_version: "1.0", values: { root_module: { resources } } };
      return { ...planned("eec-dev"), writes: { plan: JSON.stringify(plan) } };
    };
    const planAgain = (environment = aws().environment) => {
      const terraform = scriptedTerraform(folder(), { plan: standing() });
      return slipwayHere(folder(), ["plan", "eec-dev", ...letIn], {
        TERRAFORM_BINARY_NAME: terraform.path,
        ...environment,
      });
    };

    test("says who deploys, and to plan again afterwards; without a deployment it says to apply", async () => {
      const client = new DynamoDBClient(aws().clientConfig);
      await createDeliveryTable(client, table);
      const lock = { client, table, by: "ada", since: "2026-01-01T00:00:00Z" };
      const taken = await DeploymentLock.take(lock);
      const during = await planAgain();
      if (taken.taken) await taken.lock.release();
      const afterwards = await planAgain();

      expect(during.stdout).toMatch(
        /\nA deployment is running: ada applies a plan since 2026-01-01T00:00:00Z\.\n\nNext: wait .+\n {2}npm run plan eec-dev\n\neec-dev: passes, with .+\n$/,
      );
      expect(afterwards.stdout).toMatch(
        /\n\nNext: apply .+\n {2}npm run apply eec-dev\n\neec-dev: .+ approved by name\n$/,
      );
    });

    test("says so when nobody could look", async () => {
      const elsewhere = { ...aws().environment, AWS_ACCESS_KEY_ID: "333333333333" };
      expect((await planAgain(elsewhere)).stdout).toMatch(
        /\nIt could not be seen whether a deployment is running: .+333333333333.+\n\nNext: apply /,
      );
    });
  },
  { accountId: "222222222222" },
);

test("plans named addresses alone", async () => {
  const words = [
    "--target",
    "aws_ecr_repository.images",
    "--target",
    "aws_ecr_repository_policy.images_policy",
  ];
  const { calls } = await planWith({ plan: planned("eec-dev") }, "eec-dev", ...words);

  expect(calls[1]?.args).toEqual([
    "plan",
    "-input=false",
    "-detailed-exitcode",
    "-out=plan",
    "-target=aws_ecr_repository.images",
    "-target=aws_ecr_repository_policy.images_policy",
    "-no-color",
  ]);
});

test("refuses a saved plan that cannot be read, and leaves no review that an apply could take", async () => {
  const { code, stderr } = await planWith({ plan: { code: 2, writes: { plan: "{" } } });
  expect(code).toBe(2);
  expect(stderr).toContain("cdktf.out/stacks/eec-dev/plan");
  expect(existsSync(join(stack(), "plan.review.json"))).toBe(false);
});

test("says in one line what is missing, in place of Terraform's boxes", async () => {
  const { code, stdout, stderr, calls } = await planWith({
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
      "There are no AWS credentials: sign in to account 222222222222 (such as `aws sso login`) and set AWS_PROFILE, then plan again.\n",
  });
  expect(calls).toHaveLength(1);
});

test("lets Terraform speak where it knows better, and leaves no older plan to apply", async () => {
  mkdirSync(stack(), { recursive: true });
  writeFileSync(join(stack(), "plan"), "older");
  writeFileSync(join(stack(), "plan.review.json"), "older");
  const { code, stderr } = await planWith({ plan: { stderr: "Error: no such subnet\n", code: 1 } });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      "Error: no such subnet\neec-dev: terraform plan failed (exit 1); the reason is above.\nWhat the account lacks of the file: npx slipway preflight eec-dev\n",
  });
  expect(existsSync(join(stack(), "plan"))).toBe(false);
  expect(existsSync(join(stack(), "plan.review.json"))).toBe(false);
});

test("passes warnings on", async () => {
  const { code, stderr } = await planWith(
    { init: { stderr: "Warning: old\n" }, plan: planned("eec-dev") },
    "eec-dev",
    ...letIn,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "Warning: old\n" });
});

test("refuses an environment that is not there, before anything is written", async () => {
  const { code, stderr, calls } = await planWith({}, "eec-dve");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      "There is no environment eec-dve. Did you mean eec-dev? There are: eec-dev, eec-prod, loan-engine-test.\n",
  });
  expect(calls).toEqual([]);
  expect(existsSync(join(folder(), "cdktf.out"))).toBe(false);
});

test("says how to get Terraform where there is none", async () => {
  const run = await slipwayHere(folder(), ["plan", "eec-dev"], {
    TERRAFORM_BINARY_NAME: "no-terraform",
  });
  expect(run.code).toBe(2);
  expect(run.stderr).toBe(
    "There is no `no-terraform`. Install Terraform 1.11 or OpenTofu 1.12 or later, or set TERRAFORM_BINARY_NAME.\n",
  );
});

describeWithTools(["terraform"], "slipway plan with Terraform itself", ({ terraform }) => {
  test("asks for credentials in one line, after the backend was begun", () => {
    const run = runSlipway(folder(), ["plan", "eec-dev"], {
      TERRAFORM_BINARY_NAME: terraform,
    });
    expect(run.stdout.trim()).toBe("Initializing the backend...");
    expect(run.stderr).toBe(
      "There are no AWS credentials: sign in to account 222222222222 (such as `aws sso login`) and set AWS_PROFILE, then plan again.\n",
    );
    expect(run.code).toBe(2);
  });
});
