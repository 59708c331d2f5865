import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "@aws-sdk/client-ecs";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { printable } from "../../base/printable";
import type { Terminal } from "../../base/terminal";
import { recordConnection } from "./connection-record";
import { startSessionPlugin } from "./session-plugin";

/** A port of this machine that is to lead to the database. */
interface ConnectProps {
  /** Name of the session document, in which host and port of the database stand. */
  readonly documentName: string;
  /** Port of this machine; undefined for a free one. */
  readonly port: number | undefined;
  /** Says, once the database answers, how to log in to it. */
  readonly describe: (port: number) => string;
  readonly now: Date;
  /** Seconds until the database must have answered. */
  readonly limitSeconds: number;
  /** Aborted when the person leaves: then the session ends. */
  readonly signal: AbortSignal;
}

/**
 * Opens a port of this machine to the database through one of the service's tasks, and keeps it open until the person leaves; answers the exit code. That
 * somebody is about to connect is recorded before, and how it ended after it. What passes through is seen by nobody.
 */
export async function connectToDatabase(
  live: LiveEnvironment,
  terminal: Terminal,
  props: ConnectProps,
): Promise<number> {
  const { environment, clients, session, caller, delivery } = live;
  const { signal, documentName } = props;
  const port = await usablePort(props.port);
  const { task, target } = await taskToGoThrough(live);
  const record = {
    at: props.now.toISOString(),
    by: caller,
    task,
    number: randomBytes(8).toString("hex"),
  };
  await recordConnection(live, record, { result: "began" });
  const { StartSessionCommand } = await import("@aws-sdk/client-ssm");
  const request = {
    Target: target,
    DocumentName: documentName,
    Parameters: { localPortNumber: [String(port)] },
  };
  const started = await clients.ssm
    .send(new StartSessionCommand(request))
    .catch(async (error: Error) => {
      const reason = error.message;
      await recordConnection(live, record, { result: "not started", reason }).catch(warn);
      throw error;
    });
  const { SessionId, StreamUrl, TokenValue } = started;
  if (!SessionId || !StreamUrl || !TokenValue) {
    const reason = "Systems Manager answered no whole session";
    await recordConnection(live, record, { result: "not started", reason }).catch(warn);
    throw new CommandError(1, `${reason}. Try again.`);
  }
  await recordConnection(live, record, { result: "open", session: SessionId }).catch(warn);

  let broken: string | undefined;
  let plugin: ChildProcess | undefined;
  try {
    plugin = startSessionPlugin({
      response: { SessionId, StreamUrl, TokenValue },
      request,
      region: session.region,
      endpoint: await endpointOf(live),
      credentials: await credentialsOf(live),
    });
    const ended = endOf(plugin);
    terminal.err(`${environment}: through task ${task}, session ${SessionId}\n`);
    const over = new AbortController();
    const answered = await Promise.race([
      databaseAnswers(port, props.limitSeconds, AbortSignal.any([signal, over.signal])),
      ended.then((said) => ({ said })),
    ]);
    over.abort();
    if (signal.aborted) {
      terminal.err("Ctrl-C: the session is ended.\n");
    } else if (answered === true) {
      terminal.out(props.describe(port));
      terminal.err("Ctrl-C ends the session.\n");
      const said = await Promise.race([ended, left(signal)]);
      if (signal.aborted) terminal.err("Ctrl-C: the session is ended.\n");
      else broken = `The session ended by itself. ${said ?? ""}`;
    } else if (answered === false) {
      broken = `The database did not answer within ${props.limitSeconds} seconds. Does its security group let the tasks in, and is it up? See: npx slipway status ${environment}`;
    } else {
      broken = `The session did not begin. ${answered.said}`;
    }
  } finally {
    if (plugin) await stopped(plugin);
    await terminated(live, SessionId, terminal);
    const until = new Date().toISOString();
    await recordConnection(live, record, {
      result: broken === undefined ? "closed" : "broken off",
      session: SessionId,
      until,
      ...(broken !== undefined && { reason: broken }),
    }).catch(warn);
  }
  if (broken !== undefined) terminal.err(`${printable(broken.trim())}\n`);
  terminal.err(`Who connected when: npx slipway history ${delivery.names.environment}\n`);
  return broken === undefined ? 0 : 1;

  /** The session is open, or has been, whatever becomes of its record. */
  function warn(error: Error): void {
    terminal.err(`How it goes could not be recorded: ${printable(error.message)}\n`);
  }
}

