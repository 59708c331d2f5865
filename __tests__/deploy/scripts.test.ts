import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { describeWithTools } from "../support/tools";
import { folder, scripts, useScripts } from "./support/run-script";

const { runScript, home } = useScripts();

const registry = "333333333333.dkr.ecr.us-east-1.amazonaws.com";
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const nothingDone = ["dry run: nothing was done", ""];

test("the repository is made by a plan of nothing else, its review, and an apply of that plan", async () => {
  const { stdout } = await runScript("create-ecr-repository.sh", "--dry-run", "loan-engine-test");

  expect(stdout.split("\n")).toEqual([
    "+ node bin/slipway.js plan loan-engine-test --target aws_ecr_repository.images --target aws_ecr_repository_policy.images_policy --target aws_ecr_lifecycle_policy.images_retention --allow plan:incomplete --because only\\ the\\ repository\\ was\\ asked\\ for",
    "+ node bin/slipway.js apply loan-engine-test",
    ...nothingDone,
  ]);
});

test("the image is built for the environment's platform, without attestations, labelled and pushed under its tag", async () => {
  const words = ["--dry-run", "--tag", "v1", "loan-engine-test"];
  const { stdout } = await runScript("build-and-push.sh", ...words);

  const line = stdout.replace(/--metadata-file \S+/, "--metadata-file FILE");
  expect(line.replace(/ --build-arg SOURCE=\S+/, "").split("\n")).toEqual([
    `+ aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${registry}`,
    `+ docker buildx build --file deploy/Dockerfile --platform linux/amd64 --provenance=false --sbom=false --metadata-file FILE --build-arg REVISION=v1 --tag ${registry}/loan-engine/test:v1 --push examples/loan-engine`,
    ...nothingDone,
  ]);
});

test("refuses a context without frontend and backend", async () => {
  const ended = await runScript("build-and-push.sh", "--dry-run", "loan-engine-test", "docs");

  expect(ended).toEqual({
    code: 2,
    stdout: "",
    stderr: `${home()}/docs has no frontend/: give the folder that holds frontend/ and backend/\n`,
  });
});

test("the service is updated by the one deployer; only --create plans and applies first", async () => {
  const deploy = `+ node bin/slipway.js deploy loan-engine-test --digest ${digest}`;
  const words = ["--dry-run", "loan-engine-test", "--digest", digest];
  const update = await runScript("deploy-service.sh", ...words);
  const create = await runScript("deploy-service.sh", "--create", ...words);

  expect(update.stdout.split("\n")).toEqual([deploy, ...nothingDone]);
  expect(create.stdout.split("\n")).toEqual([
    "+ node bin/slipway.js plan loan-engine-test",
    "+ node bin/slipway.js apply loan-engine-test",
    deploy,
    ...nothingDone,
  ]);
});

test("a command that a dry run shows can be pasted: a shell reads the words that the script has", async () => {
  const { stdout } = await runScript("create-ecr-repository.sh", "--dry-run", "loan-engine-test");
  const [plan = ""] = stdout.split("\n");
  const words = execFileSync("bash", ["-c", `printf '%s\\n' ${plan.slice(2)}`], {
    encoding: "utf8",
  });

  expect(words).toMatch(/\n--because\nonly the repository was asked for\n$/);
});

describeWithTools(["shellcheck"], "shellcheck", ({ shellcheck }) => {
  test("finds nothing in the scripts", async () => {
    const files = [...scripts, "common.sh"].map((script) => `${folder}/${script}`);
    expect((await promisify(execFile)(shellcheck, ["-x", ...files])).stdout).toBe("");
  });
});
