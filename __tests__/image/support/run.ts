import { spawn } from "node:child_process";
import { once } from "node:events";

/** How {@link run} runs a program. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and gives what it wrote to standard output; throws all that it wrote when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const stdout: string[] = [];
  const all: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout.push(text);
    all.push(text);
  });
  child.stderr.setEncoding("utf8").on("data", (text) => all.push(text));
  const [code, signal] = await once(child, "close");
  if (code === 0) return stdout.join("");
  throw new Error(`${[program, ...args].join(" ")} ended with ${code ?? signal}:\n${all.join("")}`);
}
