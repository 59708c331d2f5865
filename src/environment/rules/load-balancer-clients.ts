import { isIpv6, isWide } from "./address-ranges";
import type { Rule, RuleProblem } from "./rule";

/** A load balancer of our own has clients, they can reach it, and an internal one knows them. */
export const loadBalancerClients: Rule = ({ loadBalancer }) => {
  if (loadBalancer.mode !== "create") return [];
  const { scheme, ipAddressType, allowedCidrs, allowedSecurityGroupIds } = loadBalancer;
  if (allowedCidrs.length + allowedSecurityGroupIds.length === 0) {
    return [
      {
        path: ["loadBalancer", "allowedCidrs"],
        message: "must not be empty when allowedSecurityGroupIds is: nobody could connect",
        fix: "list the address ranges or security groups of the clients, such as the VPN's",
      },
    ];
  }
  return allowedCidrs.flatMap((cidr, index): RuleProblem[] => {
    const path = ["loadBalancer", "allowedCidrs", index];
    const wide: RuleProblem = {
      path,
      message: `must be /8 or narrower (/16 for IPv6) where scheme is internal, got ${cidr}`,
      fix: "list the ranges that the clients really have; an internal load balancer is not for everybody",
    };
    const unreachable: RuleProblem = {
      path,
      message: `must be an IPv4 range where ipAddressType is ipv4, got ${cidr}`,
      fix: "set ipAddressType to dualstack, or remove the range",
    };
    return [
      ...(scheme === "internal" && isWide(cidr) ? [wide] : []),
      ...(ipAddressType === "ipv4" && isIpv6(cidr) ? [unreachable] : []),
    ];
  });
};
