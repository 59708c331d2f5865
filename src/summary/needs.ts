import type { Environment } from "../config/schema";

/** What an environment needs and does not make: it must exist before the first plan. */
export function needs(environment: Environment): string[] {
  const { network, loadBalancer, domain, cluster, secrets, database } = environment;
  const { hostedZone, certificate } = domain;
  const zones = [`hosted zone ${hostedZone.name} (${hostedZone.visibility})`];
  if (certificate.mode === "managed" && certificate.validationZone.id !== hostedZone.id) {
    zones.push(`hosted zone ${certificate.validationZone.name} (public, for the certificate)`);
  }
  return [
    network.vpcId,
    ...zones,
    ...(certificate.mode === "existing" ? ["the certificate"] : []),
    ...(loadBalancer.mode === "existing" ? ["a load balancer's HTTPS listener"] : []),
    ...(cluster.mode === "existing" ? [`cluster ${cluster.name}`] : []),
    ...(database.mode === "existing"
      ? [`PostgreSQL behind ${database.securityGroupId}, port ${database.port}`]
      : []),
    ...Object.entries(secrets.variables).flatMap(([name, secret]) =>
      secret.source === "arn" ? [`${name} from ${secret.arn.split(":").slice(5).join(":")}`] : [],
    ),
  ];
}
