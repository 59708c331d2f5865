import { count } from "../base/printable";
import { cdnOf } from "../config/frontend";
import type { Environment } from "../config/schema";

/** An environment's answers to what is asked first, each short enough for one line. */
export interface Overview {
  /** Who reaches it, and by which load balancer. */
  readonly reached: string;
  /** How many tasks of which size. */
  readonly runs: string;
  /** Where its data is. */
  readonly data: string;
  /** What must exist already, by kind. */
  readonly needs: string;
}

/** What matters first about an environment, in a few words each. */
export function overview(environment: Environment): Overview {
  const { service } = environment;
  const { tasksMin, tasksMax } = service;
  const tasks =
    tasksMin === tasksMax ? count(tasksMin, "task") : `${tasksMin} to ${tasksMax} tasks`;
  return {
    reached: reached(environment),
    runs: `${tasks} of ${service.cpuUnits / 1024} vCPU and ${service.memoryMiB / 1024} GiB, once an image is released`,
    data: data(environment),
    needs: needsByKind(environment),
  };
}

function reached(environment: Environment): string {
  const { loadBalancer } = environment;
  if (cdnOf(environment)) return "by the Internet; CloudFront before an internal load balancer";
  if (loadBalancer.mode === "existing") return "by whom the existing load balancer admits";
  const { allowedCidrs, allowedSecurityGroupIds, scheme } = loadBalancer;
  const clients = allowedCidrs.some((cidr) => /\/0$/.test(cidr))
    ? "by the Internet"
    : `from ${[
        ...few(allowedCidrs, "range"),
        ...few(allowedSecurityGroupIds, "security group"),
      ].join(", ")}`;
  return `${clients}; ${scheme === "internal" ? "internal" : "Internet-facing"} load balancer`;
}

/** One by its name, several by their number. */
function few(names: readonly string[], noun: string): string[] {
  if (names.length === 0) return [];
  return names.length === 1 ? [...names] : [count(names.length, noun)];
}

function data({ database }: Environment): string {
  if (database.mode === "none") return "no database";
  if (database.mode === "existing") return `existing PostgreSQL, port ${database.port}`;
  const { engineVersion, instanceClass, multiAz, backupRetentionDays, restored } = database;
  const zones = multiAz ? "Multi-AZ" : "one zone";
  return `PostgreSQL ${engineVersion} on ${instanceClass}, ${zones}, ${count(backupRetentionDays, "day")} of backups${restored ? `, restored: ${restored.identifier}` : ""}`;
}

function needsByKind(environment: Environment): string {
  const { network, loadBalancer, domain, cluster, secrets, database } = environment;
  const { hostedZone, certificate } = domain;
  const zones = new Set([
    hostedZone.id,
    ...(certificate.mode === "managed" ? [certificate.validationZone.id] : []),
  ]);
  const existing = Object.values(secrets.variables).filter(({ source }) => source === "arn");
  return [
    ...(network.mode === "create" ? [] : ["VPC"]),
    count(zones.size, "hosted zone"),
    ...(certificate.mode === "existing" ? ["certificate"] : []),
    ...(loadBalancer.mode === "existing" ? ["load balancer"] : []),
    ...(cluster.mode === "existing" ? ["cluster"] : []),
    ...(database.mode === "existing" ? ["database"] : []),
    ...(existing.length > 0 ? [count(existing.length, "secret")] : []),
  ].join(", ");
}
