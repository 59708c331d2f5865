import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { synthesize } from "../../src/stack/app";
import { exampleWith } from "../support/example-with";
import { fixtureEnvironments } from "../support/fixture-environments";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

const stacksIn = (outdir: string) => readdirSync(join(outdir, "stacks")).sort();
const json = (outdir: string, stack: string) =>
  readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");

test("writes a stack for each environment and one for the state of each account", () => {
  synthesize(fixtureEnvironments(), folder());
  const accounts = new Set(fixtureEnvironments().map(({ environment }) => environment.account));
  expect(stacksIn(folder())).toEqual([
    "eec-dev",
    "eec-prod",
    "loan-engine-test",
    ...[...accounts].map((account) => `state-${account}`).sort(),
  ]);
});

test("each stack says beside itself which Terraform it needs", () => {
  synthesize(fixtureEnvironments(), folder());
  for (const stack of stacksIn(folder())) {
    expect(
      JSON.parse(readFileSync(join(folder(), "stacks", stack, "terraform.tf.json"), "utf8")),
    ).toEqual({ terraform: { required_version: ">= 1.11.0" } });
  }
});

test("environments of one account share its state", () => {
  const shop = { environment: exampleWith({}) };
  const other = {
    environment: exampleWith({ environment: "prod", "repository.name": "shop/prod" }),
  };
  synthesize([shop, other], folder());
  expect(stacksIn(folder())).toEqual(["shop-dev", "shop-prod", "state-111111111111"]);
});

test("two syntheses give the same bytes, in whatever order the files come", () => {
  const environments = fixtureEnvironments();
  const [once, again] = [join(folder(), "once"), join(folder(), "again")];
  synthesize(environments, once);
  synthesize([...environments].reverse(), again);
  for (const stack of stacksIn(once)) expect(json(again, stack)).toBe(json(once, stack));
});
