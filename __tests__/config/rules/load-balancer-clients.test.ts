import { expect, test } from "vitest";
import {
  fipsInTheUnitedStates,
  loadBalancerClients,
  roomForMaintenance,
} from "../../../src/config/load-balancer";
import { sharedLoadBalancer } from "../../support/example-with";
import { judged } from "../../support/judged";

const clients = (allowedCidrs: string[], more = {}) =>
  judged(loadBalancerClients, { "loadBalancer.allowedCidrs": allowedCidrs, ...more });
const facing = { "loadBalancer.scheme": "internet-facing" };
const dual = { "loadBalancer.ipAddressType": "dualstack" };

test("address ranges, or security groups alone, are clients", () => {
  expect(clients(["10.0.0.0/8", "198.51.100.7/32"])).toBe("");
  expect(clients([])).toBe("");
});

test("refuses a load balancer that nobody may connect to", () => {
  expect(clients([], { "loadBalancer.allowedSecurityGroupIds": [] })).toBe(
    `loadBalancer.allowedCidrs: must not be empty when allowedSecurityGroupIds is: nobody could connect
    list the address ranges or security groups of the clients, such as the VPN's
`,
  );
});

test("an internet-facing load balancer may be open to everybody", () => {
  expect(clients(["0.0.0.0/0", "::/0"], { ...facing, ...dual })).toBe("");
});

test.each(["0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/7", "::/0", "2000::/3", "fc00::/15"])(
  "refuses %s for an internal load balancer",
  (cidr) => {
    const wide = "must be /8 or narrower (/16 for IPv6) where scheme is internal";
    expect(clients(["10.20.0.0/16", cidr], dual)).toBe(
      `loadBalancer.allowedCidrs[1]: ${wide}, got ${cidr}
    list the ranges that the clients really have; an internal load balancer is not for everybody
`,
    );
  },
);

test("IPv6 clients need a load balancer with IPv6", () => {
  expect(clients(["fd00::/16"], dual)).toBe("");
  expect(clients(["fd00::/16"])).toBe(
    `loadBalancer.allowedCidrs[0]: must be an IPv4 range where ipAddressType is ipv4, got fd00::/16
    set ipAddressType to dualstack, or remove the range
`,
  );
});

const tls = (tlsPolicy: string, region: string) =>
  judged(fipsInTheUnitedStates, { "loadBalancer.tlsPolicy": tlsPolicy, region });

test.each(["us-east-1", "us-gov-west-1"])("FIPS is spoken in %s", (region) => {
  expect(tls("fips", region)).toBe("");
});

test("refuses FIPS where load balancers have no FIPS endpoints", () => {
  expect(tls("standard", "eu-west-1")).toBe("");
  expect(tls("fips", "eu-west-1")).toBe(
    `loadBalancer.tlsPolicy: must be standard in eu-west-1, got fips
    write standard, or choose a region of the United States or GovCloud: only there load balancers have FIPS endpoints
`,
  );
});

test("refuses maintenance where no priority comes after the rule's", () => {
  const existing = (priority: number, maintenance: boolean) =>
    judged(roomForMaintenance, {
      loadBalancer: { ...sharedLoadBalancer, priority, maintenance },
    });
  expect(existing(50_000, true)).toBe(
    `loadBalancer.maintenance: must be false where priority is 50000: maintenance takes the next one too, and that is the last
    choose a smaller priority first, in a plan of its own
`,
  );
  expect(existing(49_999, true)).toBe("");
  expect(existing(50_000, false)).toBe("");
  expect(judged(roomForMaintenance, { "loadBalancer.maintenance": true })).toBe("");
});
