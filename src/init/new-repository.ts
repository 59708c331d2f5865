import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { globalArnIn } from "../base/arns";
import { CommandError } from "../base/errors";
import type { Person } from "../base/person";
import type { Terminal } from "../base/terminal";
import { chosen, loadOrExplain } from "../config/environments-folder";
import type { LoadedEnvironment } from "../config/load";
import { environmentSchema } from "../config/schema";
import { promotedTagPrefix } from "../contract/images";
import { environmentName, iamArn, namesOf } from "../contract/names";
import { Draft } from "./draft";
import { accept, environmentText, type FlagValues, placeholderReport } from "./make-environment";
import { declare } from "./new-file";
import { type Pipelines, pipelines, repositoryFiles, tarball } from "./repository-files";
import { beginningOf, proposedDifferences, type Role, roles } from "./roles";

/** The environment of each role; what is mirrored comes first. */
const nameByRole: Readonly<Record<Role, string>> = {
  production: "prod",
  development: "dev",
  test: "test",
};

/** Writes the repository of an application into a folder, or says what it would write; never overwrites. */
export async function newRepository(
  terminal: Terminal,
  person: Person | undefined,
  folder: string,
  options: FlagValues & { readonly dryRun?: string },
): Promise<void> {
  const asked = asking(terminal, person);
  const application = await asked(options["application"], {
    flag: "application",
    asks: "Name of the application, such as shop",
    check: (name) =>
      accept("application", "application", name, beginningOf("production").environment),
  });
  const chosenRoles = await asked(options["environments"], {
    flag: "environments",
    asks: `Environments, with commas: ${roles.join(", ")}`,
    usual: "production, development",
    check: rolesOf,
  });
  const kind = await asked(options["pipelines"], {
    flag: "pipelines",
    asks: `Pipelines: ${pipelines.join(", ")}`,
    usual: "both",
    check: pipelinesOf,
  });

  const files = await composed({ application, roles: rolesOf(chosenRoles) }, async (role, at) => {
    const environment = nameByRole[role];
    if (person) terminal.out(`\n${application}-${environment}, for ${role}\n`);
    const text = await environmentText(
      terminal,
      person,
      { application, environment },
      flagsOf(role, options),
      at,
    );
    return pipelinesOf(kind) === "jenkins" ? withoutGithub(text) : text;
  });
  const all = new Map([
    ...repositoryFiles({
      application,
      pipelines: pipelinesOf(kind),
      slipway: packageOf(options["package"]),
      ...files.facts,
    }),
    ...files.environments,
  ]);
  write(terminal, folder, all, options.dryRun !== undefined);
  for (const [path, text] of files.environments)
    terminal.out(`\n${path}\n${placeholderReport(text)}`);
  const place = relative(process.cwd(), resolve(folder)) || ".";
  terminal.out(
    options.dryRun
      ? "\ndry run: nothing was written\n"
      : `\nnext: cd ${place} && npm install && npm start\n`,
  );
}

/** Flags that say something of the role's environment. */
function flagsOf(role: Role, options: FlagValues): FlagValues {
  const { testCommand, network, like: _like, mirrors: _mirrors, ...flags } = options;
  return {
    ...flags,
    role,
    ...(network !== undefined && role !== "test" ? { network } : {}), // test's database is in a VPC already
    account: options[`${role}Account`],
    ...(role === "development" ? { testCommand } : {}),
  };
}

interface Question {
  readonly flag: string;
  readonly asks: string;
  /** What Enter means. */
  readonly usual?: string;
  /** Throws a {@link CommandError} that says why it is wrong. */
  readonly check?: (answer: string) => unknown;
}

/** Takes what a flag says, or asks until the answer is right. */
function asking(terminal: Terminal, person: Person | undefined) {
  return async (given: string | undefined, { flag, asks, usual, check }: Question) => {
    if (given !== undefined) {
      check?.(given);
      return given;
    }
    if (!person) {
      throw new CommandError(
        2,
        `--${flag} is needed where nobody can be asked. Nothing was written.`,
      );
    }
    for (;;) {
      const answer = (await person.ask(`${asks}${usual ? ` [${usual}]` : ""}: `)).trim() || usual;
      try {
        if (answer) {
          check?.(answer);
          return answer;
        }
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        terminal.out(`  ${error.message}\n`);
      }
    }
  };
}

function rolesOf(words: string): readonly Role[] {
  const given = words.split(",").map((word) => word.trim());
  const wrong = given.find((word) => !roles.some((role) => role === word));
  if (wrong === undefined) return roles.filter((role) => given.includes(role));
  throw new CommandError(
    2,
    `--environments must be of ${roles.join(", ")}, got ${JSON.stringify(wrong)}. Nothing was written.`,
  );
}

function pipelinesOf(word: string): Pipelines {
  const found = pipelines.find((one) => one === word);
  if (found) return found;
  throw new CommandError(
    2,
    `--pipelines must be one of ${pipelines.join(", ")}, got ${JSON.stringify(word)}. Nothing was written.`,
  );
}

