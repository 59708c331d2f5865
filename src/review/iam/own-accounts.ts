import { accountIn } from "../../base/arns";
import { textOf } from "../read/plain-value";
import { type Plan, rootModuleOf } from "../read/plan";
import { listOf, member, textsOf } from "../read/planned-value";

/** The accounts that the plan itself is for: what the provider is held to, who asked, and where its objects stand. */
export function ownAccounts(plan: Plan): ReadonlySet<string> {
  const known = cache.get(plan);
  if (known) return known;
  const accounts = new Set([...allowedAccounts(plan), ...callers(plan), ...homes(plan)]);
  cache.set(plan, accounts);
  return accounts;
}

const cache = new WeakMap<Plan, ReadonlySet<string>>();

function allowedAccounts(plan: Plan): readonly string[] {
  return Object.values(plan.providers ?? {}).flatMap((provider) => {
    const allowed = member(member(provider, "expressions"), "allowed_account_ids");
    return textsOf(member(allowed, "constant_value"));
  });
}

function callers(plan: Plan): readonly string[] {
  const root = rootModuleOf(plan.priorState);
  return listOf(member(root, "resources"))
    .filter((resource) => member(resource, "type") === "aws_caller_identity")
    .map((resource) => textOf(member(member(resource, "values"), "account_id")));
}

function homes(plan: Plan): readonly string[] {
  return plan.changes.flatMap(({ before, isData }) => {
    return (!isData && accountIn(before?.["arn"])) || [];
  });
}
