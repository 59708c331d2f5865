import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { CloudWatchLogsClient, FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { CommandError } from "../base/errors";
import { printable } from "../base/printable";

/** Which lines of a log. */
interface LogQuery {
  readonly logGroupName: string;
  /** Streams whose names begin so; all when left out. */
  readonly streamPrefix?: string;
  /** Milliseconds since 1970, UTC; lines from then on. */
  readonly from: number;
  /** Lines that speak of an error alone. */
  readonly errors: boolean;
}

/** What a line with an error has in any of the usual spellings: a word in plain text, a level in JSON, an exception's name. */
const speaksOfError = /error|critical|fatal|traceback|exception|panic/i;

/** Milliseconds that CloudWatch may take until a line can be read; lines of that time are asked for again while following. */
const lateness = 15_000;

/** Lines remembered while following, so that one which is read again is not printed again. */
const mostRemembered = 10_000;

/**
 * Gives the lines of an application's log to `print`, oldest first, from all of its tasks. With `followEverySeconds` it goes on until
 * the signal is aborted. Throws a {@link CommandError} with exit 1 where there is no log.
 */
export async function readLogs(
  client: CloudWatchLogsClient,
  query: LogQuery,
  print: (line: string) => void,
  follow?: { readonly everySeconds: number; readonly signal: AbortSignal },
): Promise<void> {
  const printed = new Set<string>();
  let from = query.from;
  for (;;) {
    let newest = from;
    for await (const event of eventsOf(client, { ...query, from })) {
      const { eventId = "", timestamp = 0 } = event;
      newest = Math.max(newest, timestamp);
      if (printed.has(eventId)) continue;
      printed.add(eventId);
      if (!query.errors || speaksOfError.test(event.message ?? "")) print(lineOf(event));
    }
    if (!follow || follow.signal.aborted) return;
    from = Math.max(from, newest - lateness);
    if (printed.size > mostRemembered) {
      for (const id of [...printed].slice(0, printed.size - mostRemembered)) printed.delete(id);
    }
    await sleep(follow.everySeconds * 1000, undefined, { signal: follow.signal }).catch(() => {});
    if (follow.signal.aborted) return;
  }
}

async function* eventsOf(
  client: CloudWatchLogsClient,
  { logGroupName, streamPrefix, from }: LogQuery,
): AsyncGenerator<FilteredLogEvent> {
  const { paginateFilterLogEvents } = await import("@aws-sdk/client-cloudwatch-logs");
  const request = {
    logGroupName,
    startTime: from,
    ...(streamPrefix !== undefined && { logStreamNamePrefix: streamPrefix }),
  };
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, request)) yield* events;
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
    throw new CommandError(1, `There is no log group ${logGroupName}: is the environment applied?`);
  }
}

/** `2026-11-27T09:15:03Z 4f1c0a2b message`: the time in UTC, the task's first characters, and what it wrote, safe to print. */
function lineOf({ timestamp = 0, logStreamName = "", message = "" }: FilteredLogEvent): string {
  const time = `${new Date(timestamp).toISOString().slice(0, 19)}Z`;
  const task = logStreamName.split("/").at(-1)?.slice(0, 8) ?? "";
  const text = stripVTControlCharacters(message).trimEnd().replaceAll("\t", "  ");
  return `${time} ${task} ${text.split("\n").map(printable).join("\n    ")}`;
}

/** A length of time such as `90s`, `15m`, `2h` or `3d`, in milliseconds; undefined for anything else. */
export function duration(text: string): number | undefined {
  const [, number = "", unit = ""] = /^([1-9]\d{0,4})([smhd])$/.exec(text) ?? [];
  const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit];
  return unitSeconds === undefined ? undefined : Number(number) * unitSeconds * 1000;
}
