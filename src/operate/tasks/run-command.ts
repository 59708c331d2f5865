import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LiveEnvironment } from "../../aws/live-environment";
import {
  startOneOffTask,
  stopOneOffTask,
  type TaskEnd,
  watchOneOffTask,
} from "../../aws/one-off-task";
import { shortRevision } from "../../aws/rollout";
import { CommandError } from "../../base/errors";
import { printable } from "../../base/printable";
import type { Terminal } from "../../base/terminal";
import { logStreamOf } from "../../contract/one-off-tasks";
import { type WhatRuns, whatRuns } from "../promotion/what-runs";
import { readLogs } from "../read-logs";
import { recordCommand } from "./command-record";

/** A command to be run in a task of its own. */
interface RunProps {
  readonly command: readonly string[];
  /** Log group of the application. */
  readonly logGroupName: string;
  /** After this time the task is stopped. */
  readonly limitSeconds: number;
  readonly now: Date;
  /** Seconds between two looks at the task and its log. */
  readonly pollSeconds: number;
  /** Aborted when the person leaves: then the task is stopped. */
  readonly signal: AbortSignal;
}

/** Milliseconds by which the clock of this machine may be ahead of AWS's; the stream is the task's alone. */
const clockDifference = 3_600_000;

/**
 * Runs a command in a task of the revision that the service runs, prints what it writes, and answers its exit code; 1 where it has none. That it is
 * about to start is recorded before it does, and how it ended after it.
 */
export async function runCommandInTask(
  live: LiveEnvironment,
  terminal: Terminal,
  props: RunProps,
): Promise<number> {
  const { environment, delivery, clients, call, caller } = live;
  const { cluster, service, container } = delivery.names;
  const runs = await whatRuns(delivery, call);
  if (runs.first) {
    throw new CommandError(
      1,
      `${environment} has not released anything yet, so there is no image to run a command in.`,
    );
  }
  const name = `slipway-run/${randomBytes(8).toString("hex")}`;
  const record = {
    at: props.now.toISOString(),
    by: caller,
    command: props.command,
    digest: runs.digest ?? "",
    revision: runs.taskDefinition,
    startedBy: name,
  };
  await recordCommand(live, record, { result: "began" });
  const { taskDefinition: revision } = runs;
  const { command } = props;
  const asked = { cluster, service, revision, container, command, name };
  const started = await startOneOffTask(clients.ecs, asked).catch(async (error: Error) => {
    // Without an answer, or after an error of AWS's own, it may have started all the same, and the record says so.
    if ("$fault" in error && error.$fault === "client") await notStarted(error.message);
    throw error;
  });
  if (started.task === undefined) {
    await notStarted(started.reason);
    throw new CommandError(1, `The command did not run: ${printable(started.reason)}`);
  }
  const { task } = started;
  await recordCommand(live, record, { result: "running", task }).catch(warn);
  const end = await followed(live, terminal, props, { task, runs });
  const exit = end.kind === "exited" ? end.exitCode : undefined;
  await recordCommand(live, record, {
    result: end.kind === "exited" ? `exit ${end.exitCode}` : end.kind,
    reason: end.reason,
    task,
  }).catch(warn);
  if (end.kind !== "exited" || end.exitCode !== 0) {
    terminal.err(`${sentenceOn(end)}\nWho ran what: npx slipway history ${environment}\n`);
  }
  return exit ?? 1;

  async function notStarted(reason: string): Promise<void> {
    await recordCommand(live, record, { result: "not started", reason }).catch(warn);
  }

  /** The command runs, or has run, whatever becomes of its record. */
  function warn(error: Error): void {
    terminal.err(`How it goes could not be recorded: ${printable(error.message)}\n`);
  }
}

/** Prints the task's log until it has ended; stops it when the person leaves or its time is over. */
async function followed(
  { environment, delivery, clients, session, caller }: LiveEnvironment,
  terminal: Terminal,
  { logGroupName, limitSeconds, now, pollSeconds, signal }: RunProps,
  { task, runs }: { readonly task: string; readonly runs: WhatRuns },
): Promise<TaskEnd> {
  const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
  const { cluster, container } = delivery.names;
  const stopByHand = `aws ecs stop-task --cluster ${cluster} --task ${task}`;
  terminal.err(
    `${environment}: ${shortRevision(runs.taskDefinition)}${runs.steady ? "" : ", which is being deployed"}, as task ${task}\n` +
      `Ctrl-C stops it; a second one leaves it running: ${stopByHand}\n`,
  );
  const ended = new AbortController();
  const onStatus = (status: string) => terminal.err(`${status.toLowerCase()}\n`);
  const logs = readLogs(
    new CloudWatchLogsClient(session.config),
    {
      logGroupName,
      streamPrefix: logStreamOf(container, task),
      from: now.getTime() - clockDifference,
      errors: false,
    },
    (line) => terminal.out(`${line}\n`),
    { everySeconds: pollSeconds, signal: ended.signal },
  ).catch((error: Error) => terminal.err(`Its log cannot be read: ${printable(error.message)}\n`));

  let leaveIt: (error: CommandError) => void = () => {};
  const cannotBeStopped = new Promise<never>((_, reject) => {
    leaveIt = reject;
  });
  const stop = (why: string) => {
    terminal.err(`${why}: the task is stopped.\n`);
    stopOneOffTask(clients.ecs, cluster, task, `${why}, by ${caller}`).catch((error: Error) =>
      leaveIt(
        new CommandError(
          1,
          `The task could not be stopped and runs on: ${printable(error.message)}\nTry: ${stopByHand}`,
        ),
      ),
    );
  };
  const leave = () => stop("Ctrl-C");
  signal.addEventListener("abort", leave, { once: true });
  if (signal.aborted) leave();
  const limit = setTimeout(() => stop(`The limit of ${limitSeconds} seconds`), limitSeconds * 1000);
  try {
    const end = await Promise.race([
      cannotBeStopped,
      watchOneOffTask(clients.ecs, { cluster, container }, task, {
        pollSeconds,
        onStatus,
        signal: ended.signal,
      }),
    ]);
    // Its last lines reach CloudWatch some seconds after it ended.
    if (end.kind !== "not started") await sleep(2 * pollSeconds * 1000);
    return end;
  } finally {
    clearTimeout(limit);
    signal.removeEventListener("abort", leave);
    ended.abort();
    await logs;
  }
}

function sentenceOn(end: TaskEnd): string {
  switch (end.kind) {
    case "exited":
      return `The command ended with exit code ${end.exitCode}. ${printable(end.reason)}`;
    case "not started":
      return `The command did not run: ${printable(end.reason)}`;
    case "ended":
      return `The task ended without an exit code: ${printable(end.reason)}`;
  }
}
