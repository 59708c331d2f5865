import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadResult, loadEnvironments } from "../config/load";
import type { Problem } from "../config/problem";
import type { Environment } from "../config/schema";
import { settingAt, valueAt } from "../config/setting";
import { environmentName } from "../contract/names";
import { type Answers, Draft, type NewEnvironment, type SettingAnswer } from "./draft";
import { newFile } from "./new-file";
import type { Question } from "./questions";
import { proposedDifferences } from "./roles";

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
  let now = valid(attempt(answers));
  for (const question of questions) {
    const { setting, asks, isAnswered, leftOut } = question;
    const isThere = (valueAt(setting.split("."), now.environment) ?? leftOut) !== undefined;
    if (!isThere || answers.has(setting) || isAnswered?.(now.environment, request.others)) continue;

    const prompt = `${asks} [${shown(question, now)}]: `;
    for (let given = await ask(prompt); given.trim() !== ""; given = await ask(prompt)) {
      if (given.trim() === "?") {
        say(`  ${explanation(question, now.environment)}\n`);
        continue;
      }
      const answer = answerOf(question, given);
      const next = new Map<string, SettingAnswer>(answers).set(setting, answer);
      const wrong = refusal(setting, answer, now.environment);
      const attempted = wrong === undefined ? attempt(next) : undefined;
      if (attempted?.ok) {
        answers = next;
        now = attempted;
        break;
      }
      say(`  ${wrong ?? (attempted && obstacle(setting, attempted))}\n`);
    }
  }
  return answers;
}

function valid(attempted: Attempt): Extract<Attempt, { ok: true }> {
  if (attempted.ok) return attempted;
  throw new Error(`a valid file became wrong: ${attempted.problems[0]?.message}`);
}

/** What `?` says about a question. */
function explanation({ setting, explains }: Question, like: Environment): string {
  const about = settingAt(setting.split("."), like)?.description;
  return [about, explains, `Setting ${setting}.`].filter(Boolean).join("\n  ");
}

/** The first thing that an answer would make wrong, the setting itself before others. */
function obstacle(setting: string, attempted: Extract<Attempt, { ok: false }>): string {
  const own = attempted.problems.find(({ path }) => path.startsWith(setting));
  const problem: Problem | undefined = own ?? attempted.problems[0];
  if (!problem) return "makes the file wrong";
  const { path, message, fix } = problem;
  return `${own ? message : `${path}: ${message}`}; ${fix}`;
}

/** What Enter leaves. */
function shown(
  { setting, form, leftOut }: Question,
  { text, environment }: { readonly text: string; readonly environment: Environment },
): string {
  const found = valueAt(setting.split("."), environment) ?? leftOut ?? null;
  const value = found === null ? "none" : [found].flat().join(form === "command" ? " " : ", ");
  return new Draft(text).isPlaceholder(setting) ? `${value}, a placeholder` : value;
}

/** An answer as a person gives it, in the form of its question. */
export function answerOf({ form, tidy = (text) => text }: Question, given: string): SettingAnswer {
  const text = given.trim();
  if (form === "list") return text.split(/\s*,\s*/).filter((word) => word !== "");
  if (form === "command") return text === "none" ? null : commandWords(text);
  if (form === "number") return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  return tidy(text);
}

/** The words of a command; what is in quotes is one. No shell reads it, here or in the container. */
function commandWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}

/** Why the schema does not take an answer; undefined where it does. `like` has the modes that the new environment will have. */
export function refusal(
  setting: string,
  answer: SettingAnswer,
  like: Environment,
): string | undefined {
  const found = settingAt(setting.split("."), like);
  if (answer === null && found?.nullable) return undefined;
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
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Makes the new file from that of the environment it is like, without writing it into the directory. A mirror declares what makes it
 * differ, with the reasons that its role proposes.
 */
export function attempt(directory: string, likeText: string, request: NewEnvironment): Attempt {
  const first = attemptOnce(directory, likeText, request);
  const mirrored = request.others.find((other) => environmentName(other) === request.mirrors);
  if (!first.ok || !mirrored) return first;
  const differences = proposedDifferences(first.environment, mirrored);
  return attemptOnce(directory, likeText, { ...request, differences });
}

function attemptOnce(directory: string, likeText: string, request: NewEnvironment): Attempt {
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
  };
}

/** Loads a directory of environment files as if it had one more, without writing into it. */
function tryFile(directory: string, fileName: string, text: string): LoadResult {
  const copy = mkdtempSync(join(tmpdir(), "slipway-init-"));
  try {
    if (existsSync(directory)) cpSync(directory, copy, { recursive: true });
    writeFileSync(join(copy, fileName), text);
    const result = loadEnvironments(copy);
    if (result.ok) return result;
    const named = (file: string) => file.replace(copy, directory);
    return { ok: false, problems: result.problems.map((p) => ({ ...p, file: named(p.file) })) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
