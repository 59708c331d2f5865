import type { Environment } from "../../src/config/schema";
import { terraformJson } from "../../src/stack/terraform-json";
import { resolve } from "./resolve";

/**
 * The environment's task definition as `aws ecs register-task-definition --cli-input-json` takes it, with placeholders. Made from the
 * synthesized Terraform, so that the two cannot say different things.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export function taskDefinitionJson(environment: Environment): string {
  const json = terraformJson(environment);
  const task = json.resource["aws_ecs_task_definition"]?.["service_task"];
  if (!task)
    throw new Error("the synthesized Terraform has no aws_ecs_task_definition.service_task");
  const platform = task["runtime_platform"] as Readonly<Record<string, string>>;
  const definition = {
    family: task["family"],
    requiresCompatibilities: task["requires_compatibilities"],
    networkMode: task["network_mode"],
    cpu: task["cpu"],
    memory: task["memory"],
    runtimePlatform: {
      operatingSystemFamily: platform["operating_system_family"],
      cpuArchitecture: platform["cpu_architecture"],
    },
    executionRoleArn: task["execution_role_arn"],
    taskRoleArn: task["task_role_arn"],
    containerDefinitions: JSON.parse(String(task["container_definitions"])),
    volumes: task["volume"] ?? [],
  };
  return resolve(`${JSON.stringify(definition, null, 2)}\n`, json, environment);
}
