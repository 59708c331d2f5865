import { accountIn } from "../../base/arns";
import { withoutIndexes } from "../read/address";
import { oncePerPlan } from "../read/once-per-plan";
import { textOf } from "../read/plain-value";
import { type Plan, rootModuleOf } from "../read/plan";
import { listOf, member, textsOf } from "../read/planned-value";

/** The accounts that the plan itself is for: what the provider is held to, who asked, and where its objects stand. */
export const ownAccounts = oncePerPlan(
  (plan): ReadonlySet<string> =>
    new Set([...allowedAccounts(plan), ...callers(plan), ...homes(plan)]),
);

function allowedAccounts(plan: Plan): readonly string[] {
  return Object.values(plan.providers ?? {}).flatMap((provider) => {
    const allowed = member(member(provider, "expressions"), "allowed_account_ids");
    return textsOf(member(allowed, "constant_value"));
  });
}

/** Who asked, in any module; by the provider without an alias where that one asks, since another may be for another account. */
function callers(plan: Plan): readonly string[] {
  const asked = resourcesIn(rootModuleOf(plan.priorState)).filter(
    (resource) => member(resource, "type") === "aws_caller_identity",
  );
  const own = asked.filter((resource) => !/\.[^.:]+$/.test(providerOf(resource, plan)));
  return (own.length > 0 ? own : asked).map((resource) =>
    textOf(member(member(resource, "values"), "account_id")),
  );
}

function resourcesIn(module: unknown): readonly unknown[] {
  return [
    ...listOf(member(module, "resources")),
    ...listOf(member(module, "child_modules")).flatMap(resourcesIn),
  ];
}

function providerOf(resource: unknown, plan: Plan): string {
  const parts = withoutIndexes(textOf(member(resource, "address"))).split(".");
  const modules = parts.filter((_, i) => parts[i - 1] === "module" && i % 2 === 1);
  const [type, name = ""] = parts.slice(-2);
  return plan.configuration.provider({ modules, isData: true, type: type ?? "", name }) ?? "";
}

function homes(plan: Plan): readonly string[] {
  return plan.changes.flatMap(({ before, isData }) =>
    isData ? [] : (accountIn(before?.["arn"]) ?? []),
  );
}
