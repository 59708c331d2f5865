import type { Grant } from "./compare";
import type { PatternSet } from "./policy";

/** A grant in words: `s3:getobject on arn:aws:s3:::logs/* for AWS:arn:… when aws:secure… = true`. */
export function describeGrant(grant: Grant): string {
  const principals = grant.principals ? ` for ${describeSet(grant.principals)}` : "";
  const conditions = grant.conditions
    .map(({ operator, key, values }) => `${operator} ${key} ${values.join(" or ")}`)
    .join(" and ");
  return `${describeSet(grant.actions)} on ${describeSet(grant.resources)}${principals}${
    conditions ? ` when ${conditions}` : ""
  }`;
}

/** Several grants, the first few in full. */
export function describeGrants(grants: readonly Grant[], most = 4): string {
  const shown = grants.slice(0, most).map(describeGrant).join("; ");
  return grants.length > most ? `${shown}; and ${grants.length - most} more` : shown;
}

function describeSet({ isNot, patterns }: PatternSet): string {
  return `${isNot ? "everything but " : ""}${patterns.join(", ")}`;
}
