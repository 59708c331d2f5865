import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadResult, loadEnvironments } from "../config/load";
import type { Problem } from "../config/problem";
import type { Environment } from "../config/schema";
import { settingAt, valueAt } from "../config/setting";
import { environmentName } from "../contract/names";
import { type Answers, Draft, type NewEnvironment } from "./draft";
import { newFile } from "./new-file";
import type { Question } from "./questions";

/** Whom {@link interview} asks, and how it tries what they say. */
interface Interviewer {
  readonly ask: (question: string) => Promise<string>;
  readonly say: (text: string) => void;
  readonly attempt: (answers: Answers) => Attempt;
}

/**
 * Asks for what is not answered yet. The file is valid before and after every question: Enter keeps what is in brackets, and an
 * answer that would make it wrong is asked for again with the reason.
 */
export async function interview(
  questions: readonly Question[],
  request: NewEnvironment,
  { ask, say, attempt }: Interviewer,
): Promise<Answers> {
  let answers = request.answers;
  for (const question of questions) {
    const { setting, asks, isAnswered } = question;
    const now = valid(attempt(answers));
    const isThere = valueAt(setting.split("."), now.environment) !== undefined;
    if (!isThere || answers.has(setting) || isAnswered?.(now.environment, request.others)) continue;

    const prompt = `${asks} [${shown(setting, now)}]: `;
    for (let given = await ask(prompt); given.trim() !== ""; given = await ask(prompt)) {
      const answer = answerOf(question, given);
      const next = new Map(answers).set(setting, answer);
      const reason = refusal(setting, answer, request.like) ?? obstacle(setting, attempt(next));
      if (reason === undefined) {
        answers = next;
        break;
      }
      say(`  ${reason}\n`);
    }
  }
  return answers;
}

function valid(attempted: Attempt): Extract<Attempt, { ok: true }> {
  if (attempted.ok) return attempted;
  throw new Error(`a valid file became wrong: ${attempted.problems[0]?.message}`);
}

/** The first thing that an answer would make wrong, the setting itself before others. */
function obstacle(setting: string, attempted: Attempt): string | undefined {
  if (attempted.ok) return undefined;
  const own = attempted.problems.find(({ path }) => path.startsWith(setting));
  const problem: Problem | undefined = own ?? attempted.problems[0];
  if (!problem) return "makes the file wrong";
  const { path, message, fix } = problem;
  return `${own ? message : `${path}: ${message}`}; ${fix}`;
}

/** What Enter leaves. */
function shown(
  setting: string,
  { text, environment }: { readonly text: string; readonly environment: Environment },
): string {
  const value = [valueAt(setting.split("."), environment)].flat().join(", ");
  return new Draft(text).isPlaceholder(setting) ? `${value}, a placeholder` : value;
}

/** An answer as a person gives it: text, or a list with commas. */
export function answerOf({ isList }: Question, given: string): string | string[] {
  const words = given.split(",").map((word) => word.trim());
  return isList ? words.filter((word) => word !== "") : given.trim();
}

/** Why the schema does not take an answer; undefined where it does. `like` has the modes that the new environment will have. */
export function refusal(
  setting: string,
  answer: string | readonly string[],
  like: Environment,
): string | undefined {
  const found = settingAt(setting.split("."), like);
  if (!found) return `must be left out: the environment that it is like has no ${setting}`;
  const issue = found.schema.safeParse(answer).error?.issues[0];
  if (!issue) return undefined;
  const part = issue.path[0];
  const given = Array.isArray(answer) && typeof part === "number" ? answer[part] : answer;
  const must = issue.message.replace(" in quotes", ""); // they belong into the file, not into an answer
  return `${must}, got ${JSON.stringify(given)}`;
}

/** A new file as it would be, checked among all others, or what speaks against it. */
export type Attempt =
  | {
      readonly ok: true;
      readonly text: string;
      readonly environment: Environment;
      /** Lines that its owner must still look at. */
      readonly placeholders: number;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Makes the new file from that of the environment it is like, without writing it into the directory. */
export function attempt(directory: string, likeText: string, request: NewEnvironment): Attempt {
  const text = newFile(likeText, request);
  const name = environmentName(request);
  const result = tryFile(directory, `${name}.yaml`, text);
  if (!result.ok) return result;
  const made = result.environments.find((environment) => environment.name === name);
  if (!made) throw new Error(`${name}.yaml was loaded as another environment`);
  return {
    ok: true,
    text,
    environment: made.environment,
    placeholders: made.placeholders.length,
  };
}

/** Loads a directory of environment files as if it had one more, without writing into it. */
function tryFile(directory: string, fileName: string, text: string): LoadResult {
  const copy = mkdtempSync(join(tmpdir(), "slipway-init-"));
  try {
    cpSync(directory, copy, { recursive: true });
    writeFileSync(join(copy, fileName), text);
    const result = loadEnvironments(copy);
    if (result.ok) return result;
    const named = (file: string) => file.replace(copy, directory);
    return { ok: false, problems: result.problems.map((p) => ({ ...p, file: named(p.file) })) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
