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

type Named = Readonly<Record<string, string>>;

/** A script of Jenkins and what it sees as `params` and `env`. */
export interface Played {
  /** Path below the repository, or an absolute one. */
  readonly file: string;
  readonly params?: Named;
  readonly env?: Named;
}

const digest = `sha256:${"ab".repeat(32)}`;

/** What people may type as `DIGEST`; the script is read once for each. */
export const typed = { nothing: "", digest, command: "$(reboot)", words: "x; touch owned $(id)" };

/** What the infrastructure's pipeline sees: what a person typed, the job's name, and what its first stage found. */
export const infrastructureRuns = {
  changes: {
    params: { ENVIRONMENT: "eec-dev" },
    env: { JOB_BASE_NAME: "eec-dev", CHANGES: "yes" },
  },
  nothing: { params: { ENVIRONMENT: "eec-dev" }, env: { JOB_BASE_NAME: "eec-dev", CHANGES: "no" } },
  words: {
    params: { ENVIRONMENT: typed.words },
    env: { JOB_BASE_NAME: "eec-dev", CHANGES: "yes" },
  },
} satisfies Record<string, Omit<Played, "file">>;

/** Every script that a test asks for. Java starts once for all of them, not once for each: that took half a minute. */
const scripts: readonly Played[] = [
  ...Object.values(typed).map((DIGEST) => ({ file: "jenkins/Jenkinsfile", params: { DIGEST } })),
  { file: "jenkins/jobs.groovy" },
  ...Object.values(infrastructureRuns).map((seen) => ({
    file: "jenkins/infrastructure.Jenkinsfile",
    ...seen,
  })),
  { file: "__tests__/fixtures/jenkins/broken.groovy" },
];

type Answer = { readonly calls: readonly Call[] } | { readonly error: string };

const answers = new Map<string, Answer>();

/** Plays a script of Jenkins in Groovy itself and gives its calls; throws what Groovy says where it does not parse. */
export function record(
  groovy: string,
  file: string,
  params: Named = {},
  env: Named = {},
): readonly Call[] {
  const asked = keyOf({ file, params, env });
  if (answers.size === 0) playAll(groovy);
  if (!answers.has(asked)) throw new Error(`add to the list of scripts: ${asked}`);
  const answer = answers.get(asked) as Answer;
  if ("error" in answer) throw new Error(answer.error);
  return answer.calls;
}

function playAll(groovy: string): void {
  const words = scripts.flatMap(({ file, params = {}, env = {} }) => [
    resolve(repository, file),
    JSON.stringify({ params, env }),
  ]);
  const run = spawnSync(groovy, [join(__dirname, "record.groovy"), ...words], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  const all: readonly Answer[] = JSON.parse(run.stdout);
  for (const [index, script] of scripts.entries()) answers.set(keyOf(script), all[index] as Answer);
}

function keyOf({ file, params = {}, env = {} }: Played): string {
  return `${file} ${JSON.stringify([params, env])}`;
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
