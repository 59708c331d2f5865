import { isWide } from "./address-ranges";
import type { Rule, RuleProblem } from "./rule";

/** Listed ways out lead to somewhere in particular; everywhere takes a reason. */
export const egressRanges: Rule = ({ network: { egress, resolverCidrs } }) => {
  const wide = (cidrs: readonly string[], path: readonly string[], fix: string): RuleProblem[] =>
    cidrs.flatMap((cidr, index) => {
      if (!isWide(cidr)) return [];
      const message = `must be /8 or narrower (/16 for IPv6), got ${cidr}`;
      return [{ path: [...path, index], message, fix }];
    });
  const resolvers = wide(
    resolverCidrs,
    ["network", "resolverCidrs"],
    "give the addresses of the resolvers, such as 10.0.0.2/32",
  );
  if (egress.mode !== "listed") return resolvers;
  const anywhere = "list the ranges themselves, or write mode: anywhere with the reason";
  return [...wide(egress.cidrs, ["network", "egress", "cidrs"], anywhere), ...resolvers];
};
