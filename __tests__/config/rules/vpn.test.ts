import { expect, test } from "vitest";
import { parse } from "yaml";
import { arnPlaces } from "../../../src/config/arn-places";
import { loadBalancerClients } from "../../../src/config/load-balancer";
import { ownNetworkFits } from "../../../src/config/own-network";
import { type ClientVpnSettings, vpnLeadsThere, vpnRange } from "../../../src/config/vpn";
import { byCertificate, vpnSection } from "../../support/client-vpn";
import { judged } from "../../support/judged";
import { otherModesText } from "../../support/other-modes";
import { ownNetworkSection } from "../../support/own-network";

const vpn = (more: Partial<ClientVpnSettings> = {}) => ({ "access.vpn": vpnSection(more) });
const range = (clientCidr: string, more = {}) =>
  judged(vpnRange, { ...vpn({ clientCidr }), ...more });

test.each(["172.16.0.0/12", "10.100.0.0/22", "100.64.0.0/16"])(
  "%s is a range for clients",
  (one) => {
    expect(range(one)).toBe("");
  },
);

test.each(["10.0.0.0/11", "10.100.0.0/23", "198.51.0.0/16", "fd00::/16"])(
  "refuses %s as a range for clients",
  (one) => {
    expect(range(one)).toBe(
      `access.vpn.clientCidr: must be a private IPv4 range of /12 to /22, got ${one}
    choose one of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 that neither the VPC has nor a network of the clients, such as 10.100.0.0/22
`,
    );
  },
);

test.each(["10.40.0.0/22", "10.32.0.0/12"])(
  "refuses the range %s, which has addresses of the network that is made",
  (one) => {
    expect(range(one, { network: ownNetworkSection() })).toBe(
      `access.vpn.clientCidr: must not overlap network.cidr 10.40.0.0/20, got ${one}
    choose a range that the VPC does not have
`,
    );
  },
);

test("a range beside the network that is made is one for clients", () => {
  expect(range("10.40.16.0/22", { network: ownNetworkSection() })).toBe("");
});

test("refuses a VPN to a load balancer of others, and to one that faces the Internet", () => {
  expect(judged(vpnLeadsThere, vpn())).toBe("");
  expect(
    judged(vpnLeadsThere, { ...vpn(), loadBalancer: parse(otherModesText).loadBalancer }),
  ).toBe(
    `access.vpn.mode: must be existing where loadBalancer.mode is existing, got clientVpn
    make a load balancer here, since only its security group can admit the VPN; or write existing, and leave the VPN to the load balancer's owner
`,
  );
  expect(judged(vpnLeadsThere, { ...vpn(), "loadBalancer.scheme": "internet-facing" })).toBe(
    `access.vpn.mode: must be existing where loadBalancer.scheme is internet-facing, got clientVpn
    write scheme: internal: the name of one that faces the Internet leads to public addresses, past the VPN
`,
  );
});

test("people on the VPN are clients enough; without it somebody else must be", () => {
  const nobody = { "loadBalancer.allowedCidrs": [], "loadBalancer.allowedSecurityGroupIds": [] };
  expect(judged(loadBalancerClients, { ...nobody, ...vpn() })).toBe("");
  expect(judged(loadBalancerClients, { ...nobody, "access.vpn": { mode: "existing" } })).toBe(
    `loadBalancer.allowedCidrs: must not be empty when allowedSecurityGroupIds is: nobody could connect
    list the address ranges or security groups of the clients, such as the VPN's
`,
  );
});

test("refuses certificates of another region or account, and SAML providers of another account", () => {
  const elsewhere =
    "arn:aws:acm:us-west-2:222222222222:certificate/00000000-0000-0000-0000-000000000000";
  const saml = vpnSection().authentication;
  expect(judged(arnPlaces, vpn())).toBe("");
  expect(judged(arnPlaces, vpn({ authentication: byCertificate }))).toBe("");
  expect(
    judged(
      arnPlaces,
      vpn({
        serverCertificateArn: elsewhere,
        authentication: { ...byCertificate, clientCertificateArn: elsewhere },
      }),
    ),
  ).toBe(
    ["serverCertificateArn", "authentication.clientCertificateArn"]
      .map(
        (
          setting,
        ) => `access.vpn.${setting}: must be in this environment's region us-east-1, got us-west-2
    give the ARN of one in us-east-1
access.vpn.${setting}: must be in this environment's account 111111111111, got 222222222222
    give the ARN of one in 111111111111, or correct account
`,
      )
      .join(""),
  );
  const provider = "arn:aws:iam::222222222222:saml-provider/a";
  const authentication = { ...saml, providerArn: provider, portalProviderArn: provider };
  expect(judged(arnPlaces, { "access.vpn": { ...vpnSection(), authentication } })).toBe(
    ["providerArn", "portalProviderArn"]
      .map(
        (
          setting,
        ) => `access.vpn.authentication.${setting}: must be in this environment's account 111111111111, got 222222222222
    give the ARN of one in 111111111111, or correct account
`,
      )
      .join(""),
  );
});

test("a VPN takes addresses of the network that is made, in each zone that it is in", () => {
  const network = { ...ownNetworkSection(), cidr: "10.40.0.0/23" };
  const tasks = { "service.tasksMin": 1, "service.tasksMax": 27 };
  expect(judged(ownNetworkFits, { network, ...tasks })).toBe("");
  expect(judged(ownNetworkFits, { network, ...tasks, ...vpn({ zones: "one" }) })).toBe("");
  expect(judged(ownNetworkFits, { network, ...tasks, ...vpn() })).toBe(
    `network.cidr: must have room for 119 addresses in its service subnets (54 for tasks during a rollout, 1 for a migration, 8 for endpoints, 16 for the load balancer, 40 for the VPN), got 10.40.0.0/23, of which they are 118 in 10.40.0.0/26 and 10.40.0.128/26
    choose a larger range, or lower service.tasksMax
`,
  );
});
