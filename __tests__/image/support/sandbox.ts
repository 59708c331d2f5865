import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ownNamespaces } from "./buildah";
import { type RunOptions, run } from "./run";

/**
 * Namespaces in which a container, its database and a browser meet: a network of their own with nothing but loopback, so that every port is free
 * and nothing outside is reached; and mounts and processes of their own, which the kernel ends with it. `/mnt` is memory there.
 */
export interface Sandbox {
  /** What comes before a command to run it inside. */
  readonly enter: readonly string[];
  /** Runs a program inside to its end and gives what it printed. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<string>;
  /** Asks the server at a port of its loopback. */
  call(port: number, path: string, options?: CallOptions): Promise<Answer>;
  /** Ends all that runs in it. */
  stop(): Promise<void>;
}

/** A request. */
export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Half of the body is sent, then this is awaited, then the other half is sent. */
  readonly betweenHalves?: () => Promise<unknown>;
}

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Below this `runc` keeps the control groups of the containers of this process. */
export const controlGroup = `/slipway-image-test-${process.pid}`;

// `cat` ends with the process that started it, however that ends.
const hold = `
ip link set lo up && mount -t tmpfs tmpfs /mnt && echo ready && cat
kill -9 -1
for attempt in 1 2 3 4 5; do
  find /sys/fs/cgroup -depth -type d -path '*${controlGroup}*' -exec rmdir {} ';' 2>/dev/null
  sleep 0.1 # what was killed may not be gone yet
done
`;

/** Starts a {@link Sandbox} with its sockets in a folder. It ends by itself with the process that started it. */
export async function startSandbox(folder: string): Promise<Sandbox> {
  // Not in the process group that is killed when a long test is stopped, or it could not clean up.
  const holder = spawn("unshare", ["--net", ...ownNamespaces, "sh", "-c", hold], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(holder, "close");
  await firstLine(holder);
  const inside = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, "utf8").trim();
  const enter = ["nsenter", `--target=${inside}`, "--net", "--mount", "--pid", "--"];
  const [program = "", ...rest] = enter;

  /** The entrance to a port: a socket in the folder, which is the same inside and outside. */
  const open = async (port: number) => {
    const socket = join(folder, `port-${port}`);
    const args = [...rest, process.execPath, "-e", relay, socket, String(port)];
    await firstLine(spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] }));
    return socket;
  };
  const sockets = new Map<number, Promise<string>>();
  return {
    enter,
    run: (command, args, options) => run(program, [...rest, command, ...args], options),
    call: async (port, path, options) => {
      const socket = sockets.get(port) ?? open(port);
      sockets.set(port, socket);
      return call(await socket, path, options);
    },
    stop: async () => {
      holder.stdin.end();
      await ended;
    },
  };
}

const relay = `
const { connect, createServer } = require("node:net");
const [socket, port] = process.argv.slice(1);
createServer((from) => {
  const to = connect(port, "127.0.0.1");
  for (const [one, other] of [[from, to], [to, from]]) one.pipe(other).on("close", () => one.destroy());
  for (const one of [from, to]) one.on("error", () => {});
}).listen(socket, () => console.log("ready"));
`;

async function firstLine(child: ChildProcess): Promise<void> {
  const early = once(child, "close").then(([code]) => {
    throw new Error(`${child.spawnargs.join(" ")} ended with ${code} before it was ready`);
  });
  early.catch(() => undefined); // after the start, its end is nobody's failure
  if (child.stdout) await Promise.race([once(createInterface(child.stdout), "line"), early]);
}

async function call(socketPath: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body, betweenHalves } = options;
  const text = body === undefined ? "" : JSON.stringify(body);
  const asked = request({
    socketPath,
    path,
    method,
    agent: false,
    headers: {
      Host: "localhost",
      ...(body !== undefined && {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(text),
      }),
      ...headers,
    },
  });
  const answered = once(asked, "response");
  answered.catch(() => undefined); // awaited below
  if (betweenHalves !== undefined) {
    asked.write(text.slice(0, text.length / 2));
    await betweenHalves();
    asked.end(text.slice(text.length / 2));
  } else {
    asked.end(text);
  }
  const [answer] = await answered;
  let received = "";
  for await (const chunk of answer.setEncoding("utf8")) received += chunk;
  return { status: answer.statusCode, headers: answer.headers, text: received };
}
