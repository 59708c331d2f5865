import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import { formatProblems } from "../../config/problem";
import type { Environment } from "../../config/schema";
import { environmentName } from "../../contract/names";
import type { Answers, NewEnvironment } from "../../init/draft";
import { type Attempt, answerOf, attempt, interview, refusal } from "../../init/interview";
import { optionName, questions } from "../../init/questions";
import { type Person, personAtTerminal } from "../ask";
import { chosen, environmentsDirectory, loadOrExplain } from "../environments";
import { likeWhich } from "../like-which";

type Names = Pick<NewEnvironment, "application" | "environment">;
type Options = Readonly<Record<string, string | undefined>>;

/** `slipway init <application> <environment>`: a new environment file, like one that exists, with what only you know. */
export function initCommand(
  terminal: Terminal,
  person: Person | undefined = personAtTerminal(),
): Command {
  const command = new Command("init")
    .description("Make a new environment file; asks for what no flag gives, never overwrites.")
    .argument("<application>", "2 to 20 characters, such as shop")
    .argument("<environment>", "2 to 12 characters, such as test")
    .option("--like <environment>", "environment whose settings are copied")
    .addHelpText(
      "after",
      "\nNames follow from application and environment; all else that is not given is copied, and what only you can know is marked\n" +
        "as a placeholder. On a terminal it asks, and Enter keeps what is in brackets.\n" +
        "Exit 0: the file is written and valid. 1: you stopped it. 2: nothing was written, and the message says why.\n" +
        "Example: npx slipway init shop test --like loan-engine-test --account 444444444444",
    );
  for (const { flag, asks } of questions) command.option(`--${flag} <value>`, asks);
  return command.action(async (application: string, environment: string, options: Options) => {
    try {
      await init(terminal, person, { application, environment }, options);
    } finally {
      person?.done();
    }
  });
}

async function init(
  terminal: Terminal,
  person: Person | undefined,
  names: Names,
  options: Options,
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
function given(options: Options, like: Environment): Answers {
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
