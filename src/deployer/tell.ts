import { type OutcomeKind, outcomeOf } from "../contract/outcomes";
import type { Assign } from "./asl";
import { type Code, code, jsonata } from "./jsonata";
import { steps } from "./steps";

/** Ends the run with this outcome; `detail` is JSONata for an object of texts, what there is to say about it. */
export function tell(
  kind: OutcomeKind,
  detail: Code = code`{}`,
): { readonly assign: Assign; readonly next: string } {
  return {
    assign: { outcome: { ...outcomeOf(kind) }, detail: jsonata`${detail}` },
    next: steps.close,
  };
}

/** What is remembered of an error of AWS. */
export const failureOf: Assign = {
  failure: jsonata`{
    'error': $states.errorOutput.Error,
    'cause': $exists($states.errorOutput.Cause) ? $substring($states.errorOutput.Cause, 0, 1000) : '',
    'step': $states.context.State.Name
  }`,
};

/** Where an answer of AWS leads from which something is missing: it is no error, and no good news either. */
export function partial(cause: string): { readonly assign: Assign; readonly next: string } {
  return {
    assign: {
      failure: { error: "PartialAnswer", cause, step: jsonata`$states.context.State.Name` },
    },
    next: steps.awsFailed,
  };
}

/** Where an unexpected error leads while nothing was started and the service is untouched: it is named and told. */
export const awsFailed = { assign: failureOf, next: steps.awsFailed };
