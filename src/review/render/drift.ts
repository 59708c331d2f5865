import { configuredPart } from "../read/configured-part";
import { containersNow, containersPlanned } from "../read/containers";
import type { Plan } from "../read/plan";
import { member, planned } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { containerDifferences, wholeSecrets } from "./changes";
import { type Difference, differences } from "./differences";

/** What somebody, or the deployer, changed outside Terraform. */
export interface DriftReport {
  readonly address: string;
  readonly differences: readonly Difference[];
  /** `agrees`: the plan leaves it as it is now. `changes`: the plan changes it again. `gone`: it was deleted. */
  readonly answer: "agrees" | "changes" | "gone";
}

/**
 * Changes outside Terraform of what the configuration itself sets. Providers report much more: whatever AWS filled in
 * since, null that became empty.
 */
export function driftReports(plan: Plan): readonly DriftReport[] {
  return plan.drift.flatMap((drift): DriftReport[] => {
    const { address } = drift;
    if (drift.isData) return [];
    if (drift.action === "delete") return [{ address, differences: [], answer: "gone" }];
    const names = Object.keys(plan.configuration.expressions(drift.block) ?? drift.after ?? {});
    const outside = names.flatMap((name) => changedOutside(drift, plan, name));
    if (outside.length === 0) return [];
    const again = new Set(names.flatMap((name) => changedByPlan(drift, plan, name)));
    const isKept = outside.every(({ path }) => !again.has(path));
    return [{ address, differences: outside, answer: isKept ? "agrees" : "changes" }];
  });
}

function changedOutside(drift: ResourceChange, plan: Plan, name: string): readonly Difference[] {
  const isSecret = wholeSecrets(drift).has(name);
  const [before, after] = [drift.beforeSensitive, drift.afterSensitive].map((marks) =>
    isSecret ? true : member(marks, name),
  );
  if (name === "container_definitions" && before !== true && after !== true) {
    return containerDifferences(
      containersNow(drift),
      containersNow({ ...drift, before: drift.after }),
    );
  }
  const part = partOf(drift, plan, name);
  return differences(
    name,
    { value: part(member(drift.before, name)), sensitive: before },
    { value: part(member(drift.after, name)), sensitive: after },
  );
}

/** Paths at which the plan leaves something else than there is now. An object that the plan does not know goes whole. */
function changedByPlan(drift: ResourceChange, plan: Plan, name: string): readonly string[] {
  if (plan.isRefreshOnly) return []; // it accepts what it found
  const change = plan.changesByAddress.get(drift.address);
  if (change === undefined) return changedOutside(drift, plan, name).map(({ path }) => path);
  if (change.action === "no-op") return [];
  if (name === "container_definitions") {
    const after = containersPlanned(change, plan);
    if (after !== undefined)
      return containerDifferences(containersNow(change), after).map(({ path }) => path);
  }
  const part = partOf(drift, plan, name);
  const now = { value: part(member(drift.after, name)), sensitive: false };
  return differences(name, now, { value: part(planned(change, name)), sensitive: false }).map(
    ({ path }) => path,
  );
}

function partOf(drift: ResourceChange, plan: Plan, name: string) {
  const expression = member(plan.configuration.expressions(drift.block), name);
  return (value: unknown) => configuredPart(value, expression);
}
