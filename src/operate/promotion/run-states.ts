import { createHash } from "node:crypto";
import jsonata from "jsonata";
import type { Call } from "../../aws/step-functions-call";
import type { Assign, Json, States } from "../../deployer/asl";
import {
  variables as beginning,
  findingsVariables,
  waiverVariables,
} from "../../deployer/variables";

/** A {@link Call} that may depend on the state that makes it. */
type StateCall = (...of: [...Parameters<Call>, state: string]) => Promise<unknown>;

/** Where the states that were given lead out, and with what. */
export interface StatesEnd {
  readonly next: string;
  readonly variables: Variables;
}

/**
 * Runs some of the deployer's states here and now, as Step Functions would, until they lead to one that is not among them.
 * So a promotion judges an image by the deployer's own words, and the two can never disagree. For states that only read:
 * an error that has no route of its own is thrown.
 */
export async function runStates(
  states: States,
  start: string,
  given: Assign,
  call: StateCall,
): Promise<StatesEnd> {
  let variables = (await evaluated(
    { ...beginning, ...findingsVariables, ...waiverVariables, ...given },
    {},
    {},
  )) as Variables;
  let input: unknown = {};
  for (let name = start; ; ) {
    const state = states[name] as StateFields | undefined;
    if (state === undefined) return { next: name, variables };
    const context = {
      State: { Name: name, EnteredTime: new Date().toISOString() },
      Execution: { Id: "", Name: "", Input: {} },
    };
    const inside = { input, context };
    const at = { variables, inside };
    const transition =
      state.Type === "Task"
        ? await work(state, (action, argument) => call(action, argument, name), at)
        : await choose(state, at);
    const set = (await evaluated(transition.Assign ?? {}, variables, {
      ...inside,
      ...transition.added,
    })) as Assign;
    input =
      transition.Output === undefined
        ? input
        : await evaluated(transition.Output, variables, { ...inside, ...transition.added });
    variables = { ...variables, ...set };
    name = transition.Next;
  }
}

/** The fields of a state that are read here. */
interface StateFields {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: Json;
  readonly Assign?: Assign;
  readonly Output?: Json;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly {
    readonly Condition: string;
    readonly Assign?: Assign;
    readonly Next: string;
  }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Assign?: Assign;
    readonly Next: string;
  }[];
}

interface At {
  readonly variables: Variables;
  readonly inside: object;
}

interface Transition {
  readonly Assign?: Assign | undefined;
  readonly Output?: Json | undefined;
  readonly Next: string;
  /** What `$states` says besides input and context. */
  readonly added?: object;
}

async function work(
  state: StateFields,
  call: Call,
  { variables, inside }: At,
): Promise<Transition> {
  const [service, action] = (state.Resource ?? "").split(":").slice(-2);
  const argument = await evaluated(state.Arguments ?? {}, variables, inside);
  try {
    const result = await call(`${service}:${action}`, argument);
    return { ...state, Next: state.Next ?? "", added: { result } };
  } catch (error) {
    const { name, message } = error as Error;
    const route = state.Catch?.find(({ ErrorEquals }) =>
      ErrorEquals.some((known) => known.split(".")[1] === name && !known.startsWith("States.")),
    );
    if (route === undefined) throw error;
    return { ...route, added: { errorOutput: { Error: name, Cause: message } } };
  }
}

async function choose(state: StateFields, { variables, inside }: At): Promise<Transition> {
  for (const transition of state.Choices ?? []) {
    if ((await evaluated(transition.Condition, variables, inside)) === true) return transition;
  }
  return { ...state, Next: state.Next ?? state.Default ?? "" };
}

/** Values of the machine's variables, by name without the `$`. */
type Variables = Readonly<Record<string, unknown>>;

/** A value of the States Language with every JSONata expression in it evaluated; `states` is what `$states` says. */
async function evaluated(value: Json, variables: Variables, states: object): Promise<unknown> {
  if (typeof value === "string" && value.startsWith("{%")) {
    const expression = jsonata(value.slice(2, -2));
    // Functions that Step Functions adds to JSONata.
    expression.registerFunction("parse", (text: string) => JSON.parse(text));
    expression.registerFunction("hash", (text: string, algorithm: string) =>
      createHash(algorithm.replace("-", "")).update(text).digest("hex"),
    );
    const result = await expression.evaluate(undefined, { ...variables, states });
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return Promise.all(value.map((entry) => evaluated(entry, variables, states)));
  }
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, entry]) => [
      key,
      await evaluated(entry, variables, states),
    ]),
  );
  return Object.fromEntries(entries);
}
