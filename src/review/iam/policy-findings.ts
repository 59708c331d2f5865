import { oncePerChange } from "../read/once-per-change";
import type { Plan } from "../read/plan";
import type { ResourceChange } from "../read/resource-change";
import { type Grant, grantsOf, says, type Widening, widening } from "./compare";
import { dangerOf, isForEveryone } from "./danger";
import { goesWithItsHolder, isOfTheAccount, isOnNewHolder, movesToAnotherHolder } from "./holder";
import { ownAccounts } from "./own-accounts";
import { type PolicyChange, policiesOf } from "./policies-of";
import { carriersNow, comesToStandingRole } from "./role-policies";

/** What one changed policy lets happen that was not possible. */
export interface PolicyFinding extends Widening {
  readonly policy: PolicyChange;
  /** Of `allowed`, what anyone at all may use. */
  readonly forEveryone: readonly Grant[];
  /** On something new: what must not pass unseen there. On something that exists every widening counts instead. */
  readonly dangers: readonly string[] | undefined;
  /** Its text will be known only after the apply, so it may say anything. */
  readonly isUnknown: boolean;
}

/** Every policy of the change that may say more than it did. Taking a role, bucket or key away widens nothing. */
export const policyFindings = oncePerChange(findPolicies);

const none: readonly PolicyFinding[] = [];

function findPolicies(change: ResourceChange, plan: Plan): readonly PolicyFinding[] {
  if (change.action === "no-op" || change.isData) return [];
  const policies = policiesOf(change, plan);
  if (policies.length === 0) return none;
  return policies.map((policy) => {
    const isUnknown = policy.after === undefined;
    const before = movesToAnotherHolder(change) ? [] : policy.before;
    // A denial is compared with its own policy alone: while it moves, for a moment nothing denies.
    const { allowed: added, undenied } = widening(before, policy.after ?? before);
    const carriers = (policy.kind === "identity" && carriersNow(change, plan)) || [];
    const isHeld = (grant: Grant) =>
      carriers.length > 0 && carriers.every((has) => says(has, grant));
    const allowed = added.filter((grant) => !isHeld(grant));
    const forEveryone = policy.kind === "resource" ? allowed.filter(isForEveryone) : [];
    const isNew = isOnNewHolder(change, plan) && !comesToStandingRole(change, plan);
    return {
      policy,
      isUnknown,
      allowed: allowed.filter((grant) => !forEveryone.includes(grant)),
      forEveryone,
      undenied: goesWithItsHolder(change) ? [] : undenied,
      dangers: isNew ? dangersIn(change.type, policy, ownAccounts(plan)) : undefined,
    };
  });
}

function dangersIn(
  type: string,
  { kind, after }: PolicyChange,
  accounts: ReadonlySet<string>,
): readonly string[] {
  return (after ?? [])
    .filter(({ effect }) => effect === "Allow")
    .flatMap(grantsOf)
    .flatMap(
      (grant) =>
        dangerOf(grant, kind, accounts) ??
        (isOfTheAccount(type) ? dangerOf(grant, "identity", accounts) : undefined) ??
        [],
    );
}
