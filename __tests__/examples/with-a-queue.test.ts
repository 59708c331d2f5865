import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { readPlan } from "../../src/review/read/plan";
import { reviewPlan } from "../../src/review/review-plan";
import type { TerraformJson } from "../../src/stack/terraform-json";
import { firstPlan } from "../review/support/first-plan";
import { fixtureText } from "../support/fixture-environments";
import { runSlipway, type SlipwayRun } from "../support/run-slipway";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

// As it is where the package is installed, whose name the example imports.
beforeEach(() => {
  cpSync("examples/with-a-queue", folder(), { recursive: true });
  mkdirSync(join(folder(), "node_modules/@cdktf"), { recursive: true });
  symlinkSync(resolve("."), join(folder(), "node_modules/slipway"));
  const provider = "node_modules/@cdktf/provider-aws";
  symlinkSync(resolve(provider), join(folder(), provider));
  mkdirSync(join(folder(), "environments"));
  for (const name of ["eec-dev", "eec-prod"])
    writeFileSync(join(folder(), "environments", `${name}.yaml`), fixtureText(name));
});

const slipway = (...words: string[]) => runSlipway(folder(), words);

/** What `check` says of the example as it is, and the stack that it writes for eec-dev: once for the tests that look at it. */
let example: { readonly run: SlipwayRun; readonly stack: TerraformJson } | undefined;
function checked() {
  if (example === undefined) {
    const run = slipway("check");
    const file = join(folder(), "cdktf.out/stacks/eec-dev/cdk.tf.json");
    example = { run, stack: JSON.parse(readFileSync(file, "utf8")) };
  }
  return example;
}

test("check writes the queue, encrypted, and the permission that names it and no other", () => {
  const { run, stack } = checked();
  expect(run).toMatchObject({ code: 0, stderr: "" });

  const { resource } = stack;
  expect(resource["aws_sqs_queue"]?.["orders"]).toMatchObject({
    name: "eec-dev-orders",
    kms_master_key_id: "${aws_kms_key.encryption.arn}",
  });
  const policy = resource["aws_iam_role_policy"]?.["orders_policy"];
  expect(policy?.["role"]).toBe("${aws_iam_role.service_task_role.name}");
  expect(JSON.parse(String(policy?.["policy"])).Statement[0].Resource).toBe(
    "${aws_sqs_queue.orders.arn}",
  );
});

test("dev with its queue is still a mirror of production with its own", () => {
  expect(slipway("parity", "eec-dev")).toMatchObject({ code: 0, stderr: "" });
});

test("the first plan asks for nobody's word because of the queue or its permission", () => {
  const refusedIn = (stack: TerraformJson) =>
    reviewPlan(readPlan(firstPlan(stack), "test"))
      .findings.filter(({ verdict }) => verdict === "refused")
      .map(({ address, rule }) => `${address} ${rule}`);
  const { stack } = checked();
  const { orders, ...queues } = stack.resource["aws_sqs_queue"] ?? {};
  const without = { ...stack, resource: { ...stack.resource, aws_sqs_queue: queues } };

  expect(orders).toBeDefined();
  expect(refusedIn(stack)).toEqual(refusedIn(without));
});

test("refuses a main.ts that keeps what it adds to itself, and writes nothing", () => {
  const file = join(folder(), "main.ts");
  writeFileSync(file, 'import { namesOf } from "slipway";\nconsole.error(typeof namesOf);\n');

  expect(slipway("check")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      `function\n${file}, which cdktf.json names, does not call synthesizeProject of slipway, so nobody knows what it adds.\n` +
      "Let it end in synthesizeProject((stack, environment) => …). How: docs/library.md of the package.\n",
  });
});
