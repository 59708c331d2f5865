import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { expect, test } from "vitest";
import { withLogins } from "../../src/aws/registry";
import { deliveryOf } from "../../src/config/delivery-of";
import { githubIssuer } from "../../src/contract/names";
import { clean, createWorld, type Scan } from "../deployer/support/world";
import { ociLayout } from "../operate/promotion/support/oci-layout";
import { runStep } from "../pipelines/support/run-step";
import { jobOf, stepOf, workflow } from "../pipelines/support/workflow";
import { credentialsOfJob } from "../real-provider/support/github-token";
import { identities, rolesOf } from "../stack/constructs/access/support/identities";
import { expectRecorded, requestsIn } from "../stack/constructs/access/support/recorded-requests";
import { describeWithEmulator } from "../support/emulator";
import { fixtureEnvironment, fixtureText } from "../support/fixture-environments";
import { useRepositoryCopy } from "../support/repository-copy";
import { synthesizeEnvironment } from "../support/synth";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();
const copy = useRepositoryCopy();
const flow = workflow("deploy-test.yml");
const deploy = jobOf(flow, "deploy");
const environment = fixtureEnvironment("loan-engine-test");
const sha = "0123456789abcdef0123456789abcdef01234567";

describeWithEmulator(
  "the last steps of the workflow, with slipway itself",
  (aws, { crane }) => {
    let job: Readonly<Record<string, string>>;

    /** The applied environment, with an image that the job just pushed under its commit, and which was scanned so. */
    async function pushed(scan: Scan = clean) {
      const { names, settings } = deliveryOf(environment);
      await aws().scaleWaits(0.02);
      for (const { role, name, statements, trust } of rolesOf(synthesizeEnvironment(environment))) {
        if (/^(github_deploy|(delivery|service).*_role)$/.test(role)) {
          const provider = `arn:aws:iam::${environment.account}:oidc-provider/${githubIssuer}`;
          const trusted = trust.replace(/\$\{aws_iam_openid_connect_provider\.[^}]+\}/, provider);
          await identities(aws()).role(name, statements, trusted);
        }
      }
      const world = await createWorld(aws(), environment.account, settings, names);
      job = { ...aws().environment, ...(await credentialsOfJob(aws(), environment, "deploy")) };
      const images = ociLayout(join(folder(), "images"));
      const image = images.image("loan-engine");
      images.select(image);
      await pushAsJob(images.folder, `${aws().registry}/${names.repository}:${sha}`);
      await world.scanned(image.digest, scan);
      return { world, digest: image.digest };
    }

    /** What the actions before do: log in, look whether the commit was built before, push. */
    async function pushAsJob(from: string, to: string): Promise<void> {
      const ecr = new ECRClient({
        ...aws().clientConfig,
        credentials: {
          accessKeyId: job["AWS_ACCESS_KEY_ID"] as string,
          secretAccessKey: job["AWS_SECRET_ACCESS_KEY"] as string,
          sessionToken: job["AWS_SESSION_TOKEN"] as string,
        },
      });
      const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
      const token = authorizationData?.[0]?.authorizationToken as string;
      await withLogins([{ registry: aws().registry, token }], async (dockerConfig) => {
        const env = { PATH: process.env["PATH"], DOCKER_CONFIG: dockerConfig };
        const call = (...words: string[]) =>
          spawnSync(crane, ["--insecure", ...words], { encoding: "utf8", env });
        expect(call("digest", to)).toMatchObject({ status: 1 });
        expect(call("push", from, to)).toMatchObject({ status: 0 });
      });
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
        environment: { ...job, PATH: copy().path },
      });

    test("release the image that was pushed, and say so", async () => {
      const { world, digest } = await pushed();

      const deployed = await run("Scan, migrate, update, watch", digest);
      const said = await run("Say what runs now", digest);

      expect(deployed).toMatchObject({ code: 0, stdout: expect.stringContaining("\nreleased: ") });
      expect(await world.runningDigest()).toBe(digest);
      expect(await world.pointer()).toBe(digest);
      expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining(digest.slice(7, 19)) });
      expectRecorded(
        "github-deploy",
        fixtureText("loan-engine-test"),
        await requestsIn(aws(), environment.account),
      );
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
  { accountId: environment.account, enforceIam: true, alsoNeeds: ["crane"] },
);
