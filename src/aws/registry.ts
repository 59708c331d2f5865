import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../base/errors";
import { registryHost } from "../contract/images";

/** A registry as image references name it. */
export interface Registry {
  /** Host and, if need be, port. */
  readonly host: string;
  /** True where it speaks no TLS: only an emulator's on this machine. */
  readonly insecure: boolean;
}

/** The registry of an account and region; `endpoint` is another address of AWS's APIs, which an emulator has. */
export function registryOf(account: string, region: string, endpoint?: string): Registry {
  if (endpoint) {
    const { host, protocol } = new URL(endpoint);
    return { host, insecure: protocol === "http:" };
  }
  return { host: registryHost({ account, region }), insecure: false };
}

/** A registry and the token that opens it. */
export interface Login {
  /** Host and, if need be, port, such as `111111111111.dkr.ecr.us-east-1.amazonaws.com`. */
  readonly registry: string;
  /** `user:password` in base 64, as GetAuthorizationToken gives it; valid for 12 hours. */
  readonly token: string;
}

/**
 * Does something with a folder of its own that logs in to these registries, and removes the folder afterwards, whatever
 * happens. Only this user can read it. Nobody's own Docker login is read or changed.
 */
export async function withLogins<T>(
  logins: readonly Login[],
  body: (dockerConfig: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-registry-")); // mkdtemp makes it 0700
  try {
    const auths = Object.fromEntries(
      logins.map(({ registry, token }) => [registry, { auth: token }]),
    );
    await writeFile(join(folder, "config.json"), JSON.stringify({ auths }), { mode: 0o600 });
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How `crane` is called: with its words; gives its standard output. */
export type Crane = (...words: readonly string[]) => Promise<Buffer>;

/** How {@link craneIn} calls it. */
interface CraneOptions {
  /** Folder with the `config.json` that holds the registries' tokens; the caller's own login when left out. */
  readonly dockerConfig?: string;
  /** Ends `crane` when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How to get `crane`, for those who lack it. */
const craneMissing = `crane is not on this machine; it reads images in their registries, and copies them without changing a digest.
Get it with one of:
  brew install crane
  go install github.com/google/go-containerregistry/cmd/crane@v0.22.1
or from https://github.com/google/go-containerregistry/releases, and put it on PATH.`;

/** Throws {@link craneMissing} where there is no `crane`. */
export async function requireCrane(): Promise<void> {
  await run(["version"]);
}

/**
 * `crane` with the tokens of one folder. They are in that file alone, never among the words of a command, which every user of
 * the machine can read; AWS credentials are not handed on, since it needs none.
 * @see https://github.com/google/go-containerregistry/blob/main/cmd/crane/doc/crane.md
 */
export function craneIn({ dockerConfig, signal }: CraneOptions): Crane {
  return (...words) => run(words, dockerConfig, signal);
}

function run(
  words: readonly string[],
  dockerConfig?: string,
  signal?: AbortSignal,
): Promise<Buffer> {
  const env =
    dockerConfig === undefined
      ? process.env // a login of the caller's own may need AWS credentials
      : {
          ...Object.fromEntries(
            Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")),
          ),
          DOCKER_CONFIG: dockerConfig,
        };
  return new Promise((resolve, reject) => {
    const child = spawn("crane", words, {
      env,
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

/** What is to be copied where. */
interface ImageCopy {
  /** Repository with its registry, such as `111111111111.dkr.ecr.us-east-1.amazonaws.com/eec/dev`. */
  readonly from: string;
  /** Repository with its registry. */
  readonly to: string;
  readonly digest: string;
  /** Admits a registry without TLS: an emulator's on this machine. */
  readonly insecure?: boolean;
}

/**
 * Copies an image, or an index with all its images, from one repository to another and proves that it arrived byte for byte:
 * each manifest that came is hashed here and must be the one asked for. Nothing is tagged, so a copy that breaks off is
 * nothing that anybody deploys, and may be made again.
 */
export async function copyImage(crane: Crane, copy: ImageCopy): Promise<void> {
  const { from, to, digest } = copy;
  const flags = copy.insecure ? ["--insecure"] : [];
  await crane("copy", ...flags, `${from}@${digest}`, `${to}@${digest}`);
  const proven = new Set<string>();
  const waiting = [digest];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (proven.has(next)) continue;
    proven.add(next);
    const manifest = await crane("manifest", ...flags, `${to}@${next}`);
    const arrived = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    if (arrived !== next) {
      throw new Error(`${to}: expected the manifest ${next}, but ${arrived} arrived`);
    }
    waiting.push(...childrenOf(manifest));
  }
}

/** Digests of the manifests that an index lists; none for a single image. */
function childrenOf(manifest: Buffer): string[] {
  const { manifests } = JSON.parse(manifest.toString()) as {
    readonly manifests?: readonly { readonly digest: string }[];
  };
  return (manifests ?? []).map(({ digest }) => digest);
}
