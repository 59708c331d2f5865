import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { shellExports } from "../../../src/config/shell-names";
import { fixtureEnvironment } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { useFixtureProject } from "../../support/use-fixture-project";

useFixtureProject();
const { account, region, cluster, domain, repository } = fixtureEnvironment("loan-engine-test");

async function exportsOf(name: string): Promise<string> {
  const terminal = memoryTerminal();
  await main(["node", "slipway", "env", name], terminal);
  expect(terminal.code()).toBe(0);
  return terminal.stdout();
}

test("a shell that evaluates it has the names that the pipelines and the cookbook use", async () => {
  const script = `${await exportsOf("loan-engine-test")}\necho "$ECR_REPO_URI|$ECS_CLUSTER|$ECS_SERVICE|$TASK_DEFINITION|$HEALTH_URL"`;

  expect(execFileSync("sh", ["-euc", script], { encoding: "utf8", env: {} })).toBe(
    `${account}.dkr.ecr.${region}.amazonaws.com/${repository.name}|${cluster.mode === "existing" ? cluster.name : "loan-engine-test"}|loan-engine-test|loan-engine-test|https://${domain.hostName}/health/ready\n`,
  );
});

test("names the database only where the environment makes one", async () => {
  expect(await exportsOf("eec-dev")).toContain("export DB_IDENTIFIER=eec-dev ");
  expect(await exportsOf("loan-engine-test")).not.toContain("DB_IDENTIFIER");
});

test("names the roles of GitHub's workflows, each where the environment makes it", async () => {
  const roles = (text: string) =>
    [...text.matchAll(/(\w+_ROLE_ARN)=(\S+)/g)].map(([, ...role]) => role);

  expect(roles(await exportsOf("loan-engine-test"))).toEqual([
    ["DEPLOY_ROLE_ARN", `arn:aws:iam::${account}:role/loan-engine-test-github-deploy`],
    ["PLAN_ROLE_ARN", `arn:aws:iam::${account}:role/loan-engine-test-plan`],
    ["APPLY_ROLE_ARN", `arn:aws:iam::${account}:role/loan-engine-test-apply`],
  ]);
  expect(roles(await exportsOf("eec-dev")).map(([name]) => name)).toEqual([
    "PLAN_ROLE_ARN",
    "APPLY_ROLE_ARN",
  ]);
});

test("a value with a quote, a dollar or a space reaches the shell as it is", () => {
  const value = "it's $HOME; `x`";
  const script = `${shellExports([{ variable: "V", value, comment: "c" }])}printf %s "$V"`;

  expect(execFileSync("sh", ["-euc", script], { encoding: "utf8" })).toBe(value);
});

test("refuses a name that no file has", async () => {
  const terminal = memoryTerminal();
  await main(["node", "slipway", "env", "eec"], terminal);
  expect([terminal.code(), terminal.stdout()]).toEqual([2, ""]);
});
