import type { Environment } from "../../../../config/schema";
import { clientVpn } from "./client-vpn";
import { compute } from "./compute";
import { data } from "./data";
import { edge } from "./edge";
import { events } from "./events";
import { frontend } from "./frontend";
import { identity } from "./identity";
import { ownNetwork } from "./own-network";
import { securityGroups } from "./security-groups";
import type { ServiceAccess } from "./service-access";
import { storage } from "./storage";

/**
 * Every service that Terraform calls for an environment, and on which resources, in parts: of each the statements fit into one policy.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function terraformServices(environment: Environment): ServiceAccess[][] {
  const parts = [[securityGroups, identity], [edge], [compute], [data], [storage, events]];
  return parts.map((services) => services.flatMap((service) => service(environment)));
}

/** The same of a VPC and a VPN of the environment's own, which are a part by themselves; empty where it has neither. */
export function networkServices(environment: Environment): ServiceAccess[] {
  return [...ownNetwork(environment), ...clientVpn(environment)];
}

/** The same of a distribution of its own. */
export function frontendServices(environment: Environment): ServiceAccess[] {
  return frontend(environment);
}
