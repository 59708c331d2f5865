import { readTolerance, toleranceChange } from "../../../deployer/scan-verdict";
import { groupBy } from "../../group-by";
import { tryParseJson } from "../../read/parse-json";
import { plannedJson } from "../../read/planned-json";
import { member, planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { shownPair } from "../../render/differences";
import { note, type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** More steps than this are only named: nobody reads them one by one. */
const stepsInFull = 8;

/** The machine keeps its steps and takes another path through them, or asks them something else. */
export const deliveryLogicChanged: Rule = {
  name: "delivery-logic-changed",
  class: "safety",
  why: "A gate that is opened, answered before it is asked, or walked around still stands there: every step is in place, and images with findings run.",
  advice:
    "Read each change as it was and will be. A wider allowance is approved by who answers for the findings; a new " +
    "version of Slipway by who read what it changes.",
  kinds: new Set(["aws_sfn_state_machine"]),
  check(change, plan): readonly Observation[] {
    if (change.before === undefined) return [];
    if (!isWritten(change)) return [];
    const kind = typeChange(prior(change, "type"), planned(change, "type"));
    const [text, after] = [prior(change, "definition"), plannedJson(change, plan, "definition")];
    // What is not known before the apply is refused by `delivery-steps-removed`.
    if (after === undefined || text === planned(change, "definition")) return kind;
    const before = definitionOf(text);
    if (before === undefined) return [...kind, refuse("the definition as it is cannot be read")];
    return [...kind, ...observed(machineDifferences(before, after))];
  },
};

function typeChange(was: unknown, will: unknown): readonly Observation[] {
  if (will === was || will === "STANDARD") return [];
  const what = `the machine's type goes from ${inWords(was)} to ${inWords(will)}`;
  return [refuse(`${what}: an express one ends after five minutes and may take a step twice`)];
}

/** What is said about one step: what needs an approval, and what is worth knowing. */
interface Described {
  readonly grave: readonly string[];
  readonly harmless: readonly string[];
}

function observed(differences: readonly MachineDifference[]): readonly Observation[] {
  const steps = [...groupBy(differences, ({ state }) => state)].map(([state, own]) => {
    const described = own.map((one) => describe(one, differences));
    return {
      name: state === undefined ? "the machine" : `"${state}"`,
      grave: described.flatMap(({ grave }) => grave),
      harmless: described.flatMap(({ harmless }) => harmless),
    };
  });
  const grave = steps.filter((step) => step.grave.length > 0);
  const rest = grave.slice(stepsInFull).map(({ name }) => name);
  return [
    ...grave.slice(0, stepsInFull).map((step) => refuse(`${step.name} ${step.grave.join("; ")}`)),
    ...(rest.length > 0 ? [refuse(`${rest.length} more differ: ${rest.join(", ")}`)] : []),
    ...steps
      .filter(({ harmless }) => harmless.length > 0)
      .map(({ name, harmless }) => note(`${name} ${harmless.join("; ")}`)),
  ];
}

function describe(difference: MachineDifference, all: readonly MachineDifference[]): Described {
  const { path, before, after } = difference;
  if (typeof before === "string" && typeof after === "string") {
    const [was, will] = [readTolerance(before), readTolerance(after)];
    if (was.rest === will.rest) {
      const { wider, narrower } = toleranceChange(was, will);
      return {
        grave: wider.length > 0 ? [`tolerates more: ${wider.join(", ")}`] : [],
        harmless: narrower.length > 0 ? [`tolerates less: ${narrower.join(", ")}`] : [],
      };
    }
  }
  const pair = shownPair(path, before, after);
  const words = `has another \`${path}\`: ${pair.before} → ${pair.after}`;
  return isPace(difference) && !breaksOff(difference, all)
    ? { grave: [], harmless: [words] }
    : { grave: [words], harmless: [] };
}

/** Remarks, how long and how often, and how many tasks: these change when something happens and how much, not what. */
function isPace({ path, before, after }: MachineDifference): boolean {
  if (/^((Choices|Catch|Retry)\[\d+\]\.)?Comment$/.test(path)) return true;
  if (/^Retry\[\d+\]\.JitterStrategy$/.test(path)) return true;
  if (/\.deadline$/.test(path)) {
    const [was, will] = [withoutWait(before), withoutWait(after)];
    return was !== undefined && was === will;
  }
  // What people read of a wait that is over says how long it was.
  const [said, says] = [withoutLimit(before), withoutLimit(after)];
  if (/\.detail$/.test(path) && said !== undefined && said === says) return true;
  const [was, will] = [withoutTaskCounts(before), withoutTaskCounts(after)];
  if (path.startsWith("Arguments") && was !== undefined && was === will) return true;
  return numbers.test(path) && [before, after].every((value) => typeof value === "number");
}

/**
 * Whether a step, or the whole run, is given up sooner than its waits allow: what it has begun is left half done. The run's own limit
 * counts each wait of the file twice, so that it may shrink by as much as twice what the waits of its steps do.
 */
function breaksOff(
  { state, path, before, after }: MachineDifference,
  all: readonly MachineDifference[],
): boolean {
  if (!/^(Timeout|Heartbeat)Seconds$/.test(path)) return false;
  const sooner = Number(before) - Number(after);
  if (sooner <= 0 || state !== undefined) return sooner > 0;
  const shorter = all
    .filter((one) => /\.deadline$/.test(one.path))
    .map((one) => secondsOf(one.before) - secondsOf(one.after));
  return sooner > 2 * shorter.reduce((sum, seconds) => sum + seconds, 0);
}

/** The milliseconds that a deadline is made of, in seconds. */
function secondsOf(deadline: unknown): number {
  const waits = typeof deadline === "string" ? (deadline.match(wait) ?? []) : [];
  return waits.reduce((sum, milliseconds) => sum + Number(milliseconds) / 1000, 0);
}

/** One JSONata text with the numbers of tasks that it asks for left out; none is the end of the service, and stays. */
function withoutTaskCounts(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.replace(/(["']DesiredCount["']\s*:\s*)[1-9]\d*(?=\s*[,}])/g, "$1…");
}

function withoutLimit(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.replace(/(["']limit["']\s*:\s*)(["'])\d+ (second|minute|hour|day)s?\2/g, "$1…");
}

const numbers =
  /^(Seconds|TimeoutSeconds|HeartbeatSeconds|Arguments\.(Min|Max)Capacity|Retry\[\d+\]\.(IntervalSeconds|BackoffRate|MaxAttempts|MaxDelaySeconds))$/;

/** A deadline, from when the state was entered, with its milliseconds left out; a condition in it is more than a wait. */
function withoutWait(value: unknown): string | undefined {
  const start = "{% $toMillis($states.context.State.EnteredTime) + ";
  if (typeof value !== "string" || !value.startsWith(start)) return undefined;
  return value.replace(wait, "…");
}

const wait = /(?<=[+:?] )\d{4,}(?= |$)/g;

/** One value of a state machine's definition that differs. */
interface MachineDifference {
  /** The state that it belongs to; undefined for the machine's own, such as `StartAt`. */
  readonly state: string | undefined;
  /** Within the state, such as `Choices[0].Condition`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A definition from its text; undefined when it is none. */
function definitionOf(text: unknown): unknown {
  const parsed = typeof text === "string" ? tryParseJson(text) : undefined;
  return isObject(member(parsed, "States")) ? parsed : undefined;
}

/**
 * Each state by its name, those within maps and branches too, and under `undefined` the machine itself. A name is
 * one of its kind in the whole machine. @see https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
 */
function statesOf(definition: unknown): ReadonlyMap<string | undefined, unknown> {
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
function machineDifferences(before: unknown, after: unknown): readonly MachineDifference[] {
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
