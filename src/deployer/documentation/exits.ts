import type { State } from "../asl";

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
