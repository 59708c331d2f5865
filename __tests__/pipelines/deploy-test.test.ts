import { describe, expect, test } from "vitest";
import { shellNames } from "../../src/config/shell-names";
import { fixtureEnvironment } from "../support/fixture-environments";
import { useRepositoryCopy } from "../support/repository-copy";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";
import { evaluate } from "./support/expression";
import { type RunStepProps, runStep } from "./support/run-step";
import { standIns } from "./support/stand-ins";
import { jobOf, stepOf, workflow } from "./support/workflow";

const flow = workflow("deploy-test.yml");
const deploy = jobOf(flow, "deploy");
const folder = useTemporaryFolder();
const copy = useRepositoryCopy();
const digest = `sha256:${"ab".repeat(32)}`;
const sha = "0123456789abcdef0123456789abcdef01234567";
const { account, region, repository } = fixtureEnvironment("loan-engine-test");
const uri = `${account}.dkr.ecr.${region}.amazonaws.com/${repository.name}`;

const inputs: Record<string, string> = {
  "vars.ECR_REPO_URI || secrets.ECR_REPO_URI": uri,
  "vars.ECS_CLUSTER || secrets.ECS_CLUSTER": "test",
  "vars.ECS_SERVICE || secrets.ECS_SERVICE": "loan-engine-test",
  "vars.TASK_DEFINITION || secrets.TASK_DEFINITION": "loan-engine-test",
  "env.ECR_REPO_URI": uri,
  "github.sha": sha,
};

/** Runs one step of a job with the inputs of the workflow. */
function run(
  jobId: string,
  name: string,
  more: { expressions?: Record<string, string>; environment?: RunStepProps["environment"] } = {},
) {
  const job = jobOf(flow, jobId);
  return runStep({
    workflow: flow,
    of: job,
    step: stepOf(job, name),
    folder: folder(),
    cwd: copy().folder,
    expressions: { ...inputs, ...more.expressions },
    environment: {
      GITHUB_REF: "refs/heads/main",
      GITHUB_REF_NAME: "main",
      PATH: copy().path,
      ...more.environment,
    },
  });
}

describe("is there something to deploy to", () => {
  test("yes, once ECR_REPO_URI is set", async () => {
    expect(await run("configured", "Look")).toMatchObject({ code: 0, outputs: { answer: "yes" } });
  });

  test("no, with a notice that names the page, while it is not: and then nothing else runs", async () => {
    const expressions = { "vars.ECR_REPO_URI || secrets.ECR_REPO_URI": "" };
    const looked = await run("configured", "Look", { expressions });

    expect(looked).toMatchObject({ code: 0, outputs: {} });
    expect(looked.stdout).toBe(
      "::notice title=Not deployed::ECR_REPO_URI is not set. How to set up this workflow: docs/github-actions.md\n",
    );
    expect(jobOf(flow, "pages").if).toBe(deploy.if);
    expect(deploy).toMatchObject({
      needs: ["configured", "pages"],
      if: "needs.configured.outputs.answer == 'yes'",
    });
  });
});

test("the branch that is deployed is the one whose pushes start the workflow", () => {
  expect(flow.on["push"]).toEqual({ branches: [flow.env?.["BRANCH"]] });
});

describe("the documented names", () => {
  const step = "Compare the names with the environment file";

  test("that match give the later steps region, account and platform", async () => {
    const { code, outputs } = await run("deploy", step);
    expect(code).toBe(0);
    expect(outputs).toMatchObject({
      AWS_REGION: region,
      AWS_ACCOUNT_ID: account,
      CONTAINER_PLATFORM: "linux/amd64",
    });
  });

  test("that do not match end the job before it becomes any AWS role", async () => {
    const expressions = { "vars.ECS_SERVICE || secrets.ECS_SERVICE": "payroll" };
    const { code, outputs, stderr } = await run("deploy", step, { expressions });

    expect({ code, outputs }).toEqual({ code: 1, outputs: {} });
    expect(stderr).toContain(
      "ECS_SERVICE is payroll; the environment file makes it loan-engine-test",
    );
    const order = deploy.steps?.map(({ name }) => name) ?? [];
    expect(order.indexOf(step)).toBeLessThan(order.indexOf("Become the deploy role"));
  });
});

