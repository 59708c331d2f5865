import type { Assign, State } from "./asl";
import type { Code } from "./jsonata";

/** One way on from a choice. */
export interface Way {
  /** JSONata that is true or false. */
  readonly when: Code;
  readonly assign?: Assign;
  readonly next: string;
}

/** The first way whose condition holds; else `otherwise`, which may be the only way. */
export function choice(
  ways: readonly Way[],
  otherwise: { readonly assign?: Assign; readonly next: string },
): State {
  if (ways.length === 0) return pass(otherwise);
  return {
    Type: "Choice",
    Choices: ways.map(({ when, assign, next }) => ({
      Condition: `{% ${when.text} %}`,
      ...(assign && { Assign: assign }),
      Next: next,
    })),
    ...(otherwise.assign && { Assign: otherwise.assign }),
    Default: otherwise.next,
  };
}

/** Sets variables, then goes on. */
export function pass({ assign, next }: { readonly assign?: Assign; readonly next: string }): State {
  return { Type: "Pass", ...(assign && { Assign: assign }), Output: {}, Next: next };
}

/** Waits, then goes on. */
export function wait(seconds: number, next: string): State {
  return { Type: "Wait", Seconds: seconds, Next: next };
}
