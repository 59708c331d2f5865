import { vi } from "vitest";
import { program } from "../../src/cli/program";
import type { Acting } from "../stack/constructs/access/support/identities";
import { memoryTerminal } from "./memory-terminal";

/** Gives this process's AWS clients these credentials; `vi.unstubAllEnvs` takes them back. */
export function actAs({ credentials }: Acting): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
  vi.stubEnv("AWS_SESSION_TOKEN", credentials.sessionToken ?? "");
}

/** Runs a command in this process; a refusal is its exit code and message. */
export async function slipwayActing(...words: string[]) {
  const terminal = memoryTerminal();
  try {
    await program(terminal).parseAsync(words, { from: "user" });
    return { code: terminal.code(), out: terminal.stdout() };
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { code, out: message };
  }
}