describe("the deploy role", () => {
  const environment = fixtureEnvironment("loan-engine-test");
  const become = stepOf(deploy, "Become the deploy role").with ?? {};
  const role = (key: string) =>
    evaluate(String(become["role-to-assume"]), {
      secrets: { AWS_ACCESS_KEY_ID: key },
      steps: { names: { outputs: { DEPLOY_ROLE_ARN: "the role" } } },
    });

  test("is the environment's own, taken in the environment on GitHub that it trusts", () => {
    const { github } = environment.access;
    const trusted = github.mode === "oidc" ? github.deploy : undefined;
    expect(trusted).toMatchObject({ mode: "role", environment: deploy.environment });
    expect(shellNames(environment).map(({ variable }) => variable)).toContain("DEPLOY_ROLE_ARN");
    expect(role("")).toBe("the role");
  });

  test("is not taken where somebody set the keys of a user: then that one deploys", () => {
    expect(role("AKIA")).toBe("");
    expect(become).toMatchObject({
      "aws-access-key-id": "${{ secrets.AWS_ACCESS_KEY_ID }}",
      "aws-secret-access-key": "${{ secrets.AWS_SECRET_ACCESS_KEY }}",
    });
  });

  test("cannot be taken for another account's", () => {
    expect(become["allowed-account-ids"]).toBe("${{ steps.names.outputs.AWS_ACCOUNT_ID }}");
  });
});

describeWithTools(["jq"], "a commit", () => {
  const step = "Has this commit been built before? (not found means no)";

  test("that was built before gives the digest of that image", async () => {
    const { path, calls } = standIns(folder(), { docker: `echo '{"digest":"${digest}"}'` });
    const before = await run("deploy", step, { environment: { PATH: path } });

    expect(before).toMatchObject({ code: 0, outputs: { digest } });
    const image = `${uri}:${sha}`;
    expect(calls()).toEqual([
      ["docker", "buildx", "imagetools", "inspect", image, "--format", "{{json .Manifest}}"],
    ]);
  });

  test("that was not is built, also where the registry could not be asked", async () => {
    const { path } = standIns(folder(), { docker: "echo 'not found' >&2; exit 1" });
    const before = await run("deploy", step, { environment: { PATH: path } });

    expect(before).toMatchObject({ code: 0, outputs: { digest: "" } });
    expect(stepOf(deploy, "Build and push").if).toBe("steps.before.outputs.digest == ''");
  });
});

describe("the image", () => {
  const build = stepOf(deploy, "Build and push");

  test("is one manifest for one platform, tagged with the commit, from the kit's Dockerfile", () => {
    expect(build.with).toMatchObject({
      file: "deploy/Dockerfile",
      "build-args":
        "REVISION=${{ github.sha }}\nSOURCE=${{ github.server_url }}/${{ github.repository }}\n",
      platforms: "${{ steps.names.outputs.CONTAINER_PLATFORM }}",
      provenance: false,
      sbom: false,
      push: true,
      tags: "${{ env.ECR_REPO_URI }}:${{ github.sha }}",
    });
  });

  test("is deployed by its digest, and watched, then asked, then described", async () => {
    const { path, calls } = standIns(folder(), { npx: "" });
    const expressions = { "steps.before.outputs.digest || steps.build.outputs.digest": digest };
    for (const name of [
      "Scan, migrate, update, watch",
      "Verify /health/ready",
      "Say what runs now",
    ]) {
      await run("deploy", name, { expressions, environment: { PATH: path } });
    }

    expect(calls()).toEqual([
      ["npx", "slipway", "deploy", "loan-engine-test", "--digest", digest],
      ["npx", "slipway", "verify", "loan-engine-test", "--unreachable-ok"],
      ["npx", "slipway", "status", "loan-engine-test"],
    ]);
  });

  test("that was refused fails the job", async () => {
    const { path } = standIns(folder(), { npx: "exit 1" });
    const expressions = { "steps.before.outputs.digest || steps.build.outputs.digest": digest };
    const deployed = await run("deploy", "Scan, migrate, update, watch", {
      expressions,
      environment: { PATH: path },
    });
    expect(deployed.code).toBe(1);
  });
});

test("no step reads an output that no step before it makes", () => {
  const made = new Set<string | undefined>();
  for (const step of deploy.steps ?? []) {
    const read = [...JSON.stringify(step).matchAll(/steps\.(\w+)\.outputs/g)].map(([, id]) => id);
    expect([...made]).toEqual(expect.arrayContaining(read));
    made.add(step.id);
  }
});
