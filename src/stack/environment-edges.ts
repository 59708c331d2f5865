import { cdnOf } from "../config/frontend";
import { otherEnd } from "../config/network";
import type { Environment } from "../config/schema";
import { ownEndpoints } from "../config/task-endpoints";
import { clientVpnOf } from "../config/vpn";
import { postgresPort } from "../contract/names";
import { type Edge, type EdgesProps, edges } from "./constructs/network/edges";

/** Every connection that an environment's file permits. */
export function environmentEdges(environment: Environment): Edge[] {
  const { loadBalancer, network, database } = environment;
  const own = loadBalancer.mode === "create";
  return edges({
    clientCidrs: own ? loadBalancer.allowedCidrs : [],
    clientSecurityGroupIds: own ? loadBalancer.allowedSecurityGroupIds : [],
    cloudFront: cdnOf(environment) !== undefined,
    ownVpn: clientVpnOf(environment) !== undefined,
    existingLoadBalancerGroupId: own ? undefined : loadBalancer.securityGroupId,
    servicePort: environment.service.port,
    database: databaseEnd(database),
    egress: egressEnds(environment),
    connections: (network.connections ?? []).map((connection) => ({
      to: otherPeer(connection),
      port: connection.port,
      purpose: connection.purpose,
    })),
    resolverCidrs: network.resolverCidrs,
  });
}

/** With egress to anywhere its one rule is for what an endpoint leads to as well. */
function egressEnds(environment: Environment): EdgesProps["egress"] {
  const { network } = environment;
  const { egress } = network;
  const none = { securityGroupIds: [], prefixListIds: [], ownEndpoints: false, gateways: [] };
  if (egress.mode === "anywhere") return { ...none, cidrs: ["0.0.0.0/0"] };
  const own = network.mode === "create" ? ownEndpoints(environment) : undefined;
  return {
    securityGroupIds: egress.endpointSecurityGroupIds,
    prefixListIds: egress.prefixListIds,
    cidrs: egress.cidrs,
    ownEndpoints: own !== undefined,
    gateways: own?.gateways ?? [],
  };
}

function otherPeer(connection: Parameters<typeof otherEnd>[0]) {
  const end = otherEnd(connection);
  if (connection.to === "securityGroup") return { kind: "security group", id: end } as const;
  if (connection.to === "prefixList") return { kind: "prefix list", id: end } as const;
  return { kind: "range", cidr: end } as const;
}

/** Others' security groups to which the file lets us add a rule. */
export function writableGroupIds({ loadBalancer, database }: Environment): Set<string> {
  const groups = new Set<string>();
  if (loadBalancer.mode === "existing" && loadBalancer.addSecurityGroupRule) {
    groups.add(loadBalancer.securityGroupId);
  }
  if (database.mode === "existing" && database.addIngressRule) groups.add(database.securityGroupId);
  return groups;
}

function databaseEnd(database: Environment["database"]) {
  switch (database.mode) {
    case "create":
      return { mode: "own", port: postgresPort } as const;
    case "existing":
      return {
        mode: "existing",
        port: database.port,
        securityGroupId: database.securityGroupId,
      } as const;
    case "none":
      return { mode: "none" } as const;
  }
}
