import { type DrawnTraffic, trafficOf } from "../../src/check/traffic";
import type { TerraformJson } from "../../src/stack/terraform-json";

/** The picture of an environment as SVG, drawn by Graphviz; the same Terraform makes the same bytes. */
export async function svg(name: string, json: TerraformJson): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  return viz.renderString(dot(name, json), { format: "svg" });
}

const ink = "#1f2937";
const quiet = "#6b7280";
const open = "#b91c1c";
const tiers = ["load balancer", "service", "database"];

/** The picture of an environment in Graphviz's language: the tiers in the order of the traffic, each edge with its port. */
export function dot(name: string, json: TerraformJson): string {
  const parts = partsOf(json);
  const traffic = trafficOf(json);
  const outside = [...new Set(traffic.flatMap(({ from, to }) => [from, to]))].filter(
    (end) => !tiers.includes(end),
  );
  return [
    `digraph ${quote(name)} {`,
    `  graph [rankdir=LR, fontname="Helvetica", fontsize=14, fontcolor="${ink}", label=${quote(title(name, parts))}, labelloc=t, nodesep=0.35, ranksep=0.9, pad=0.3, bgcolor="white"]`,
    `  node [shape=box, style="rounded,filled", fillcolor="white", color="${quiet}", fontname="Helvetica", fontsize=11, fontcolor="${ink}", margin="0.25,0.1"]`,
    `  edge [color="${quiet}", fontname="Helvetica", fontsize=10, fontcolor="${ink}", arrowsize=0.7]`,
    ...outside.map(
      (end) =>
        `  ${quote(end)} [label=${quote(outsideLabel(end, traffic))}${isWorld(end) ? `, color="${open}", fontcolor="${open}"` : ', style="rounded,dashed"'}]`,
    ),
    `  subgraph cluster_vpc {`,
    `    label=${quote(`VPC ${parts.vpcId}`)}; style="rounded"; color="${quiet}"; fontcolor="${quiet}"; fontsize=11`,
    ...tierNodes(parts).map((line) => `    ${line}`),
    `  }`,
    ...supply(parts).map((line) => `  ${line}`),
    ...grouped(traffic).map(edge),
    `}`,
    "",
  ].join("\n");
}

function title(name: string, { hostName }: Parts): string {
  return `${name}: https://${hostName}`;
}

function tierNodes(parts: Parts): string[] {
  const { loadBalancer, task, database } = parts;
  const nodes: string[] = [];
  if (loadBalancer) {
    const isPublic = loadBalancer.scheme === "internet-facing";
    nodes.push(node("load balancer", ["Application Load Balancer", loadBalancer.scheme], isPublic));
  }
  nodes.push(
    node("service", [
      "ECS Fargate",
      `${task.vCpu} vCPU, ${task.memoryGiB} GiB`,
      `${task.tasks} tasks`,
    ]),
  );
  if (database) nodes.push(node("database", ["RDS, private, encrypted", database.detail]));
  return nodes;
}

function supply({ repository, imageParameter, secrets }: Parts): string[] {
  return [
    `"registry" [label=${quote(`ECR\n${repository}`)}, shape=cylinder]`,
    `"pointer" [label=${quote(`released image\n${imageParameter}`)}, shape=note]`,
    `"secrets" [label=${quote(`secrets\n${secrets.join("\n")}`)}, shape=note]`,
    `"service" -> "registry" [dir=back, style=dotted, label="image by digest"]`,
    `"service" -> "pointer" [dir=back, style=dotted, label="which digest"]`,
    `"service" -> "secrets" [dir=back, style=dotted, label="at start"]`,
  ];
}

/** Ports between the same two ends share one arrow. */
function grouped(traffic: readonly DrawnTraffic[]): DrawnTraffic[] {
  const byEnds = new Map<string, DrawnTraffic>();
  for (const t of traffic) {
    const key = `${t.from} ${t.to}`;
    const before = byEnds.get(key);
    byEnds.set(key, before ? { ...before, port: `${before.port}, ${t.port}` } : t);
  }
  return [...byEnds.values()];
}

function edge({ from, to, port, isPublic }: DrawnTraffic): string {
  const emphasis = isPublic ? `, color="${open}", fontcolor="${open}", penwidth=1.6` : "";
  return `  ${quote(from)} -> ${quote(to)} [label=${quote(port)}${emphasis}]`;
}

function node(id: string, lines: readonly string[], isPublic = false): string {
  const emphasis = isPublic ? `, color="${open}", penwidth=1.6` : "";
  return `${quote(id)} [label=${quote(lines.join("\n"))}, fillcolor="#eff6ff"${emphasis}]`;
}

function isWorld(end: string): boolean {
  return end === "0.0.0.0/0" || end === "::/0";
}

function outsideLabel(end: string, traffic: readonly DrawnTraffic[]): string {
  if (isWorld(end)) return `the internet\n${end}`;
  const kind = end.startsWith("pl-")
    ? "prefix list"
    : end.startsWith("sg-")
      ? "security group"
      : "addresses";
  return `${role(end, traffic)}: ${kind}\n${end}`;
}

function role(end: string, traffic: readonly DrawnTraffic[]): string {
  const enters = traffic.find(({ from }) => from === end);
  if (enters) return enters.to === "load balancer" ? "clients" : "load balancer of others";
  return traffic.some(({ to, port }) => to === end && port !== "443" && !port.startsWith("53"))
    ? "database of others"
    : "services";
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** What stands in the picture beside the traffic; undefined where the environment makes none. */
interface Parts {
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
function partsOf(json: TerraformJson): Parts {
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
