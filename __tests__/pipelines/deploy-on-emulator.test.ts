import { expect, test } from "vitest";
import { deliveryOf } from "../../src/config/delivery-of";
import { createWorld, type Scan } from "../deployer/support/world";
import { describeWithEmulator } from "../support/emulator";
import { fixtureEnvironment } from "../support/fixture-environments";
import { useRepositoryCopy } from "../support/repository-copy";
import { useTemporaryFolder } from "../support/temporary-folder";
import { runStep } from "./support/run-step";
import { jobOf, stepOf, workflow } from "./support/workflow";

const folder = useTemporaryFolder();
const copy = useRepositoryCopy();
const flow = workflow("deploy-test.yml");
const deploy = jobOf(flow, "deploy");
const environment = fixtureEnvironment("loan-engine-test");
const sha = "0123456789abcdef0123456789abcdef01234567";

describeWithEmulator(
  "the last steps of the workflow, with slipway itself",
  (aws) => {
    /** The applied environment, with an image that was just pushed under its commit and scanned so. */
    async function pushed(scan?: Scan) {
      const { names, settings } = deliveryOf(environment);
      await aws().scaleWaits(0.02);
      const world = await createWorld(aws(), environment.account, settings, names);
      const digest = await world.pushImage("loan-engine", sha);
      await world.scanned(digest, scan);
      return { world, digest };
    }

    const run = (name: string, digest: string) =>
      runStep({
        workflow: flow,
        of: deploy,
        step: stepOf(deploy, name),
        folder: folder(),
        cwd: copy().folder,
        expressions: {
          "vars.ECR_REPO_URI || secrets.ECR_REPO_URI": "",
          "vars.ECS_CLUSTER || secrets.ECS_CLUSTER": "",
          "vars.ECS_SERVICE || secrets.ECS_SERVICE": "",
          "vars.TASK_DEFINITION || secrets.TASK_DEFINITION": "",
          "steps.before.outputs.digest || steps.build.outputs.digest": digest,
        },
        environment: { ...aws().environment, PATH: copy().path },
      });

    test("release the image that was pushed, and say so", async () => {
      const { world, digest } = await pushed();

      const deployed = await run("Scan, migrate, update, watch", digest);
      const said = await run("Say what runs now", digest);

      expect(deployed).toMatchObject({ code: 0, stdout: expect.stringContaining("\nreleased: ") });
      expect(await world.runningDigest()).toBe(digest);
      expect(await world.pointer()).toBe(digest);
      expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining(digest.slice(7, 19)) });
    });

    test("fail the job when the scan found too much, and leave the environment as it was", async () => {
      const { world, digest } = await pushed({ status: "COMPLETE", counts: { CRITICAL: 1 } });
      const before = await world.runningDigest();

      const deployed = await run("Scan, migrate, update, watch", digest);

      expect(deployed.code).toBe(1);
      expect(deployed.stdout).toContain("findings: The scan found more than");
      expect(await world.runningDigest()).toBe(before);
    });
  },
  { accountId: environment.account },
);
