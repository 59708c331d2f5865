import { kindOf } from "../../attributes";
import type { Plan } from "../../read/plan";
import { goesAway, isWritten, type ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";
import { isImagePointer } from "../stateful";

/** Kinds that a team makes beside the module, each with why that is right. */
export type OwnKinds = ReadonlyMap<string, string>;

/** Something of a kind that the module never makes is made, changed or deleted; what a project declares as its own is noted. */
export const unfamiliarKind = (own: OwnKinds = new Map()): Rule => ({
  name: "unfamiliar-kind",
  class: "plan",
  why: "What no rule knows, no rule refuses: a function, a build job or a share may read, run or open anything, and the review would call it fine.",
  advice:
    "Read the provider's page of this kind, and what it may do and who may use it here; then approve it by name. A kind " +
    "that your project makes beside Slipway is declared with its reason in slipway.yaml.",
  check(change, plan): readonly Observation[] {
    if (!(isWritten(change) || goesAway(change))) return [];
    return [...kind(change, own), ...programs(change, plan)];
  },
});

function kind(change: ResourceChange, own: OwnKinds): readonly Observation[] {
  if (isFamiliar(change)) return [];
  const because = own.get(change.type);
  return [
    because === undefined
      ? refuse(`${change.type} is a kind that this review knows nothing of`)
      : note(`${change.type} is a kind of this project's own: ${because}`),
  ];
}

/** The module makes one parameter, the pointer to the released image; nobody knows who reads another. */
export function isFamiliar(change: ResourceChange): boolean {
  if (change.type === "aws_ssm_parameter" && !isImagePointer(change)) return false;
  return kindOf(change.type) !== undefined;
}

/** A provisioner runs a program where Terraform runs, or on a machine, with all that the apply may do. */
function programs(change: ResourceChange, plan: Plan): readonly Observation[] {
  return plan.configuration
    .provisioners(change.block)
    .map((type) => refuse(`runs a program while it is applied (\`${type}\`)`));
}
