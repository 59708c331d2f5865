import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shellNames } from "../../../src/config/shell-names";
import { clean, type Scan } from "../../deployer/support/world";
import type { ImageConfiguration } from "../../image/support/built-image";
import { run } from "../../image/support/run";
import { workflow } from "../../pipelines/support/workflow";
import type { Emulator } from "../../support/emulator";
import { fixtureEnvironment } from "../../support/fixture-environments";
import { subjectsOf, trustOf, withCredentials } from "./github-trust";
import { prepareRunner, type Runner } from "./runner";
import { type Site, serveSite } from "./site";

const file = "deploy-test.yml";
const repository = "example-gov/loan-engine";
const documented = ["ECR_REPO_URI", "ECS_CLUSTER", "ECS_SERVICE", "TASK_DEFINITION"];

/** The environment that deploy-test.yml deploys to. */
export const environment = fixtureEnvironment("loan-engine-test");

/** Its names, as `slipway env` prints them. */
export const nameOf: Readonly<Record<string, string>> = Object.fromEntries(
  shellNames(environment).map(({ variable, value }) => [variable, value]),
);

/** The variables that the documentation has people set on GitHub. */
export const variables: Readonly<Record<string, string>> = Object.fromEntries(
  documented.map((name) => [name, nameOf[name] as string]),
);

/** A push that starts the workflow. */
export interface Push {
  readonly branch?: string;
  /** Repository on GitHub that signs for the job. */
  readonly from?: string;
  /** What the scan of the image finds. */
  readonly scan?: Scan;
  readonly variables?: Readonly<Record<string, string>>;
}

/** What {@link prepareDeployment} needs to know. */
export interface DeploymentProps {
  /** Empty, and removed by the caller. */
  readonly folder: string;
  readonly act: string;
  readonly crane: string;
  readonly emulator: Emulator;
  /** Whether the application would answer 200 at /health/ready. */
  readonly ready: () => Promise<boolean>;
}

/** A repository whose pushes run deploy-test.yml, and the application's address. */
export interface Deployment {
  readonly runner: Runner;
  readonly site: Site;
  push(push?: Push): ReturnType<typeof pushed>;
  /** What an image in its repository says of itself. */
  configurationOf(digest: string): Promise<Pick<ImageConfiguration, "Labels">>;
}

/** Makes a {@link Deployment} for an environment that stands in the emulator. */
export async function prepareDeployment(props: DeploymentProps): Promise<Deployment> {
  const { folder, act, crane, ready } = props;
  const runner = prepareRunner(act, folder, repository);
  runner.program("docker", inspect);
  runner.program("crane", `#!/bin/sh\nexec '${crane}' "$@"\n`);
  const site = await serveSite(folder, environment.domain.hostName, async ({ url }, answer) => {
    answer.writeHead(url === "/health/ready" && (await ready()) ? 200 : 503).end();
  });
  return {
    runner,
    site,
    push: (push = {}) => pushed(props, runner, site, push),
    configurationOf: async (digest) => {
      const image = `${props.emulator.registry}/${environment.repository.name}@${digest}`;
      return JSON.parse(await run(crane, ["config", "--insecure", image])).config;
    },
  };
}

async function pushed(
  { emulator, folder }: DeploymentProps,
  runner: Runner,
  site: Site,
  { branch = "main", from = repository, scan = clean, ...push }: Push,
) {
  const builder = prepareBuilder(folder);
  const ran = await runner.run(file, {
    event: "push",
    payload: { ref: `refs/heads/${branch}` },
    variables,
    ...push,
    environment: {
      ...site.environment,
      STAND_IN_AWS: JSON.stringify({
        roles: withCredentials(trustOf(environment), emulator),
        subjects: subjectsOf(workflow(file), from, { form: "names" }),
      }),
      STAND_IN_REGISTRY: JSON.stringify({
        registries: { [nameOf["ECR_REGISTRY"] as string]: emulator.registry },
        scan,
        fixtures: `${emulator.endpoint}/_fixtures?account=${environment.account}`,
        builder,
      }),
    },
  });
  const given = (action: string) => ran.calls.find((call) => call.action === action)?.given;
  return { ...ran, given, steps: ran.steps("deploy"), said: ran.log("deploy") };
}

/** What `docker buildx imagetools inspect IMAGE` gives the workflow, out of the emulator's registry. */
const inspect = `#!/bin/sh
image=127.0.0.1:\${AWS_ENDPOINT_URL##*:}/\${4#*/}
digest=$(crane digest --insecure "$image") || exit 1
printf '{"digest":"%s"}\\n' "$digest"
`;

/** File with what buildah is started with: the variables of this machine, which the steps of a workflow do not have. */
function prepareBuilder(folder: string): string {
  const file = join(folder, "builder.json");
  writeFileSync(
    file,
    JSON.stringify({ into: mkdtempSync(join(folder, "images-")), variables: process.env }),
  );
  return file;
}
