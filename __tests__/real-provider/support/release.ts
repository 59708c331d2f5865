import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from "@aws-sdk/client-ecs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { namesOf } from "../../../src/contract/names";
import { ociLayout } from "../../operate/promotion/support/oci-layout";
import { request } from "../../support/request";
import { fine, type TerraformWorld } from "../../support/terraform-world";

/** Pushes an image of one layer with `crane` and lets its scan be clean; gives its digest. */
export async function pushImage(world: TerraformWorld, tag: string): Promise<string> {
  const { emulator, folder } = world;
  const layoutFolder = join(folder, "images", tag);
  mkdirSync(layoutFolder, { recursive: true });
  const layout = ociLayout(layoutFolder);
  const image = layout.image(`${world.name} ${tag}`);
  layout.select(image);
  const to = `${emulator.registry}/${world.environment().repository.name}:${tag}`;
  fine(await world.run("crane", ["push", "--insecure", layoutFolder, to], { as: "push" }));
  await scanIsClean(world, image.digest);
  return image.digest;
}

/** Lets the scan of an image end without findings. */
export async function scanIsClean(
  { emulator, account }: TerraformWorld,
  digest: string,
): Promise<void> {
  const clean = { status: "COMPLETE", counts: {}, completedAt: 1_760_000_000 };
  await request(`${emulator.endpoint}/_fixtures?account=${account}`, {
    body: JSON.stringify({ scans: { [digest]: clean } }),
  });
}

/** Lets the applied deployer release an image, as a pipeline asks for it. */
export async function release(world: TerraformWorld, digest: string): Promise<string> {
  const { output } = fine(
    await world.slipway(["deploy", world.name, "--digest", digest], { as: "deploy" }),
  );
  return output;
}

/** The digest that the image pointer holds, and the one that the service runs. */
export async function releasedDigests(
  world: TerraformWorld,
): Promise<{ pointer?: string; running?: string }> {
  const names = namesOf(world.environment());
  const { cluster } = world.environment();
  const config = world.emulator.clientConfig;
  const { Parameter } = await new SSMClient(config).send(
    new GetParameterCommand({ Name: names.imagePointer }),
  );
  const ecs = new ECSClient(config);
  const { services } = await ecs.send(
    new DescribeServicesCommand({
      cluster: cluster.mode === "existing" ? cluster.name : names.cluster,
      services: [names.service],
    }),
  );
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services?.[0]?.taskDefinition }),
  );
  const image = taskDefinition?.containerDefinitions?.find(
    ({ name }) => name === names.container,
  )?.image;
  return {
    ...(Parameter?.Value && { pointer: Parameter.Value }),
    ...(image && { running: image.slice(image.indexOf("@") + 1) }),
  };
}

/** Tags of an image in the environment's repository. */
export async function tagsOf(
  { emulator, environment }: TerraformWorld,
  imageDigest: string,
): Promise<readonly string[]> {
  const ecr = new ECRClient(emulator.clientConfig);
  const repositoryName = environment().repository.name;
  const { imageDetails } = await ecr.send(
    new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] }),
  );
  return imageDetails?.[0]?.imageTags ?? [];
}
