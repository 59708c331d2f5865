import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { formatProblems } from "../../environment/report";
import { type Answers, newFile } from "../../init/new-file";
import { optionName, questions } from "../../init/questions";
import { tryFile } from "../../init/try-file";
import { type Ask, askAtTerminal } from "../ask";
import { CommandError } from "../command-error";
import { chosen, environmentsDirectory, loadOrExplain } from "../environments";
import type { Terminal } from "../terminal";

type Options = Readonly<Record<string, string | undefined>>;

/** `slipway init <application> <environment>`: a new environment file, like one that exists, with what only you know. */
export function initCommand(
  terminal: Terminal,
  ask: Ask | undefined = askAtTerminal(terminal),
): Command {
  const command = new Command("init")
    .description("Make a new environment file; asks for what no flag gives, never overwrites.")
    .argument("<application>", "2 to 20 characters, such as shop")
    .argument("<environment>", "2 to 12 characters, such as test")
    .requiredOption("--like <environment>", "environment whose settings are copied")
    .addHelpText(
      "after",
      "\nWithout a terminal, what is not given stays as it is in the other environment, marked as a placeholder.\n" +
        "Example: npx slipway init shop test --like loan-engine-test --account 444444444444",
    );
  for (const { flag, asks } of questions) command.option(`--${flag} <value>`, asks);
  return command.action(async (application: string, environment: string, options: Options) => {
    const name = `${application}-${environment}`;
    const file = join(environmentsDirectory, `${name}.yaml`);
    if (existsSync(file)) {
      throw new CommandError(
        2,
        `${file} exists and is left as it is. Choose another name, or edit that file.`,
      );
    }
    const like = chosen(loadOrExplain(), options["like"] ?? "");
    const answers = await answersFor(application, environment, options, ask);
    const text = newFile(readFileSync(like.file, "utf8"), answers);
    const result = tryFile(environmentsDirectory, `${name}.yaml`, text);
    if (!result.ok) {
      throw new CommandError(2, formatProblems(result.problems).trimEnd());
    }
    writeFileSync(file, text, { flag: "wx" });
    const placeholders = chosen(result.environments, name).placeholders.length;
    terminal.out(
      `${file} is written and valid.\n` +
        `placeholders: ${placeholders}: values that are still ${like.name}'s; search the file for "placeholder".\n` +
        `next: edit ${file}, then npm start\n`,
    );
  });
}

async function answersFor(
  application: string,
  environment: string,
  options: Options,
  ask: Ask | undefined,
): Promise<Answers> {
  const answers = new Map<string, string | string[]>([
    ["application", application],
    ["environment", environment],
  ]);
  for (const { flag, setting, asks, isList } of questions) {
    const given =
      options[optionName(flag)] ?? (await ask?.(`${asks}, or Enter to fill it in later: `));
    if (given?.trim())
      answers.set(setting, isList ? given.split(",").map((part) => part.trim()) : given.trim());
  }
  return answers;
}
