import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { exampleWith } from "../../support/example-with";
import { parsed, synthesizeEnvironment } from "../../support/synth";

/** What Terraform's provider registers for the example's stack while the pointer holds this digest. */
export function stackTaskDefinition(account: string, digest: string) {
  const stack = synthesizeEnvironment(exampleWith({ account }));
  const known: Readonly<Record<string, string>> = {
    "aws_ecr_repository.images.repository_url": `${account}.dkr.ecr.us-east-1.amazonaws.com/shop/dev`,
    "aws_ssm_parameter.image.insecure_value": digest,
    "aws_iam_role.service_execution_role.arn": `arn:aws:iam::${account}:role/shop-dev-execution`,
    "aws_iam_role.service_task_role.arn": `arn:aws:iam::${account}:role/shop-dev-task`,
  };
  const resolved = (text: unknown) =>
    String(text).replace(/\$\{([^}]*)\}/g, (_, reference) => known[reference] ?? `<${reference}>`);
  const task = stack.resource("aws_ecs_task_definition.service_task");
  const [platform] = [task["runtime_platform"]].flat() as { [name: string]: string }[];
  const volumes = ([task["volume"] ?? []].flat() as { name: string }[]).map(({ name }) => ({
    name,
  }));
  const defaultTags = stack.json["provider"] as {
    aws: { default_tags: { tags: Record<string, string> }[] }[];
  };
  return {
    family: String(task["family"]),
    networkMode: task["network_mode"] as "awsvpc",
    requiresCompatibilities: task["requires_compatibilities"] as ["FARGATE"],
    cpu: String(task["cpu"]),
    memory: String(task["memory"]),
    executionRoleArn: resolved(task["execution_role_arn"]),
    taskRoleArn: resolved(task["task_role_arn"]),
    runtimePlatform: {
      cpuArchitecture: platform?.["cpu_architecture"] as "X86_64",
      operatingSystemFamily: platform?.["operating_system_family"] as "LINUX",
    },
    volumes,
    containerDefinitions: parsed<
      NonNullable<RegisterTaskDefinitionCommandInput["containerDefinitions"]>
    >(resolved(task["container_definitions"])),
    tags: Object.entries(defaultTags.aws[0]?.default_tags[0]?.tags ?? {}).map(([key, value]) => ({
      key,
      value,
    })),
  } satisfies RegisterTaskDefinitionCommandInput;
}
