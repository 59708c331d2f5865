import { tryParseJson } from "../read/parse-json";
import { member } from "../read/planned-value";

/** One value of a state machine's definition that differs. */
export interface MachineDifference {
  /** The state that it belongs to; undefined for the machine's own, such as `StartAt`. */
  readonly state: string | undefined;
  /** Within the state, such as `Choices[0].Condition`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A definition from its text; undefined when it is none. */
export function definitionOf(text: unknown): unknown {
  const parsed = typeof text === "string" ? tryParseJson(text) : undefined;
  return isObject(member(parsed, "States")) ? parsed : undefined;
}

/**
 * Each state by its name, those within maps and branches too, and under `undefined` the machine itself. A name is
 * one of its kind in the whole machine. @see https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
 */
export function statesOf(definition: unknown): ReadonlyMap<string | undefined, unknown> {
  const states = new Map<string | undefined, unknown>([[undefined, definition]]);
  const collect = (value: unknown): void => {
    if (!isObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      if (name === "States" && isObject(inner)) {
        for (const [state, body] of Object.entries(inner)) states.set(state, body);
      }
      collect(inner);
    }
  };
  collect(definition);
  return states;
}

/** What differs in the machine and in the states that both have. Here false is not the same as nothing: a condition may ask. */
export function machineDifferences(before: unknown, after: unknown): readonly MachineDifference[] {
  const [was, will] = [statesOf(before), statesOf(after)];
  return [...was].flatMap(([state, body]) =>
    will.has(state)
      ? within("", body, will.get(state)).map((difference) => ({ state, ...difference }))
      : [],
  );
}

function within(
  path: string,
  before: unknown,
  after: unknown,
): readonly Omit<MachineDifference, "state">[] {
  if (before === after) return [];
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names]
      .filter((name) => name !== "States")
      .flatMap((name) => {
        const inner = Array.isArray(before) ? `${path}[${name}]` : `${path}.${name}`;
        return within(inner, member(before, name), member(after, name));
      });
  }
  return [{ path: path.replace(/^\./, ""), before, after }];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
