/** An AWS client as far as its calls can be watched. */
interface Client {
  readonly middlewareStack: { add(middleware: never, options: never): void };
}

type Next = (call: unknown) => Promise<unknown>;

/**
 * Lets a client's next call of a command, such as `PutItemCommand`, be carried out and its answer be lost; `times` in a row. The SDK
 * then calls again by itself, three times in all. `meanwhile` is waited for before it notices.
 */
export function loseAnswer(
  { middlewareStack }: Client,
  command: string,
  times = 1,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): void {
  let left = times;
  const lose =
    (next: Next, context: { readonly commandName?: string }) => async (call: unknown) => {
      const answer = await next(call);
      if (context.commandName !== command || left === 0) return answer;
      left -= 1;
      await meanwhile();
      throw Object.assign(new Error("the answer was lost"), { code: "ECONNRESET" });
    };
  // Within the SDK's own retries, which take it for a broken connection; around the reading of the answer, so that a refusal is none.
  middlewareStack.add(lose as never, { step: "deserialize", priority: "high" } as never);
}

/** Ends a client's calls of a command with such an input before they leave, as if the process were killed there; until what it returns is called. */
export function failCalls(
  { middlewareStack }: Client,
  command: string,
  input: Readonly<Record<string, unknown>> = {},
): () => void {
  let fails = true;
  const kill =
    (next: Next, context: { readonly commandName?: string }) =>
    async (call: { readonly input: Readonly<Record<string, unknown>> }) => {
      const meant = Object.entries(input).every(([name, value]) => call.input[name] === value);
      if (fails && context.commandName === command && meant) throw new Error("killed");
      return next(call);
    };
  middlewareStack.add(kill as never, { step: "initialize" } as never);
  return () => {
    fails = false;
  };
}
