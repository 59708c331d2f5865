import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { expect, test } from "vitest";
import { deliveryOf } from "../../src/config/delivery-of";
import { terraformJson } from "../../src/stack/terraform-json";
import { createWorld, type Scan } from "../deployer/support/world";
import { firstPlan } from "../review/support/first-plan";
import { describeWithEmulator } from "../support/emulator";
import { fixtureEnvironment } from "../support/fixture-environments";
import { copyRepository, type RepositoryCopy } from "../support/repository-copy";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();
const name = "loan-engine-test";
const environment = fixtureEnvironment(name);

/** Logs in as the AWS CLI does. */
const aws = "#!/bin/sh\necho token\n";

/**
 * Stands in for Docker, which needs an engine: takes the login's password from standard input, and pushes a small image with crane to the
 * emulator's registry in place of the one that the reference names.
 */
const docker = (crane: string, registry: string) => `#!/bin/bash
set -euo pipefail
if [ "$1 $2" = "buildx version" ]; then exit; fi
if [ "$1" = login ]; then [ "$(cat)" = token ]; exit; fi
while [ $# -gt 0 ]; do
  case "$1" in
    --tag) reference="\${2#*/}"; shift ;;
    --metadata-file) metadata="$2"; shift ;;
  esac
  shift
done
layer="$(mktemp -d)"
trap 'rm -rf "$layer"' EXIT
echo app > "$layer/app"
tar -C "$layer" -cf "$layer/layer.tar" app
${crane} append --insecure --new_layer "$layer/layer.tar" --new_tag "${registry}/$reference" >&2
digest="$(${crane} digest --insecure "${registry}/$reference")"
echo "{\\"containerimage.digest\\": \\"$digest\\"}" > "$metadata"
`;

describeWithEmulator(
  "the scripts of the kit",
  (emulator, { crane }) => {
    const run = (copy: RepositoryCopy, script: string, words: string[], more = {}) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
        const env = { HOME: folder(), PATH: copy.path, ...emulator().environment, ...more };
        execFile(
          join(copy.folder, "deploy/aws/scripts", script),
          words,
          { cwd: "/", env },
          (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
        );
      });

    async function applied() {
      const { names, settings } = deliveryOf(environment);
      await emulator().scaleWaits(0.02);
      return createWorld(emulator(), environment.account, settings, names);
    }

    async function builtAndPushed(tag: string) {
      const copy = copyRepository(folder());
      copy.program("aws", aws);
      copy.program("docker", docker(crane, emulator().registry));
      const built = await run(copy, "build-and-push.sh", ["--tag", tag, name]);
      return { copy, built, digest: built.stdout.trimEnd().split("\n").at(-1) ?? "" };
    }

    test("make the repository by a plan of it alone, its review, and an apply of that plan", async () => {
      const copy = copyRepository(folder());
      const addresses = new Set([
        "aws_ecr_repository.images",
        "aws_ecr_repository_policy.images_policy",
        "aws_ecr_lifecycle_policy.images_retention",
      ]);
      const whole = firstPlan(terraformJson(environment)) as {
        resource_changes: { address: string }[];
      };
      const resource_changes = whole.resource_changes.filter(({ address }) =>
        addresses.has(address),
      );
      const plan = join(folder(), "targeted.json");
      writeFileSync(plan, JSON.stringify({ ...whole, resource_changes, complete: false }));

      const result = await run(copy, "create-ecr-repository.sh", [name], {
        TERRAFORM_BINARY_NAME: resolve("__tests__/support/stand-in-terraform.js"),
        STAND_IN_TERRAFORM: JSON.stringify({ plan, repository: "loan-engine/test", exit: 0 }),
      });

      expect(result).toMatchObject({ code: 0, stderr: "" });
      expect(result.stdout).toContain("only the repository was asked for");
      const ecr = new ECRClient(emulator().clientConfig);
      const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
      expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual([
        "loan-engine/test",
      ]);
    });

    test("build and push one image, whose printed digest is the registry's, and deploy that digest", async () => {
      const world = await applied();
      const { copy, built, digest } = await builtAndPushed("v1");
      expect(built.code).toBe(0);
      const ecr = new ECRClient(emulator().clientConfig);
      const { imageDetails } = await ecr.send(
        new DescribeImagesCommand({
          repositoryName: "loan-engine/test",
          imageIds: [{ imageTag: "v1" }],
        }),
      );
      expect(imageDetails?.map(({ imageDigest }) => imageDigest)).toEqual([digest]);
      await world.scanned(digest);

      const deployed = await run(copy, "deploy-service.sh", [name, "--digest", digest]);

      expect(deployed).toMatchObject({ code: 0, stdout: expect.stringContaining("\nreleased: ") });
      expect(await world.runningDigest()).toBe(digest);
    });

    test("refuse to deploy what the scan did not let through, with the deployer's reason", async () => {
      const world = await applied();
      const { copy, digest } = await builtAndPushed("v1");
      const bad: Scan = { status: "COMPLETE", counts: { CRITICAL: 1 } };
      await world.scanned(digest, bad);
      const before = await world.runningDigest();

      const deployed = await run(copy, "deploy-service.sh", [name, "--digest", digest]);

      expect(deployed.code).toBe(1);
      expect(deployed.stdout).toContain("findings: The scan found more than");
      expect(deployed.stdout).not.toContain("next: curl");
      expect(await world.runningDigest()).toBe(before);
    });
  },
  { accountId: environment.account, alsoNeeds: ["crane"] },
);
