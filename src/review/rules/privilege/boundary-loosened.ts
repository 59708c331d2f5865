import { isEmpty, planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** A role or user loses the boundary above which no policy can lift it, or gets another. */
export const boundaryLoosened: Rule = {
  name: "boundary-loosened",
  class: "privilege",
  why: "The boundary holds whatever a policy says; without it the policies alone decide.",
  advice: "Keep the boundary.",
  kinds: new Set(["aws_iam_role", "aws_iam_user"]),
  check(change): readonly Observation[] {
    if (!isWritten(change)) return [];
    const [was, will] = [
      prior(change, "permissions_boundary"),
      planned(change, "permissions_boundary"),
    ];
    if (isEmpty(was) || was === will) return [];
    return [refuse(`the permissions boundary goes from ${inWords(was)} to ${inWords(will)}`)];
  },
};
