import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../base/errors";
import type { Person } from "../base/person";
import type { Terminal } from "../base/terminal";
import { chosen, loadOrExplain, namedEnvironments } from "../config/environments-folder";
import type { LoadedEnvironment } from "../config/load";
import { environmentsDirectory } from "../config/load";
import { formatProblems } from "../config/problem";
import type { Environment } from "../config/schema";
import { environmentName } from "../contract/names";
import { type Answers, Draft, type NewEnvironment, type SettingAnswer } from "./draft";
import { type Attempt, answerOf, attempt, interview, refusal } from "./interview";
import { inOwnNetwork } from "./own-network";
import { optionName, questions } from "./questions";
import { type Beginning, beginningOf, productionOf, type Role, roles, roleTexts } from "./roles";

type Names = Pick<NewEnvironment, "application" | "environment">;

/** What was given as flags, by commander's names. */
export type FlagValues = Readonly<Record<string, string | undefined>> & {
  /** Whether the account is read for what it has. */
  readonly fromAccount?: string;
};

/** Makes a new environment's file, for its role or like one that exists, with what the flags say and what somebody at the terminal answers. */
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
  const isFile = statSync(environmentsDirectory, { throwIfNoEntry: false })?.isFile();
  const loaded = isFile || namedEnvironments().length > 0 ? loadOrExplain() : [];
  const text = await environmentText(terminal, person, names, options, {
    loaded,
    directory: environmentsDirectory,
  });
  mkdirSync(environmentsDirectory, { recursive: true });
  writeWhole(file, text);
  terminal.out(
    `${file} is written and valid.\n${placeholderReport(text)}next: npx slipway check ${name}\n`,
  );
}

/** What a full disk cut off goes: the next init, which overwrites nothing, would refuse it. */
function writeWhole(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") rmSync(file, { force: true });
    throw error;
  }
}

/** What only the owner knows, by key, one a line. */
export function placeholderReport(text: string): string {
  const left = [...new Draft(text).placeholders()];
  if (left.length === 0) return "";
  const lines = left.map(([setting, note]) => `  ${setting}${note ? `: ${note}` : ""}\n`);
  return `Only you know these, which are marked as placeholders:\n${lines.join("")}`;
}

/** Where the other files are. */
interface Surroundings {
  readonly loaded: readonly LoadedEnvironment[];
  readonly directory: string;
}

/** The text of a new environment's file, valid among the others. */
export async function environmentText(
  terminal: Terminal,
  person: Person | undefined,
  names: Names,
  options: FlagValues,
  { loaded, directory }: Surroundings,
): Promise<string> {
  const origin = await originOf(terminal, person, names, options, loaded);
  for (const key of ["application", "environment"] as const) {
    accept(key, key, names[key], origin.environment);
  }
  const flags = given(options, origin.environment);
  const request: NewEnvironment = {
    ...names,
    ...origin.request,
    answers: options["fromAccount"]
      ? await withAccount(terminal, flags, withNetwork(flags, origin.environment))
      : flags,
    like: origin.environment,
    others: loaded.map(({ environment }) => environment),
  };
  const attemptWith = (answers: Answers) =>
    attempt(directory, origin.text, { ...request, answers });
  orExplain(attemptWith(request.answers)); // before anybody has answered anything in vain

  const { ask } = person ?? {};
  if (ask)
    terminal.out("Enter keeps what is in brackets, ? explains; Ctrl-C ends without writing.\n");
  const answers = ask
    ? await interview(questions, request, { ask, say: terminal.out, attempt: attemptWith })
    : request.answers;
  const schema = existsSync(join(directory, "schema.json"))
    ? "./schema.json"
    : "../node_modules/slipway/environments/schema.json";
  const { text } = orExplain(attemptWith(answers));
  return `# yaml-language-server: $schema=${schema}\n${text.replace(/^# yaml-language-server.*\n/, "")}`;
}

/** The flags' answers, and besides them what the account has once. */
async function withAccount(
  terminal: Terminal,
  flags: Answers,
  like: Environment,
): Promise<Answers> {
  const { proposalsOf } = await import("./from-account");
  const text = (setting: string) => flags.get(setting) as string | undefined;
  const region = text("region") ?? process.env["AWS_REGION"] ?? like.region;
  const place = { region, account: text("account"), vpcId: text("network.vpcId") };
  const answers = new Map(flags);
  const proposals = await proposalsOf({ region }, place, like);
  terminal.out(`Found in the account, in ${region}:\n`);
  for (const { setting, answer, found } of proposals) {
    if (flags.has(setting)) continue;
    const isTaken = answer !== undefined && refusal(setting, answer, like) === undefined;
    if (isTaken) answers.set(setting, answer);
    const value = isTaken ? [answer].flat().join(", ") : "left open";
    terminal.out(`  ${setting}: ${value} (${found})\n`);
  }
  return answers;
}

