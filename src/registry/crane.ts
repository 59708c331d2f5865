import { spawn } from "node:child_process";
import { CommandError } from "../base/errors";

/** How `crane` is called: with its words; gives its standard output. */
export type Crane = (...words: readonly string[]) => Promise<Buffer>;

/** How {@link craneIn} calls it. */
export interface CraneOptions {
  /** Folder with the `config.json` that holds the registries' tokens. */
  readonly dockerConfig: string;
  /** Ends `crane` when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How to get `crane`, for those who lack it. */
export const craneMissing = `crane is not on this machine; it copies images without changing their digests.
Get it with one of:
  brew install crane
  go install github.com/google/go-containerregistry/cmd/crane@v0.22.1
or from https://github.com/google/go-containerregistry/releases, and put it on PATH.`;

/** Throws {@link craneMissing} where there is no `crane`. */
export async function requireCrane(): Promise<void> {
  await run(["version"], {});
}

/**
 * `crane` with the tokens of one folder. They are in that file alone, never among the words of a command, which every user of
 * the machine can read; AWS credentials are not handed on, since it needs none.
 * @see https://github.com/google/go-containerregistry/blob/main/cmd/crane/doc/crane.md
 */
export function craneIn({ dockerConfig, signal }: CraneOptions): Crane {
  return (...words) => run(words, { DOCKER_CONFIG: dockerConfig }, signal);
}

function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Buffer> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return new Promise((resolve, reject) => {
    const child = spawn("crane", words, {
      env: { ...Object.fromEntries(inherited), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal && { signal }),
    });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) return reject(signal.reason);
      reject(error.code === "ENOENT" ? new CommandError(2, craneMissing) : error);
    });
    child.on("close", (code, killed) => {
      if (code === 0) return resolve(Buffer.concat(output));
      const said = Buffer.concat(complaints).toString().trim().split("\n").slice(-3).join("\n");
      reject(new Error(`crane ${words[0]} ended with ${killed ?? code}: ${said}`));
    });
  });
}
