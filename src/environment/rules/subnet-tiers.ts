import type { Rule, RuleProblem } from "./rule";

/**
 * The database's subnets are its own. Tasks may share those of an internal load balancer, which are private as well, but
 * not those of one that faces the internet.
 */
export const subnetTiers: Rule = ({ network, loadBalancer }) => {
  const shared = (
    tier: "databaseSubnetIds" | "serviceSubnetIds",
    other: "loadBalancerSubnetIds" | "serviceSubnetIds",
    fix: string,
  ): RuleProblem[] =>
    network[tier].flatMap((id, index) => {
      if (!network[other].includes(id)) return [];
      const message = `must not be in ${other} too, got ${id}`;
      return [{ path: ["network", tier, index], message, fix }];
    });

  const ownSubnets = "give the database subnets of its own, without a route to the internet";
  const found = [
    ...shared("databaseSubnetIds", "loadBalancerSubnetIds", ownSubnets),
    ...shared("databaseSubnetIds", "serviceSubnetIds", ownSubnets),
  ];
  if (loadBalancer.mode !== "create" || loadBalancer.scheme === "internal") return found;
  const privateSubnets =
    "an internet-facing load balancer is in public subnets; put the tasks into private ones";
  return [...found, ...shared("serviceSubnetIds", "loadBalancerSubnetIds", privateSubnets)];
};
