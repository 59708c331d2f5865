import { spawn } from "node:child_process";
import { CommandError } from "../../base/errors";
import type { Evidence } from "./facts";

/** What {@link runTests} must be told. */
export interface TestRun {
  /** The command as words. */
  readonly command: readonly string[];
  /** Variables that the tests get besides this process's own. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Runs the automated tests with this terminal. Exit 0 is passed, any other code failed; tests that could not be started, or
 * that a signal ended, say nothing, and are a {@link CommandError}.
 */
export function runTests({ command, variables }: TestRun): Promise<Evidence["result"]> {
  const [program = "", ...words] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: "inherit",
      env: { ...process.env, ...variables },
    });
    child.on("error", (error) => {
      const what = `The tests could not be started: ${command.join(" ")}: ${error.message}`;
      reject(new CommandError(2, `${what}\nNothing was recorded.`));
    });
    child.on("close", (code, signal) => {
      if (signal === null) return resolve(code === 0 ? "passed" : "failed");
      reject(new CommandError(1, `The tests were ended by ${signal}. Nothing was recorded.`));
    });
  });
}
