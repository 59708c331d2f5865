import type { State, States } from "./asl";

/** One way out of a state. */
export interface Exit {
  readonly to: string;
  /** Kind of the outcome that this way tells; undefined where it leads on. */
  readonly outcome: string | undefined;
}

interface Way {
  readonly Next?: string;
  readonly Assign?: { readonly outcome?: { readonly kind?: string } };
}

/** Every way out of a state: next, choices, default, and where errors lead. */
export function exitsOf(state: State): readonly Exit[] {
  const fields = state as unknown as Way & {
    readonly Default?: string;
    readonly Choices?: readonly Way[];
    readonly Catch?: readonly Way[];
  };
  const own = { Next: fields.Next ?? fields.Default, Assign: fields.Assign } as Way;
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
    for (const { to } of exitsOf(state)) visit(to);
  };
  visit(start);
  return Object.fromEntries(Object.entries(states).filter(([name]) => reached.has(name)));
}
