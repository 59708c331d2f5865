import type { Environment } from "../../src/config/schema";
import { request } from "./request";
import type { Emulator } from "./start-emulator";

/** Makes in an emulator what an environment file names and its stack does not make; see `python/gaps/existing.py`. */
export async function makeExisting(emulator: Emulator, environment: Environment): Promise<void> {
  const { account, region } = environment;
  const url = `${emulator.endpoint}/_existing?account=${account}&region=${region}`;
  await request(url, { body: JSON.stringify(existingObjects(environment)) });
}

/** What must be there before the first plan, by kind; everything is named as in the file. */
export function existingObjects(environment: Environment): Record<string, readonly object[]> {
  const { network, domain, cluster, region, secrets, access } = environment;
  const vpcId = network.mode === "create" ? undefined : network.vpcId;
  const zones = [
    domain.hostedZone,
    ...(domain.certificate.mode === "managed" ? [domain.certificate.validationZone] : []),
  ];
  const subnetIds =
    network.mode === "create"
      ? []
      : distinct([
          ...network.loadBalancerSubnetIds,
          ...network.serviceSubnetIds,
          ...network.databaseSubnetIds,
        ]);
  return {
    vpcs: vpcId === undefined ? [] : [{ id: vpcId, cidr: "10.64.0.0/16" }],
    // Neighbours in the file are in different zones, as RDS and load balancers demand.
    subnets: subnetIds.map((id, index) => ({
      id,
      vpcId,
      cidr: `10.64.${index}.0/24`,
      zone: `${region}${"ab"[index % 2]}`,
    })),
    securityGroups: securityGroupIds(environment).map((id) => ({ id, vpcId })),
    prefixLists: prefixListIds(environment).map((id) => ({
      id,
      arn: `arn:aws:ec2:${region}:aws:prefix-list/${id}`,
    })),
    zones: distinctById(zones).map(({ id, name, visibility }) => ({
      id,
      name,
      private: visibility === "private",
      vpcId,
      region,
    })),
    clusters:
      cluster.mode === "existing"
        ? [{ name: cluster.name, execRecords: cluster.execRecords ?? null }]
        : [],
    secrets: Object.values(secrets.variables).flatMap((secret) =>
      secret.source === "arn" && secret.arn.includes(":secretsmanager:")
        ? [{ arn: secret.arn, value: "postgresql://owner:made-elsewhere@db.example.gov/app" }]
        : [],
    ),
    groups:
      access.developers.mode === "push" ? access.developers.groups.map((name) => ({ name })) : [],
    logGroups:
      cluster.mode === "existing" && cluster.execRecords?.mode === "logs"
        ? [{ name: cluster.execRecords.logGroupName }]
        : [],
    identityProviders:
      access.github.mode === "oidc" && access.github.provider === "existing"
        ? [{ url: "https://token.actions.githubusercontent.com" }]
        : [],
    listeners: listeners(environment),
    webAcls: webAclArns(environment).map((arn) => ({ arn })),
    policies:
      access.permissionsBoundaryArn === undefined ? [] : [{ arn: access.permissionsBoundaryArn }],
  };
}

function securityGroupIds({ network, loadBalancer, database }: Environment): string[] {
  return distinct([
    ...(network.egress.mode === "listed" ? network.egress.endpointSecurityGroupIds : []),
    ...(loadBalancer.mode === "create" ? loadBalancer.allowedSecurityGroupIds : []),
    ...(loadBalancer.mode === "existing" ? [loadBalancer.securityGroupId] : []),
    ...(database.mode === "existing" ? [database.securityGroupId] : []),
  ]);
}

function prefixListIds({ network }: Environment): string[] {
  return network.egress.mode === "listed" ? distinct(network.egress.prefixListIds) : [];
}

function listeners({ loadBalancer, network }: Environment): object[] {
  if (loadBalancer.mode !== "existing" || network.mode === "create") return [];
  const { listenerArn: arn, securityGroupId } = loadBalancer;
  return [{ arn, securityGroupId, vpcId: network.vpcId, subnetIds: network.loadBalancerSubnetIds }];
}

function webAclArns({ loadBalancer, frontend }: Environment): string[] {
  const ofPages = frontend?.mode === "cdn" ? frontend.firewall : undefined;
  const firewalls = [loadBalancer.firewall, ofPages];
  return firewalls.flatMap((firewall) =>
    firewall?.mode === "existing" ? [firewall.webAclArn] : [],
  );
}

const distinct = (ids: readonly string[]) => [...new Set(ids)];

function distinctById<T extends { readonly id: string }>(objects: readonly T[]): T[] {
  return [...new Map(objects.map((object) => [object.id, object])).values()];
}
