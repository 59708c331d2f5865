import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { repository } from "../../pipelines/support/workflow";
import { copyEnvironments } from "../../support/fixture-environments";
import { writeStandInActions } from "./stand-in-actions";

/** What GitHub knows and a workflow reads. */
export interface RunProps {
  /** Such as `push`. */
  readonly event: string;
  /** Runs this job with what it needs; all that the event starts when left out. */
  readonly job?: string;
  /** The event's own fields, such as `ref`. */
  readonly payload?: object;
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** What the stand-ins read; see stand-in-action.js. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a run of a workflow ended. */
export interface Ran {
  readonly code: number | null;
  /** How each job that was started ended, in the order in which they ended. */
  readonly jobs: Readonly<Record<string, string>>;
  /** How each step of a job ended, by its name; the steps inside an action of ours are seen only in the log. */
  steps(job: string): Readonly<Record<string, string>>;
  /** What a job said, as its log shows it. */
  log(job: string): string;
  /** What the stand-ins for actions were given in this run. */
  readonly calls: readonly StandInCall[];
}

/** One use of another's action. */
export interface StandInCall {
  readonly action: string;
  readonly job: string;
  readonly given: Readonly<Record<string, string>>;
}

/** A repository on this machine whose workflows `act` runs. */
export interface Runner {
  /** The repository: a commit of its own of all files that are here. */
  readonly folder: string;
  /** Folder of the stand-ins, with the artifacts that a run leaves. */
  readonly standIns: string;
  /** The commit that a run checks out. */
  commit(): string;
  /** Changes files, and commits that. */
  change(files: Readonly<Record<string, string>>): string;
  /** Puts a program first on the search path of every step. */
  program(name: string, text: string): void;
  /** Runs a workflow, such as `deploy-test.yml`, to its end. */
  run(workflow: string, props: RunProps): Promise<Ran>;
}

/** Makes a {@link Runner} in an empty folder, for a repository that is called so on GitHub. */
export function prepareRunner(act: string, folder: string, name: string): Runner {
  const standIns = join(folder, "stand-ins");
  const own = join(standIns, "path");
  const checkout = join(folder, "repository");
  mkdirSync(own, { recursive: true });
  copyFiles(checkout);
  useFixtureEnvironments(checkout);
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", checkout, ...identity, ...words], { encoding: "utf8" }).trim();
  const commit = () => {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", "A change");
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--initial-branch", "main");
  git("remote", "add", "origin", `https://github.com/${name}.git`);
  commit();
  const actions = writeStandInActions(join(standIns, "actions"));
  const program = (command: string, text: string) => {
    writeFileSync(join(own, command), text);
    chmodSync(join(own, command), 0o755);
  };
  program("npm", npm);

  return {
    folder: checkout,
    standIns,
    program,
    commit: () => git("rev-parse", "HEAD"),
    change: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(checkout, path)), { recursive: true });
        writeFileSync(join(checkout, path), text);
      }
      return commit();
    },
    run: async (workflow, props) => {
      const payload = join(standIns, "event.json");
      writeFileSync(payload, JSON.stringify(props.payload ?? {}));
      writeFileSync(join(standIns, "calls.jsonl"), "");
      const pairs = (option: string, values: RunProps["variables"] = {}) =>
        Object.entries(values).flatMap(([key, value]) => [option, `${key}=${value}`]);
      const child = spawn(
        act,
        [
          props.event,
          ...["--workflows", join(".github/workflows", workflow), "--eventpath", payload],
          ...["--platform", "ubuntu-24.04=-self-hosted", "--action-offline-mode", "--json"],
          ...["--no-skip-checkout", "--no-cache-server", "--env-file", "", "--secret-file", ""],
          ...["--action-cache-path", join(folder, "work"), ...actions],
          ...(props.job ? ["--job", props.job] : []),
          ...pairs("--var", props.variables),
          ...pairs("--secret", props.secrets),
        ],
        {
          cwd: checkout,
          env: {
            ...surroundings(),
            PATH: [own, process.env["PATH"]].join(delimiter),
            HOME: folder,
            STAND_INS: standIns,
            STAND_IN_REPOSITORY: checkout,
            STAND_IN_NPM: execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim(),
            STAND_IN_MODULES: join(repository, "node_modules"),
            ...props.environment,
          },
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
      const lines: Line[] = [];
      for (const stream of [child.stdout, child.stderr]) {
        createInterface(stream).on("line", (text) => lines.push(lineOf(text)));
      }
      const [code] = await once(child, "close");
      return ranOf(code, lines, join(standIns, "calls.jsonl"));
    },
  };
}

const identity = ["-c", "user.name=Anna", "-c", "user.email=anna@example.gov"];

/** `npm ci` borrows what is installed here; everything else is npm itself. */
const npm = `#!/bin/sh
if [ "$*" = ci ]; then exec ln -s "$STAND_IN_MODULES" node_modules; fi
exec "$STAND_IN_NPM" "$@"
`;

function copyFiles(to: string): void {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    { cwd: repository, encoding: "utf8" },
  );
  for (const file of listed.split("\0").filter(Boolean)) {
    if (!existsSync(join(repository, file))) continue; // deleted, not yet committed
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(repository, file), join(to, file));
  }
}

/** The tests' environments in place of the committed ones. */
function useFixtureEnvironments(checkout: string): void {
  rmSync(join(checkout, "environments"), { recursive: true, force: true });
  copyEnvironments(checkout);
}

/** Not a person's own AWS, GitHub or npm settings, nor the variables of this test run. */
function surroundings(): NodeJS.ProcessEnv {
  const kept = /^(LANG|LC_.*|TMPDIR|TF_CLI_CONFIG_FILE|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => kept.test(key)));
}

/** One line of act's log. */
interface Line {
  readonly msg?: string;
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly step?: string;
  readonly stage?: string;
  readonly stepResult?: string;
}

function lineOf(text: string): Line {
  try {
    return JSON.parse(text);
  } catch {
    return { msg: text };
  }
}

function ranOf(code: number | null, lines: readonly Line[], calls: string): Ran {
  const of = (job: string) => lines.filter(({ jobID }) => jobID === job);
  return {
    code,
    jobs: Object.fromEntries(
      lines.flatMap(({ jobID, jobResult }) => (jobID && jobResult ? [[jobID, jobResult]] : [])),
    ),
    steps: (job) =>
      Object.fromEntries(
        of(job).flatMap(({ step, stage, stepResult }) =>
          stage === "Main" && step && stepResult ? [[step, stepResult]] : [],
        ),
      ),
    log: (job) =>
      of(job)
        .map(({ msg = "" }) => stripVTControlCharacters(msg).trimEnd()) // act gives steps a terminal
        .filter((msg) => !msg.startsWith("LocalRepositoryCache")) // act's own
        .join("\n"),
    calls: readFileSync(calls, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}
