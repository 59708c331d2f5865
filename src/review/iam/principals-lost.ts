import type { Policy } from "./policy";

/** Services of AWS that the first policy allows something and the second nothing any more. */
export function servicesLost(before: Policy, after: Policy): readonly string[] {
  return lost(before, after, "Service:").map((name) => name.slice("Service:".length));
}

/** Accounts, roles and users that the first policy allows something and the second nothing any more, each with `AWS:` before it. */
export function principalsLost(before: Policy, after: Policy): readonly string[] {
  return lost(before, after, "AWS:");
}

function lost(before: Policy, after: Policy, kind: "Service:" | "AWS:"): readonly string[] {
  const allowed = (policy: Policy) =>
    policy
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ principals }) => principals?.patterns ?? [])
      .filter((name) => name.startsWith(kind));
  const kept = new Set(allowed(after));
  return [...new Set(allowed(before))].filter((name) => !kept.has(name));
}