/** A range would let an upgrade come by itself, and a bare name whatever a registry has under it. */
function packageOf(given: string | undefined): string {
  if (given === undefined) return tarball;
  if (/^(file:.+|https:\/\/.+\.tgz|\d+\.\d+\.\d+)$/.test(given)) return given;
  throw new CommandError(
    2,
    `--package must be file:… or https://….tgz, or an exact version of your registry, got ${JSON.stringify(given)}. Nothing was written.`,
  );
}

/** The environments' files, made one after the other in a folder that goes, so that each is checked among the others. */
async function composed(
  { application, roles }: { readonly application: string; readonly roles: readonly Role[] },
  make: (role: Role, at: { loaded: LoadedEnvironment[]; directory: string }) => Promise<string>,
) {
  const directory = mkdtempSync(join(tmpdir(), "slipway-new-"));
  try {
    let loaded: LoadedEnvironment[] = [];
    for (const role of roles) {
      const text = await make(role, { loaded, directory });
      const name = environmentName({ application, environment: nameByRole[role] });
      writeFileSync(join(directory, `${name}.yaml`), text);
      loaded = loadOrExplain(directory);
    }
    if (roles.includes("production") && roles.includes("development")) {
      pair(
        chosen(loaded, environmentName({ application, environment: nameByRole.development })),
        chosen(loaded, environmentName({ application, environment: nameByRole.production })),
      );
      loaded = loadOrExplain(directory);
    }
    const inOrder = [...loaded]
      .sort((a, b) => Number(!b.environment.mirrors) - Number(!a.environment.mirrors))
      .reverse();
    return {
      environments: inOrder.map(
        ({ name, file }) => [`environments/${name}.yaml`, readFileSync(file, "utf8")] as const,
      ),
      facts: {
        environments: inOrder.map(({ name }) => name),
        accounts: [...new Set(inOrder.map(({ environment }) => environment.account))],
      },
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Jenkins plans and applies where no workflow of GitHub's does, on a machine of its own. */
function withoutGithub(text: string): string {
  const draft = new Draft(text);
  const place = { account: draft.text("account"), region: draft.text("region") };
  const agent = globalArnIn(place, "iam", "role/infrastructure-agent");
  const note = "the role of the Jenkins agent for infrastructure";
  for (const setting of ["access.planners", "access.appliers"]) {
    draft.put(setting, { mode: "role", trustedArns: [agent] });
    draft.suggest(`${setting}.trustedArns.0`, agent, note);
  }
  draft.put("access.github", { mode: "none" });
  return draft.toString();
}

/** Lets production get what was tested in development, and development mirror it as it then is. */
function pair(development: LoadedEnvironment, production: LoadedEnvironment): void {
  const [from, to] = [development.environment, production.environment];
  const here = new Draft(readFileSync(development.file, "utf8"));
  const there = new Draft(readFileSync(production.file, "utf8"));
  const isMarked = here.isPlaceholder("account");

  there.put("promotion.source", {
    mode: "environment",
    name: development.name,
    account: from.account,
    region: from.region,
    repository: from.repository.name,
    evidenceMaxAgeHours: 24,
  });
  if (isMarked)
    there.suggest("promotion.source.account", from.account, `that of ${development.name}`);
  there.put("delivery.countedTags", [`${promotedTagPrefix}*`]);
  const agent = globalArnIn(from, "iam", "role/jenkins-agent");
  there.put("access.promoter", { mode: "role", trustedArns: [agent] });
  there.suggest(
    "access.promoter.trustedArns.0",
    agent,
    "the role that promotes, such as that of the Jenkins agents",
  );
  if (from.account !== to.account) {
    here.put("access.promotionReaders", [
      iamArn(to, "role", to.access.iamPath, namesOf(to).promoterRole),
    ]);
  }
  if (from.account === to.account && here.has("access.github.provider")) {
    // Development is applied first, so what an account has once is made with it.
    swapValues(here, there, "access.github.provider");
  }
  const environmentOf = (draft: Draft) => environmentSchema.parse(parse(draft.toString()));
  declare(
    here,
    proposedDifferences({ ...environmentOf(here), differences: [] }, environmentOf(there)),
  );
  writeFileSync(development.file, here.toString());
  writeFileSync(production.file, there.toString());
}

/** Each takes the other's value of a setting, with its own mark if it had one. */
function swapValues(one: Draft, other: Draft, setting: string): void {
  const [mine, theirs] = [one.text(setting), other.text(setting)];
  const note =
    "create in one environment of an account that has no provider yet, existing in the others";
  for (const [draft, value] of [
    [one, theirs],
    [other, mine],
  ] as const) {
    const isMarked = draft.isPlaceholder(setting);
    draft.put(setting, value);
    if (isMarked) draft.suggest(setting, value, note);
  }
}

function write(
  terminal: Terminal,
  folder: string,
  files: ReadonlyMap<string, string>,
  isDry: boolean,
): void {
  const there = [...files.keys()].filter((path) => existsSync(join(folder, path)));
  if (there.length > 0) {
    throw new CommandError(
      2,
      `${folder} has ${there.join(", ")} already, which would be overwritten. Nothing was written.\nChoose an empty folder, or move what is there.`,
    );
  }
  for (const [path, text] of files) {
    const file = join(folder, path);
    if (!isDry) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: "wx" });
    }
    terminal.out(`${isDry ? "would write" : "written"}: ${file}\n`);
  }
}
