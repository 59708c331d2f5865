import type { Environment } from "../config/schema";
import { settingAt } from "../config/setting";
import type { Question } from "./questions";

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
