import type { Construct } from "constructs";
import { placeOf } from "../base/arns";
import type { Environment } from "../config/schema";
import { namesOf } from "../contract/names";
import type { EncryptionKey } from "./constructs/encryption-key";
import { ExistingFirewall, Firewall } from "./constructs/firewall";
import type { Frontend } from "./constructs/frontend/frontend";
import { Certificate, HostName } from "./constructs/host-name";
import { ExistingLoadBalancer, type FrontDoor, LoadBalancer } from "./constructs/load-balancer";
import type { Network } from "./constructs/network/network";

/** The certificate of the host name: of others, or one that ACM makes. */
export function certificateOf(
  scope: Construct,
  environment: Environment,
): { readonly arn: string; readonly validationRecordFqdn?: string } {
  const { hostName, certificate } = environment.domain;
  if (certificate.mode === "existing") return certificate;
  return new Certificate(scope, "certificate", {
    hostName,
    validationZoneId: certificate.validationZone.id,
    validationZoneName: certificate.validationZone.name,
  });
}

/** Where requests come in: a load balancer of the environment's own with its firewall, or a listener of others'. */
export function entryOf(
  scope: Construct,
  environment: Environment,
  key: EncryptionKey,
  network: Network,
  certificateArn: string,
): FrontDoor {
  const names = namesOf(environment);
  const { loadBalancer } = environment;
  if (loadBalancer.mode === "existing") {
    return new ExistingLoadBalancer(scope, "load_balancer", {
      listenerArn: loadBalancer.listenerArn,
      certificateArn,
    });
  }
  const balancer = new LoadBalancer(scope, "load_balancer", {
    ...placeOf(environment),
    name: names.loadBalancer,
    scheme: loadBalancer.scheme,
    ipAddressType: loadBalancer.ipAddressType,
    tlsPolicy: loadBalancer.tlsPolicy,
    subnetIds: network.loadBalancerSubnetIds,
    securityGroupId: network.securityGroupId("load balancer"),
    certificateArn,
    accessLogBucketName: names.accessLogBucket,
    accessLogRetentionDays: loadBalancer.accessLogRetentionDays,
    internetRoute: loadBalancer.scheme === "internet-facing" ? network.internetRoute : undefined,
  });
  firewallInFront(scope, environment, balancer.arn, key);
  return balancer;
}

/** The web ACL in front of the load balancer: of others, or one that is made here; none where the file says so or says nothing. */
function firewallInFront(
  scope: Construct,
  environment: Environment,
  loadBalancerArn: string,
  key: EncryptionKey,
): void {
  const names = namesOf(environment);
  const { firewall } = environment.loadBalancer;
  if (firewall?.mode === "existing") {
    new ExistingFirewall(scope, "firewall", { ...firewall, loadBalancerArn });
    return;
  }
  if (firewall?.mode !== "managed") return;
  new Firewall(scope, "firewall", {
    ...placeOf(environment),
    ...firewall,
    loadBalancerArn,
    name: names.firewall,
    logGroupName: names.firewallLogGroup,
    keyArn: key.arn,
  });
}

/** The host name leads to the CDN where there is one, else to the load balancer. */
export function nameInDns(
  scope: Construct,
  environment: Environment,
  frontDoor: FrontDoor,
  frontend: Frontend | undefined,
): void {
  const { domain, loadBalancer } = environment;
  new HostName(scope, "host_name", {
    hostName: domain.hostName,
    zone: {
      zoneId: domain.hostedZone.id,
      zoneName: domain.hostedZone.name,
      visibility: domain.hostedZone.visibility,
    },
    target: frontend ?? frontDoor,
    evaluatesHealth: frontend === undefined,
    dualStack:
      frontend !== undefined ||
      (loadBalancer.mode === "create" && loadBalancer.ipAddressType === "dualstack"),
  });
}