/** The port that was asked for, or a free one; a {@link CommandError} where somebody has it. */
async function usablePort(asked: number | undefined): Promise<number> {
  const server = createServer();
  server.listen(asked ?? 0, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    throw new CommandError(
      2,
      `Port ${asked} of this machine cannot be used: ${(error as Error).message}. Give another with --port, or leave it out for a free one.`,
    );
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

const agentName = "ExecuteCommandAgent";

/** A task of the service in which the agent of Systems Manager runs, and how a session names it. */
async function taskToGoThrough({ environment, delivery, clients }: LiveEnvironment) {
  const { DescribeTasksCommand, paginateListTasks } = await import("@aws-sdk/client-ecs");
  const { cluster, service, container } = delivery.names;
  const arns: string[] = [];
  const pages = paginateListTasks(
    { client: clients.ecs },
    { cluster, serviceName: service, desiredStatus: "RUNNING", maxResults: 100 },
  );
  for await (const { taskArns = [] } of pages) arns.push(...taskArns);
  if (arns.length === 0) {
    throw new CommandError(
      1,
      `No task of ${environment} runs, so there is none to go through. Look: npx slipway status ${environment}`,
    );
  }
  const { tasks = [] } = await clients.ecs.send(
    new DescribeTasksCommand({ cluster, tasks: arns.slice(0, 100) }),
  );
  for (const task of tasks) {
    const runtimeId = runtimeWithAgent(task, container);
    if (task.taskArn === undefined || runtimeId === undefined) continue;
    const id = task.taskArn.split("/").at(-1);
    return { task: task.taskArn, target: `ecs:${cluster}_${id}_${runtimeId}` };
  }
  throw new CommandError(
    1,
    `In no task of ${environment} does the agent of Systems Manager run. It starts with tasks that begin after service.execEnabled was applied: deploy once, or wait a minute. Look: aws ecs describe-tasks --cluster ${cluster} --tasks ${arns[0]} --query 'tasks[].containers[].managedAgents'`,
  );
}

function runtimeWithAgent({ containers = [] }: Task, name: string): string | undefined {
  const container = containers.find((one) => one.name === name);
  const agent = container?.managedAgents?.find((one) => one.name === agentName);
  return agent?.lastStatus === "RUNNING" ? container?.runtimeId : undefined;
}

/** Where Systems Manager answers. */
async function endpointOf({ clients, session }: LiveEnvironment): Promise<string> {
  const custom = await clients.ssm.config.endpoint?.();
  if (custom)
    return `${custom.protocol}//${custom.hostname}${custom.port ? `:${custom.port}` : ""}`;
  return `https://ssm.${session.region}.amazonaws.com`;
}

async function credentialsOf({ clients }: LiveEnvironment): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await clients.ssm.config.credentials();
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken ?? "",
  };
}

/** What the plugin last said when it has ended. */
function endOf(plugin: ChildProcess): Promise<string> {
  let said = "";
  const hear = (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2000);
  };
  plugin.stdout?.on("data", hear);
  plugin.stderr?.on("data", hear);
  return new Promise((resolve) => {
    plugin.once("error", ({ message }) => resolve(`session-manager-plugin: ${message}`));
    plugin.once("close", () =>
      resolve(`session-manager-plugin says: ${said.replace(/\s+/g, " ").trim() || "nothing"}`),
    );
  });
}

/**
 * Asks PostgreSQL behind the port whether it speaks TLS, until it answers: that the port is open says only that the plugin listens.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
async function databaseAnswers(
  port: number,
  limitSeconds: number,
  signal: AbortSignal,
): Promise<boolean> {
  const until = Date.now() + limitSeconds * 1000;
  while (Date.now() < until && !signal.aborted) {
    if (await answersOnce(port)) return true;
    await sleep(250, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

function answersOnce(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(5000, () => done(false));
    socket.once("connect", () => socket.write(sslRequest));
    socket.once("data", ([first]) => done(first === 0x53 || first === 0x4e)); // S or N
    socket.once("error", () => done(false));
    socket.once("close", () => done(false));
  });
}

async function left(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, "abort");
  return undefined;
}

/** Seconds that the plugin has to end by itself. */
const graceSeconds = 5;

async function stopped(plugin: ChildProcess): Promise<void> {
  if (plugin.exitCode !== null || plugin.signalCode !== null || plugin.pid === undefined) return;
  const closed = once(plugin, "close");
  plugin.kill("SIGINT");
  const timer = setTimeout(() => plugin.kill("SIGKILL"), graceSeconds * 1000);
  await closed;
  clearTimeout(timer);
}

/** Ends the session at AWS too, which the plugin does only where it has the time. */
async function terminated(
  { clients, session }: LiveEnvironment,
  SessionId: string,
  terminal: Terminal,
): Promise<void> {
  const { TerminateSessionCommand } = await import("@aws-sdk/client-ssm");
  await clients.ssm.send(new TerminateSessionCommand({ SessionId })).catch((error: Error) => {
    if (error.name === "DoesNotExistException") return; // the plugin was faster
    terminal.err(
      `The session could not be ended, and AWS ends it after 20 quiet minutes: ${printable(error.message)}\nTry: aws ssm terminate-session --region ${session.region} --session-id ${SessionId}\n`,
    );
  });
}
