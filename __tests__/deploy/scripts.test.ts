import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { describeWithTools } from "../support/tools";

const folder = "deploy/aws/scripts";
const scripts = ["create-ecr-repository.sh", "build-and-push.sh", "deploy-service.sh"];

async function run(script: string, ...words: string[]) {
  const run = promisify(execFile)(`${folder}/${script}`, words);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

test.each(scripts)("%s explains itself: what it does, its words, what it needs", async (script) => {
  const { code, stdout } = await run(script, "--help");

  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: ${folder}/${script} `);
  expect(stdout).toMatch(/Needs .*Node/s);
});

test.each(scripts)(
  "refuses %s without an environment, with its usage and exit 2",
  async (script) => {
    expect(await run(script)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("Usage:"),
    });
  },
);

test.each(scripts)("refuses an option that %s does not know", async (script) => {
  expect(await run(script, "--force", "loan-engine-test")).toMatchObject({
    code: 2,
    stderr: "unknown option --force; try --help\n",
  });
});

test.each(scripts)(
  "refuses an environment that has no file, in %s as everywhere",
  async (script) => {
    expect(await run(script, "--dry-run", "nope")).toMatchObject({
      code: 2,
      stderr: "There is no environment nope. There are: eec-dev, eec-prod, loan-engine-test.\n",
    });
  },
);

test("the repository is made by a plan of nothing else, its review, and an apply of that plan", async () => {
  const { stdout } = await run("create-ecr-repository.sh", "--dry-run", "loan-engine-test");

  expect(stdout.split("\n")).toEqual([
    "+ node bin/slipway.js plan loan-engine-test --target aws_ecr_repository.images --target aws_ecr_repository_policy.images_policy --target aws_ecr_lifecycle_policy.images_retention --allow plan:incomplete --because only the repository was asked for",
    "+ node bin/slipway.js apply loan-engine-test",
    "repository: 333333333333.dkr.ecr.us-east-1.amazonaws.com/loan-engine/test",
    "next: deploy/aws/scripts/build-and-push.sh loan-engine-test",
    "",
  ]);
});

test("the image is built for the environment's platform, without attestations, and pushed under its tag", async () => {
  const { stdout } = await run("build-and-push.sh", "--dry-run", "--tag", "v1", "loan-engine-test");

  expect(stdout).toMatch(
    /^\+ docker buildx build --file deploy\/Dockerfile --platform linux\/amd64 --provenance=false --sbom=false --metadata-file \S+ --tag 333333333333\.dkr\.ecr\.us-east-1\.amazonaws\.com\/loan-engine\/test:v1 --push examples\/loan-engine$/m,
  );
});

test("refuses a context without frontend and backend", async () => {
  expect(await run("build-and-push.sh", "--dry-run", "loan-engine-test", "docs")).toMatchObject({
    code: 2,
    stderr: `${process.cwd()}/docs has no frontend/: give the folder that holds frontend/ and backend/\n`,
  });
});

test("the service is updated by the one deployer; only --create plans and applies first", async () => {
  const deploy = "+ node bin/slipway.js deploy loan-engine-test --digest sha256:aa";
  const update = await run(
    "deploy-service.sh",
    "--dry-run",
    "loan-engine-test",
    "--digest",
    "sha256:aa",
  );
  const create = await run(
    "deploy-service.sh",
    "--dry-run",
    "--create",
    "loan-engine-test",
    "--digest",
    "sha256:aa",
  );

  expect(update.stdout.split("\n").slice(0, 1)).toEqual([deploy]);
  expect(create.stdout.split("\n").slice(0, 3)).toEqual([
    "+ node bin/slipway.js plan loan-engine-test",
    "+ node bin/slipway.js apply loan-engine-test",
    deploy,
  ]);
});

describeWithTools(["shellcheck"], "shellcheck", ({ shellcheck }) => {
  test("finds nothing in the scripts", async () => {
    const files = [...scripts, "common.sh"].map((script) => `${folder}/${script}`);
    expect((await promisify(execFile)(shellcheck, ["-x", ...files])).stdout).toBe("");
  });
});
