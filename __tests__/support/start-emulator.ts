import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { requireTool } from "./find-tool";
import { request } from "./request";

/** An AWS of its own for one group of tests: empty, on loopback, gone with the test process. */
export interface Emulator {
  /** Address of every AWS API, such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Its registry as image references name it (`127.0.0.1:40123/eec/dev`); `crane` needs `--insecure`. */
  readonly registry: string;
  readonly port: number;
  readonly pid: number;
  readonly region: string;
  readonly accountId: string;
  /** For a client of the AWS SDK: `new SSMClient(emulator.clientConfig)`. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** For a program that is started: `AWS_ENDPOINT_URL`, region and fake credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long state machines wait of the time they ask for, such as 0.02. */
  scaleWaits(factor: number): Promise<void>;
  /** Forgets every resource of every account. */
  reset(): Promise<void>;
  /** Ends it and removes what it wrote. */
  stop(): Promise<void>;
}

/** Which account and region an {@link Emulator} is. */
export interface EmulatorOptions {
  /** 12 digits; `111111111111` when left out. */
  readonly accountId?: string;
  /** `us-east-1` when left out. */
  readonly region?: string;
  /** Lets everybody but the account's root do only what policies allow. */
  readonly enforceIam?: boolean;
}

/** Starts an {@link Emulator}; throws with its own output when it does not come up. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { accountId = "111111111111", region = "us-east-1", enforceIam = false } = options;
  const python = join(dirname(requireTool("ministack")), "python");
  const child = spawn(python, [join(__dirname, "python", "emulator.py")], {
    // Not the caller's environment: a person's AWS settings must not reach it.
    env: {
      PATH: process.env["PATH"],
      TMPDIR: tmpdir(),
      MINISTACK_ACCOUNT_ID: accountId,
      MINISTACK_REGION: region,
      LOG_LEVEL: "WARNING",
      ...(enforceIam && { AUTH: "true", AWS_SECRET_ACCESS_KEY: "none" }),
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output: string[] = [];
  const closed = once(child, "close").then(() => {
    throw new Error(`the emulator ended before it was ready:\n${output.join("\n")}`);
  });
  closed.catch(() => undefined); // after the start, its end is nobody's failure
  createInterface({ input: child.stderr }).on("line", (line) => output.push(line));
  const [firstLine] = await Promise.race([once(createInterface(child.stdout), "line"), closed]);

  const port = Number(firstLine);
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: accountId, secretAccessKey: "none" };
  await request(`${endpoint}/_ministack/health`);
  return {
    endpoint,
    registry: `127.0.0.1:${port}`,
    port,
    pid: child.pid as number,
    region,
    accountId,
    clientConfig: { endpoint, region, credentials },
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    scaleWaits: async (factor) => {
      const body = JSON.stringify({ "stepfunctions._SFN_WAIT_SCALE": factor });
      await request(`${endpoint}/_ministack/config`, { body });
    },
    reset: async () => {
      await request(`${endpoint}/_ministack/reset`, { method: "POST" });
    },
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.stdin?.end(); // it ends with its input; see python/emulator.py
  const overdue = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await closed;
  clearTimeout(overdue);
}