interface Origin extends Beginning {
  readonly request: Pick<NewEnvironment, "role" | "mirrors">;
}

/** What the file begins as: another environment's, or what its role begins as. The role is asked for before anything else. */
async function originOf(
  terminal: Terminal,
  person: Person | undefined,
  names: Names,
  options: FlagValues,
  loaded: readonly LoadedEnvironment[],
): Promise<Origin> {
  const like = options["like"];
  if (like !== undefined) {
    if (options["role"] !== undefined)
      throw new CommandError(2, "--role and --like exclude each other. Nothing was written.");
    const found = chosen(loaded, like);
    return { ...beginningOfFile(found), request: {} };
  }
  const role = roleOf(options["role"]) ?? (await askForRole(terminal, person, names, loaded));
  const others = loaded.map(({ environment }) => environment);
  const mirrors = role === "development" ? mirrorsOf(options, names, others) : undefined;
  if (mirrors) {
    const mirrored = beginningOfFile(chosen(loaded, mirrors));
    return { ...beginningOf(role, { mirrored }), request: { role, mirrors } };
  }
  const sibling = others.find(({ application }) => application === names.application);
  return { ...beginningOf(role, sibling ? { sibling } : {}), request: { role } };
}

function beginningOfFile({ file, environment }: LoadedEnvironment): Beginning {
  return { text: readFileSync(file, "utf8"), environment };
}

function mirrorsOf(
  options: FlagValues,
  { application }: Names,
  others: readonly Environment[],
): string | undefined {
  const named = options["mirrors"] ?? productionOf(application, others);
  return named === "none" ? undefined : named;
}

function roleOf(word: string | undefined): Role | undefined {
  if (word === undefined) return undefined;
  const found = roles.find((role) => role === word);
  if (found) return found;
  throw new CommandError(
    2,
    `--role must be one of ${roles.join(", ")}, got ${JSON.stringify(word)}. Nothing was written.`,
  );
}

/** What an environment is for when its name says so. */
function roleByName(environment: string): Role | undefined {
  if (/^(prod|live)/.test(environment)) return "production";
  return /^dev/.test(environment) ? "development" : undefined;
}

async function askForRole(
  terminal: Terminal,
  person: Person | undefined,
  { environment }: Names,
  loaded: readonly LoadedEnvironment[],
): Promise<Role> {
  if (!person) {
    const all = loaded.map(({ name }) => name).join(", ");
    const like = all ? ` or --like <environment>` : "";
    throw new CommandError(
      2,
      `--role <role>${like} is needed where nobody can be asked. Roles: ${roles.join(", ")}.${all ? ` Environments: ${all}.` : ""}`,
    );
  }
  const byName = roleByName(environment);
  const usual = byName ? ` [${byName}]` : "";
  for (;;) {
    const word =
      (await person.ask(`What is it for: ${roles.join(", ")}${usual}: `)).trim() || byName;
    const found = roles.find((role) => role === word);
    if (found) return found;
    for (const role of roles) terminal.out(`  ${role}: ${roleTexts[role]}\n`);
  }
}

/** The answers that came as flags. */
function given(options: FlagValues, like: Environment): Answers {
  const answers = new Map<string, SettingAnswer>();
  let modes = like;
  for (const question of questions) {
    const { flag, setting } = question;
    const value = options[optionName(flag)];
    if (value === undefined) continue;
    const answer = answerOf(question, value);
    accept(`--${flag}`, setting, answer, modes);
    answers.set(setting, answer);
    if (setting === "network.mode") modes = withNetwork(answers, like);
  }
  return answers;
}

/** The environment that a new one is like, with the network that the answers ask for. */
function withNetwork(answers: Answers, like: Environment): Environment {
  const mode = answers.get("network.mode");
  if (mode === "existing" && like.network.mode === "create") {
    throw new CommandError(
      2,
      "--network existing needs an environment to be like whose VPC exists, and this one makes its own: use --like with another, or --role. Nothing was written.",
    );
  }
  return mode === "create" ? inOwnNetwork(like) : like;
}

/** Ends with a message where the schema does not take an answer. */
export function accept(
  word: string,
  setting: string,
  answer: SettingAnswer,
  like: Environment,
): void {
  const reason = refusal(setting, answer, like);
  if (reason) throw new CommandError(2, `${word} ${reason}. Nothing was written.`);
}

function orExplain(attempted: Attempt): Extract<Attempt, { ok: true }> {
  if (attempted.ok) return attempted;
  throw new CommandError(2, formatProblems(attempted.problems).trimEnd());
}
