import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { repository } from "./workflow";

/** One call that a Groovy script made; see record.groovy. */
export interface Call {
  readonly name: string;
  readonly arguments: readonly unknown[];
  /** What the block called in its turn. */
  readonly block?: readonly Call[];
  /** What the block gave back. */
  readonly value?: unknown;
}

const played = new Map<string, readonly Call[]>();

/** Plays a script of Jenkins in Groovy itself and gives its calls; throws what Groovy says where it does not parse. */
export function record(
  groovy: string,
  file: string,
  params: Readonly<Record<string, string>> = {},
): readonly Call[] {
  const words = [
    join(__dirname, "record.groovy"),
    resolve(repository, file),
    JSON.stringify(params),
  ];
  const key = words.join("\n");
  const calls = played.get(key) ?? play(groovy, words);
  played.set(key, calls);
  return calls;
}

function play(groovy: string, words: readonly string[]): readonly Call[] {
  const run = spawnSync(groovy, words, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** The one call of that name; throws where there is none, or more than one. */
export function only(calls: readonly Call[] | undefined, name: string): Call {
  const found = all(calls, name);
  const [call] = found;
  if (call === undefined || found.length > 1) throw new Error(`${found.length} calls of ${name}`);
  return call;
}

/** Every call of that name, in order. */
export function all(calls: readonly Call[] | undefined, name: string): readonly Call[] {
  return (calls ?? []).filter((call) => call.name === name);
}

/** Every call at any depth, in the order in which Groovy made them. */
export function everyCall(calls: readonly Call[]): readonly Call[] {
  return calls.flatMap((call) => [call, ...everyCall(call.block ?? [])]);
}
