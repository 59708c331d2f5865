import type { TerraformJson } from "../terraform-json";

/** What stands in the picture beside the traffic; undefined where the environment makes none. */
export interface Parts {
  readonly hostName: string;
  readonly loadBalancer: { readonly scheme: "internal" | "internet-facing" } | undefined;
  readonly task: { readonly vCpu: number; readonly memoryGiB: number; readonly tasks: string };
  readonly database: { readonly detail: string } | undefined;
  readonly repository: string;
  readonly imageParameter: string;
  readonly secrets: readonly string[];
  readonly vpcId: string;
}

/** Reads the parts from the synthesized Terraform. Throws when a part that every environment has is missing. */
export function partsOf(json: TerraformJson): Parts {
  const balancer = the(json, "aws_lb");
  const task = required(json, "aws_ecs_task_definition");
  const scaling = required(json, "aws_appautoscaling_target");
  const instance = the(json, "aws_db_instance");
  return {
    hostName: String(required(json, "aws_route53_record", "host_name_a")["name"]),
    loadBalancer: balancer && {
      scheme: balancer["internal"] === true ? "internal" : "internet-facing",
    },
    task: {
      vCpu: Number(task["cpu"]) / 1024,
      memoryGiB: Number(task["memory"]) / 1024,
      tasks: `${afterRelease(scaling["min_capacity"])} to ${scaling["max_capacity"]}`,
    },
    database: instance && {
      detail: [
        `PostgreSQL ${instance["engine_version"]}`,
        instance["instance_class"],
        instance["multi_az"] ? "Multi-AZ" : "one zone",
      ].join(", "),
    },
    repository: String(required(json, "aws_ecr_repository")["name"]),
    imageParameter: String(required(json, "aws_ssm_parameter", "image")["name"]),
    secrets: containerSecrets(task["container_definitions"]),
    vpcId: String(required(json, "aws_security_group", "network_service")["vpc_id"]),
  };
}

/** Names of the variables that the container gets from secrets. */
function containerSecrets(definitions: unknown): string[] {
  const containers: { readonly secrets?: readonly { readonly name: string }[] }[] = JSON.parse(
    String(definitions),
  );
  return containers.flatMap(({ secrets = [] }) => secrets.map(({ name }) => name));
}

/** The count that `released ? 0 : count` has once something was released. */
function afterRelease(expression: unknown): string {
  return /: (\d+)\}$/.exec(String(expression))?.[1] ?? String(expression);
}

function the(json: TerraformJson, type: string, name?: string) {
  const byName = json.resource[type] ?? {};
  return name ? byName[name] : Object.values(byName)[0];
}

function required(json: TerraformJson, type: string, name?: string) {
  const found = the(json, type, name);
  if (!found) throw new Error(`the synthesized Terraform has no ${type}${name ? `.${name}` : ""}`);
  return found;
}
