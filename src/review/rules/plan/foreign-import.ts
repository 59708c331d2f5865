import { withoutIndexes } from "../../read/address";
import type { ResourceChange } from "../../read/resource-change";
import type { PlanObservation, PlanRule, ReviewedEnvironment } from "../rule";
import { isFamiliar, type OwnKinds } from "./unfamiliar-kind";

/** Something that stands in AWS comes into the state although the module does not make it; nothing of it needs to change for that. */
export const foreignImport = (own: OwnKinds = new Map()): PlanRule => ({
  name: "foreign-import",
  class: "plan",
  why: "Terraform changes and deletes what it has taken over. What no file of this environment asks for, others may use, and the next plan may delete it.",
  advice:
    "Import only what this environment's stack has an address for. What others use is named in the environment's file, or looked up.",
  check(plan, environment): readonly PlanObservation[] {
    return plan.changes
      .filter(({ isImported, isData }) => isImported && !isData)
      .flatMap((change) => {
        const what = foreign(change, own, environment);
        const { address } = change;
        return what === undefined ? [] : [{ address, action: "import", verdict: "refuse", what }];
      });
  },
});

/** Why it is none of the environment's; undefined when it is, or the project declares its kind. */
function foreign(
  change: ResourceChange,
  own: OwnKinds,
  environment: ReviewedEnvironment | undefined,
): string | undefined {
  const { type, address } = change;
  if (own.has(type)) return undefined;
  if (!isFamiliar(change)) return `imports ${type}, a kind that this review knows nothing of`;
  if (environment === undefined) return undefined;
  return environment.addresses.includes(withoutIndexes(address))
    ? undefined
    : `imports what the stack of ${environment.name} does not have`;
}
