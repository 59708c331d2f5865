import { afterEach, beforeEach, expect, test } from "vitest";
import { chosen, loadOrExplain } from "../../src/cli/environments";
import { deliveryOf } from "../../src/config/delivery-of";
import { shellNames } from "../../src/config/shell-names";
import { placeholderDigest } from "../../src/contract/images";
import { clean, createWorld, type Scan, type World } from "../deployer/support/world";
import { workflow } from "../pipelines/support/workflow";
import { describeWithEmulator } from "../support/emulator";
import { useTemporaryFolder } from "../support/temporary-folder";
import { subjectsOf, trustOf } from "./support/github-trust";
import { prepareRunner, type Runner } from "./support/runner";
import { type Site, serveSite } from "./support/site";

const file = "deploy-test.yml";
const repository = "example-gov/loan-engine";
const { environment } = chosen(loadOrExplain(), "loan-engine-test");
const nameOf = Object.fromEntries(
  shellNames(environment).map(({ variable, value }) => [variable, value]),
);
const documented = ["ECR_REPO_URI", "ECS_CLUSTER", "ECS_SERVICE", "TASK_DEFINITION"];
const variables = Object.fromEntries(documented.map((name) => [name, nameOf[name] as string]));
const folder = useTemporaryFolder();

describeWithEmulator(
  "deploy-test.yml, run by act",
  (aws, { act, crane }) => {
    let world: World;
    let runner: Runner;
    let site: Site;

    beforeEach(async () => {
      const { names, settings } = deliveryOf(environment);
      await aws().scaleWaits(0.02);
      world = await createWorld(aws(), environment.account, settings, names);
      runner = prepareRunner(act, folder(), repository);
      runner.program("docker", inspect);
      runner.program("crane", `#!/bin/sh\nexec '${crane}' "$@"\n`);
      site = await serveSite(folder(), environment.domain.hostName, async ({ url }, answer) => {
        const released = (await world.runningDigest()) !== placeholderDigest;
        answer.writeHead(released && url === "/health/ready" ? 200 : 503).end();
      });
    });
    afterEach(() => site.close());

    /** Pushes a commit to a branch. */
    async function push({ branch = "main", from = repository, scan = clean, ...props }: Push = {}) {
      const ran = await runner.run(file, {
        event: "push",
        payload: { ref: `refs/heads/${branch}` },
        variables,
        ...props,
        environment: {
          ...site.environment,
          STAND_IN_AWS: JSON.stringify({
            account: environment.account,
            roles: trustOf(environment),
            subjects: subjectsOf(workflow(file), from, { form: "names" }),
            variables: aws().environment,
          }),
          STAND_IN_REGISTRY: JSON.stringify({
            registries: { [nameOf["ECR_REGISTRY"] as string]: aws().registry },
            scan,
            fixtures: `${aws().endpoint}/_fixtures?account=${environment.account}`,
          }),
        },
      });
      const given = (action: string) => ran.calls.find((call) => call.action === action)?.given;
      return { ...ran, given, steps: ran.steps("deploy"), said: ran.log("deploy") };
    }

    test("a push to main is built, released, and answers at /health/ready", async () => {
      const { code, jobs, given, said } = await push();

      expect({ code, jobs, said }).toMatchObject({
        code: 0,
        jobs: { configured: "success", deploy: "success" },
      });
      const digest = await world.runningDigest();
      expect(digest).not.toBe(placeholderDigest);
      expect(await world.pointer()).toBe(digest);
      expect(await world.tagsOf(digest as string)).toContain(runner.commit());
      expect(said).toContain(`https://${environment.domain.hostName}/health/ready answers 200.`);
      expect(given("aws-actions/configure-aws-credentials")).toEqual({
        "role-to-assume": nameOf["DEPLOY_ROLE_ARN"],
        "role-session-name": "deploy-1",
        "aws-region": environment.region,
        "allowed-account-ids": environment.account,
        audience: "sts.amazonaws.com",
      });

      // The same commit again is the same image, and changes nothing.
      const again = await push();
      expect(again).toMatchObject({ code: 0, steps: { "Verify /health/ready": "success" } });
      expect(again.given("docker/build-push-action")).toBeUndefined();
      expect(await world.runningDigest()).toBe(digest);
    });

    test("an image with findings is refused: the log says why and what to do, and nothing changes", async () => {
      const { code, steps, said } = await push({
        scan: { status: "COMPLETE", counts: { CRITICAL: 1 } },
      });

      expect(code).toBe(1);
      expect(steps).toMatchObject({
        "Build and push": "success",
        "Scan, migrate, update, watch": "failure",
        "Say what runs now": "success",
      });
      expect(steps).not.toHaveProperty("Verify /health/ready");
      expect(said).toMatch(
        /findings\S*: The scan found more than the environment allows\.\n {2}digest: sha256:\w+\n {2}findings: CRITICAL 1\n {2}reason: CRITICAL 1 \(allowed 0\)\nWhat to do: Update the packages and push again, or waive a finding in the environment file, with reason and expiry\.\n/,
      );
      expect(await world.runningDigest()).toBe(placeholderDigest);
    });

    test("names of another environment end the job before it has any right in AWS: the log says which", async () => {
      const { code, steps, said, given } = await push({
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
      const { code, steps, said } = await push({ from: "example-gov/payroll" });

      expect(code).toBe(1);
      expect(said).toContain("Not authorized to perform sts:AssumeRoleWithWebIdentity");
      expect(Object.keys(steps).at(-1)).toBe("Become the deploy role");
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
      const { code, jobs, log } = await push(props);

      expect({ code, jobs }).toEqual({
        code: 0,
        jobs: { configured: "success" },
      });
      expect(log("configured")).toContain(`::notice title=Not deployed::${notice}`);
    });
  },
  { accountId: environment.account, alsoNeeds: ["act", "crane"] },
);

/** A push that starts the workflow. */
interface Push {
  readonly branch?: string;
  /** Repository on GitHub that signs for the job. */
  readonly from?: string;
  /** What the scan of the image finds. */
  readonly scan?: Scan;
  readonly variables?: Readonly<Record<string, string>>;
}

/** What `docker buildx imagetools inspect IMAGE` gives the workflow, out of the emulator's registry. */
const inspect = `#!/bin/sh
image=127.0.0.1:\${AWS_ENDPOINT_URL##*:}/\${4#*/}
digest=$(crane digest --insecure "$image") || exit 1
printf '{"digest":"%s"}\\n' "$digest"
`;
