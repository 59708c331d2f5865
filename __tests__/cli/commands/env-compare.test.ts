import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../../src/cli/main";
import { taskDefinitionJson } from "../../../tools/kit/task-definition-json";
import { fixtureEnvironment } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { useFixtureProject } from "../../support/use-fixture-project";

const folder = useTemporaryFolder();
useFixtureProject();
const { account, region, cluster, repository } = fixtureEnvironment("loan-engine-test");
const repositoryUri = `${account}.dkr.ecr.${region}.amazonaws.com/${repository.name}`;
const clusterName = cluster.mode === "existing" ? cluster.name : "loan-engine-test";
const documented = ["ECR_REPO_URI", "ECS_CLUSTER", "ECS_SERVICE", "TASK_DEFINITION"];

beforeEach(() => {
  vi.stubEnv("ECR_REPO_URI", repositoryUri);
  vi.stubEnv("ECS_CLUSTER", clusterName);
  vi.stubEnv("ECS_SERVICE", "loan-engine-test");
  vi.stubEnv("TASK_DEFINITION", "loan-engine-test");
});
afterEach(() => vi.unstubAllEnvs());

async function compare(...words: string[]) {
  const terminal = memoryTerminal();
  const argv = ["node", "slipway", "env", "loan-engine-test", "--plain", "--compare", ...words];
  await main(argv, terminal);
  return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
}

test("prints the names plainly when the pipeline was given the same", async () => {
  const { code, out, err } = await compare(...documented);

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.split("\n")).toEqual(
    expect.arrayContaining([`ECR_REPO_URI=${repositoryUri}`, "CONTAINER_PLATFORM=linux/amd64"]),
  );
  expect(out).not.toMatch(/export|#/);
});

test("refuses every name that differs or is missing, says what it must be, and prints no name", async () => {
  vi.stubEnv("ECS_CLUSTER", "production");
  vi.stubEnv("ECS_SERVICE", "");

  expect(await compare(...documented)).toEqual({
    code: 1,
    out: "",
    err: `What this pipeline was given does not match loan-engine-test:
  ECS_CLUSTER is production; the environment file makes it ${clusterName}
  ECS_SERVICE is not set; the environment file makes it loan-engine-test
Set them as \`npx slipway env loan-engine-test\` prints them, or deploy the environment that you meant.
`,
  });
});

test("compares only what it is asked to", async () => {
  vi.stubEnv("ECS_CLUSTER", "production");
  expect(await compare("ECS_SERVICE")).toMatchObject({ code: 0 });
});

test("takes a task definition's file for its family", async () => {
  const file = join(folder(), "ecs-task-definition.json");
  writeFileSync(file, taskDefinitionJson(fixtureEnvironment("loan-engine-test")));
  vi.stubEnv("TASK_DEFINITION", file);
  expect(await compare("TASK_DEFINITION")).toMatchObject({ code: 0 });
});

test("refuses the file of another family", async () => {
  const file = join(folder(), "task.json");
  writeFileSync(file, '{"family":"payroll"}');
  vi.stubEnv("TASK_DEFINITION", file);
  expect((await compare("TASK_DEFINITION")).err).toContain("TASK_DEFINITION is payroll; the");
});

test.each([
  [
    "that is not there",
    "no-such.json",
    "TASK_DEFINITION is no-such.json, but there is no such file.",
  ],
  ["that is not JSON", "README.json", "TASK_DEFINITION: "],
])("refuses a task definition's file %s", async (_, name, said) => {
  const file = name === "README.json" ? join(folder(), name) : name;
  if (file !== name) writeFileSync(file, "# Read me");
  vi.stubEnv("TASK_DEFINITION", file);
  expect(await compare("TASK_DEFINITION")).toMatchObject({
    code: 2,
    err: expect.stringContaining(said),
  });
});

test("refuses to compare a name that no environment has", async () => {
  expect((await compare("ECS_CLUSTR")).err).toMatch(
    /^loan-engine-test has no name ECS_CLUSTR\. There are: ENVIRONMENT, .*ECS_CLUSTER/,
  );
});
