import type { Policy } from "./policy";

/** Services of AWS that the first policy allows something and the second nothing any more. */
export function servicesLost(before: Policy, after: Policy): readonly string[] {
  const kept = new Set(servicesIn(after));
  return [...new Set(servicesIn(before))].filter((service) => !kept.has(service));
}

function servicesIn(policy: Policy): readonly string[] {
  return policy
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ principals }) => principals?.patterns ?? [])
    .filter((name) => name.startsWith("Service:"))
    .map((name) => name.slice("Service:".length));
}

/** Accounts, roles and users that the first policy allows something and the second nothing any more. */
export function principalsLost(before: Policy, after: Policy): readonly string[] {
  const named = (policy: Policy) =>
    policy
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ principals }) => principals?.patterns ?? [])
      .filter((name) => name.startsWith("AWS:"));
  const kept = new Set(named(after));
  return [...new Set(named(before))].filter((name) => !kept.has(name));
}
