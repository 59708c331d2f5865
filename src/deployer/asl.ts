import type { Code } from "./jsonata";

/** A value of the Amazon States Language; a text that begins with `{%` is a JSONata expression. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Variables that a state sets, by name without the `$`. */
export type Assign = Readonly<Record<string, Json>>;

/** One state of a machine. @see https://states-language.net/spec.html */
export interface State {
  readonly Type: "Pass" | "Task" | "Choice" | "Wait" | "Fail";
  readonly [field: string]: unknown;
}

/** The states of one phase, by name. A name is also what people see while it runs. */
export type States = Readonly<Record<string, State>>;

/** One rule of a choice. */
export interface ChoiceRule {
  /** JSONata that is true or false. */
  readonly when: Code;
  readonly assign?: Assign;
  readonly next: string;
}

/** To the first rule whose condition holds; else to `otherwise`, which may be all there is. */
export function choice(
  rules: readonly ChoiceRule[],
  otherwise: { readonly assign?: Assign; readonly next: string },
): State {
  if (rules.length === 0) return pass(otherwise);
  return {
    Type: "Choice",
    Choices: rules.map(({ when, assign, next }) => ({
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

/** One transition out of a state. */
interface Transition {
  readonly to: string;
  /** Kind of the outcome with which this one ends the run; undefined where it leads on. */
  readonly outcome: string | undefined;
}

interface TransitionFields {
  readonly Next?: string;
  readonly Assign?: { readonly outcome?: { readonly kind?: string } };
}

/** Every transition out of a state: next, choices, default, and where errors lead. */
export function transitionsOf(state: State): readonly Transition[] {
  const fields = state as unknown as TransitionFields & {
    readonly Default?: string;
    readonly Choices?: readonly TransitionFields[];
    readonly Catch?: readonly TransitionFields[];
  };
  const own = { Next: fields.Next ?? fields.Default, Assign: fields.Assign } as TransitionFields;
  return [own, ...(fields.Choices ?? []), ...(fields.Catch ?? [])].flatMap(({ Next, Assign }) =>
    Next === undefined ? [] : [{ to: Next, outcome: Assign?.outcome?.kind }],
  );
}

/** The states that can be entered from one of them, in the order in which they are written. */
export function reachableFrom(start: string, states: States): States {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    const state = states[name];
    if (state === undefined) throw new Error(`no state is called ${name}`);
    if (reached.has(name)) return;
    reached.add(name);
    for (const { to } of transitionsOf(state)) visit(to);
  };
  visit(start);
  return Object.fromEntries(Object.entries(states).filter(([name]) => reached.has(name)));
}
