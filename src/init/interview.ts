import type { Problem } from "../config/problem";
import type { Environment } from "../config/schema";
import { valueAt } from "../config/setting";
import { answerOf, refusal } from "./answer";
import type { Attempt } from "./attempt";
import { Draft } from "./draft";
import type { Question } from "./questions";
import type { Answers, Wanted } from "./wanted";

/** Whom {@link interview} asks, and how it tries what they say. */
export interface Interviewer {
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
  wanted: Wanted,
  { ask, say, attempt }: Interviewer,
): Promise<Answers> {
  let answers = wanted.answers;
  for (const question of questions) {
    const { setting, asks, isAnswered } = question;
    const now = valid(attempt(answers));
    const isThere = valueAt(setting.split("."), now.environment) !== undefined;
    if (!isThere || answers.has(setting) || isAnswered?.(now.environment, wanted.others)) continue;

    const prompt = `${asks} [${shown(setting, now)}]: `;
    for (let given = await ask(prompt); given.trim() !== ""; given = await ask(prompt)) {
      const answer = answerOf(question, given);
      const next = new Map(answers).set(setting, answer);
      const reason = refusal(setting, answer, wanted.like) ?? obstacle(setting, attempt(next));
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
