import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../base/errors";
import type { Person } from "../base/person";
import type { Terminal } from "../base/terminal";
import { chosen, environmentsDirectory, loadOrExplain } from "../config/environments-folder";
import type { LoadedEnvironment } from "../config/load";
import { formatProblems } from "../config/problem";
import type { Environment } from "../config/schema";
import { environmentName } from "../contract/names";
import type { Answers, NewEnvironment } from "./draft";
import { type Attempt, answerOf, attempt, interview, refusal } from "./interview";
import { optionName, questions } from "./questions";

type Names = Pick<NewEnvironment, "application" | "environment">;

/** What was given as flags, by commander's names. */
export type FlagValues = Readonly<Record<string, string | undefined>>;

/** Makes a new environment's file, like one that exists, with what the flags say and what somebody at the terminal answers. */
export async function makeEnvironment(
  terminal: Terminal,
  person: Person | undefined,
  names: Names,
  options: FlagValues,
): Promise<void> {
  const name = environmentName(names);
  const file = join(environmentsDirectory, `${name}.yaml`);
  if (existsSync(file)) {
    throw new CommandError(
      2,
      `${file} exists and is left as it is. Choose another name, or edit that file.`,
    );
  }
  const loaded = loadOrExplain();
  const like = chosen(
    loaded,
    options["like"] ?? (await likeWhich(loaded, names, person, terminal)),
  );
  for (const key of ["application", "environment"] as const) {
    accept(key, key, names[key], like.environment);
  }
  const likeText = readFileSync(like.file, "utf8");
  const request: NewEnvironment = {
    ...names,
    answers: given(options, like.environment),
    like: like.environment,
    others: loaded.map(({ environment }) => environment),
  };
  const attemptWith = (answers: Answers) =>
    attempt(environmentsDirectory, likeText, { ...request, answers });
  orExplain(attemptWith(request.answers)); // before anybody has answered anything in vain

  const { ask } = person ?? {};
  if (ask) terminal.out("Enter keeps what is in brackets; Ctrl-C ends without writing.\n");
  const answers = ask
    ? await interview(questions, request, { ask, say: terminal.out, attempt: attemptWith })
    : request.answers;
  const { text, placeholders } = orExplain(attemptWith(answers));
  writeFileSync(file, text, { flag: "wx" });
  terminal.out(
    `${file} is written and valid.\n` +
      `placeholders: ${placeholders}: lines that are copied from ${like.name} and that only you can fill in; search the file for "placeholder".\n` +
      `next: npx slipway check ${name}\n`,
  );
}

/** The answers that came as flags. */
function given(options: FlagValues, like: Environment): Answers {
  const answers = new Map<string, string | string[]>();
  for (const question of questions) {
    const { flag, setting } = question;
    const value = options[optionName(flag)];
    if (value === undefined) continue;
    const answer = answerOf(question, value);
    accept(`--${flag}`, setting, answer, like);
    answers.set(setting, answer);
  }
  return answers;
}

function accept(
  word: string,
  setting: string,
  answer: string | readonly string[],
  like: Environment,
): void {
  const reason = refusal(setting, answer, like);
  if (reason) throw new CommandError(2, `${word} ${reason}. Nothing was written.`);
}

function orExplain(attempted: Attempt): Extract<Attempt, { ok: true }> {
  if (attempted.ok) return attempted;
  throw new CommandError(2, formatProblems(attempted.problems).trimEnd());
}

/** The name of the environment to copy: asked for until there is one; Enter takes one of the same application, else of the same name. */
async function likeWhich(
  loaded: readonly LoadedEnvironment[],
  names: Names,
  person: Person | undefined,
  terminal: Terminal,
): Promise<string> {
  const all = loaded.map(({ name }) => name).join(", ");
  if (!person) {
    const message = `--like <environment> is needed where nobody can be asked. There are: ${all}.`;
    throw new CommandError(2, message);
  }
  const nearest = nearestOf(loaded, names);
  for (;;) {
    const given = (await person.ask(`Like which environment (${all}) [${nearest}]: `)).trim();
    try {
      return chosen(loaded, given || nearest).name;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      terminal.out(`  ${error.message}\n`);
    }
  }
}

function nearestOf(loaded: readonly LoadedEnvironment[], names: Names): string {
  const nearest =
    loaded.find(({ environment }) => environment.application === names.application) ??
    loaded.find(({ environment }) => environment.environment === names.environment) ??
    loaded[0];
  return nearest?.name ?? "";
}
