import type { Assign, State } from "./asl";
import type { Code } from "./jsonata";

/** One way on from a choice. */
export interface Way {
  /** JSONata that is true or false. */
  readonly when: Code;
  readonly assign?: Assign;
  readonly next: string;
}

/** The first way whose condition holds; else `otherwise`. */
export function choice(
  ways: readonly Way[],
  otherwise: { readonly assign?: Assign; readonly next: string },
): State {
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

/** Waits, then goes on. */
export function wait(seconds: number, next: string): State {
  return { Type: "Wait", Seconds: seconds, Next: next };
}
