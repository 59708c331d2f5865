import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeholderDigest } from "../../src/contract/images";
import { nothingToDo } from "../real-provider/support/life";
import { releasedDigests, tagsOf } from "../real-provider/support/release";
import { startAppliedWorld } from "../support/applied-world";
import { fixtureEnvironmentsFolder } from "../support/fixture-environments";
import type { TerraformWorld } from "../support/terraform-world";
import { describeWithProvider } from "../support/with-provider";
import {
  type Deployment,
  environment,
  nameOf,
  prepareDeployment,
  variables,
} from "./support/deployment";

const nothingReleased = { pointer: placeholderDigest, running: placeholderDigest };

// One environment that Terraform applied, to which nothing is released until the last test.
describeWithProvider(
  "deploy-test.yml, run by act",
  (found, { act, crane }) => {
    let folder: string;
    let world: TerraformWorld;
    let deployment: Deployment;

    beforeAll(async () => {
      folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "deploy-"));
      const own = join(folder, "world");
      mkdirSync(own);
      const environments = fixtureEnvironmentsFolder;
      world = await startAppliedWorld({
        name: "loan-engine-test",
        folder: own,
        environments,
        ...found,
      });
      const { emulator } = world;
      const ready = async () => (await releasedDigests(world)).running !== placeholderDigest;
      deployment = await prepareDeployment({ folder, act, crane, emulator, ready });
    }, 900_000);
    afterAll(async () => {
      deployment?.site.close();
      await world?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each([
      [
        "nothing is set up",
        { variables: {} },
        "ECR_REPO_URI is not set. How to set up this workflow: docs/github-actions.md",
      ],
      [
        "it is another branch",
        { branch: "topic" },
        "topic is not deployed, only main is. To deploy another branch: docs/github-actions.md",
      ],
    ])("nothing is deployed while %s, and a notice says so", async (_, props, notice) => {
      const { code, jobs, log } = await deployment.push(props);

      expect({ code, jobs }).toEqual({
        code: 0,
        jobs: { configured: "success" },
      });
      expect(log("configured")).toContain(`::notice title=Not deployed::${notice}`);
    });

    test("names of another environment end the job before it has any right in AWS: the log says which", async () => {
      const { code, steps, said, given } = await deployment.push({
        variables: { ...variables, ECS_SERVICE: "payroll" },
      });

      expect(code).toBe(1);
      expect(said).toContain(`What this pipeline was given does not match loan-engine-test:
  ECS_SERVICE is payroll; the environment file makes it loan-engine-test
Set them as \`npx slipway env loan-engine-test\` prints them, or deploy the environment that you meant.
`);
      expect(steps).toEqual({
        "Check out": "success",
        "Set up Node": "success",
        "Install slipway": "success",
        "Compare the names with the environment file": "failure",
      });
      expect(given("aws-actions/configure-aws-credentials")).toBeUndefined();
    });

    test("a repository that the role does not trust gets no right in AWS, and builds nothing", async () => {
      const { code, steps, said } = await deployment.push({ from: "example-gov/payroll" });

      expect(code).toBe(1);
      expect(said).toContain("Not authorized to perform sts:AssumeRoleWithWebIdentity");
      expect(Object.keys(steps).at(-1)).toBe("Become the deploy role");
    });

    test("an image with findings is refused: the log says why and what to do, and nothing changes", async () => {
      const { code, steps, said } = await deployment.push({
        scan: { status: "COMPLETE", counts: { CRITICAL: 1 }, completedAt: 1_760_000_000 },
      });

      expect({ code, said }).toMatchObject({ code: 1 });
      expect(steps).toMatchObject({
        "Build and push": "success",
        "Scan, migrate, update, watch": "failure",
        "Say what runs now": "success",
      });
      expect(steps).not.toHaveProperty("Verify /health/ready");
      expect(said).toMatch(
        /findings\S*: The scan found more than the environment allows\.\n {2}digest: sha256:\w+\n {2}findings: CRITICAL 1\n {2}reason: CRITICAL 1 \(allowed 0\)\nWhat to do: Update the packages and push again, or waive a finding in the environment file, with reason and expiry\.\n/,
      );
      expect(await releasedDigests(world)).toEqual(nothingReleased);
    });

    test("a push to main is built, released, and answers at /health/ready", async () => {
      const commit = deployment.runner.change({});
      const { code, jobs, given, said } = await deployment.push();

      expect({ code, jobs, said }).toMatchObject({
        code: 0,
        jobs: { configured: "success", deploy: "success" },
      });
      const released = await releasedDigests(world);
      expect(released).toEqual({
        pointer: expect.stringMatching(/^sha256:/),
        running: released.pointer,
      });
      expect(released).not.toEqual(nothingReleased);
      expect(await tagsOf(world, released.pointer as string)).toContain(commit);
      expect((await deployment.configurationOf(released.pointer as string)).Labels).toMatchObject({
        "org.opencontainers.image.revision": commit,
        "org.opencontainers.image.source": "https://github.com/example-gov/loan-engine",
      });
      expect(said).toContain(`https://${environment.domain.hostName}/health/ready answers 200.`);
      expect(given("aws-actions/configure-aws-credentials")).toEqual({
        "role-to-assume": nameOf["DEPLOY_ROLE_ARN"],
        "role-session-name": "deploy-1",
        "aws-region": environment.region,
        "allowed-account-ids": environment.account,
        audience: "sts.amazonaws.com",
      });

      // The same commit again is the same image, and changes nothing.
      const again = await deployment.push();
      expect(again).toMatchObject({ code: 0, steps: { "Verify /health/ready": "success" } });
      expect(again.given("docker/build-push-action")).toBeUndefined();
      expect(await releasedDigests(world)).toEqual(released);
      await nothingToDo(world);
    });
  },
  ["act", "buildah", "debootstrap", "unshare", "openssl"],
);
