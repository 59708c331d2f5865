import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { toolsFolder } from "../support/find-tool";

const example = resolve(__dirname, "../../examples/loan-engine");

export const backend = join(example, "backend");
export const frontend = join(example, "frontend");
export const site = join(frontend, "dist");

/** How a program ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program in a folder until it ends. */
export function run(
  folder: string,
  [program = "", ...args]: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: "1", ...environment };
  return new Promise((done) => {
    const child = execFile(program, args, { cwd: folder, env }, (_, stdout, stderr) =>
      done({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

/** The backend's Python with the pinned packages; installed once for each set of pins. */
export async function installBackend(python: string): Promise<string> {
  const install = resolve(__dirname, "../support/python/install.py");
  const requirements = join(backend, "requirements-dev.txt");
  const installed = await run(backend, [python, install, requirements, toolsFolder]);
  if (installed.code !== 0) throw new Error(installed.output);
  return join(installed.output.trim(), "bin", "python");
}

/** The frontend's packages as the lock file has them; installed once for each lock file. */
export async function installFrontend(): Promise<void> {
  const key = createHash("sha256").update(readFileSync(join(frontend, "package-lock.json")));
  const current = key.digest("hex");
  const note = join(frontend, "node_modules", ".installed-from");
  if (existsSync(note) && readFileSync(note, "utf8") === current) return;
  const installed = await run(frontend, ["npm", "ci"]);
  if (installed.code !== 0) throw new Error(installed.output);
  writeFileSync(note, current);
}

/** A program that was started and is ended by the test. */
export interface Started {
  readonly firstLine: string;
  signal(name: NodeJS.Signals): void;
  /** Ends its input and waits for it; it is killed when it has not ended after 20 seconds. */
  stop(): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts a program of the backend with just this environment; ready when it wrote its first line. */
export async function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Started> {
  const [program = "", ...rest] = args;
  const child = spawn(program, rest, { cwd: backend, env: environment });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code, output }));
  const tooEarly = ended.then(() => {
    throw new Error(`${args.join(" ")} ended before it was ready:\n${output}`);
  });
  tooEarly.catch(() => undefined); // after the start, its end is nobody's failure
  const [firstLine] = await Promise.race([once(createInterface(child.stdout), "line"), tooEarly]);
  return {
    firstLine,
    ended,
    signal: (name) => child.kill(name),
    async stop() {
      child.stdin.end();
      const overdue = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(overdue);
    },
  };
}

/** The search path with PostgreSQL's server programs first. */
export function pathWith(postgres: string): string {
  return [dirname(postgres), process.env["PATH"]].join(delimiter);
}
