import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { Told } from "./follow-execution";

/** Lines of a failed task's log that are shown. */
const lines = 20;

/**
 * The last lines of the log of the task that an outcome names; empty when it names none. Reading it must never hide the outcome: what
 * cannot be read is said in one line.
 */
export async function lastLogLines(
  client: CloudWatchLogsClient,
  { detail }: Pick<Told, "detail">,
): Promise<readonly string[]> {
  const { "log group": logGroupName, "log stream": logStreamName } = detail;
  if (logGroupName === undefined || logStreamName === undefined) return [];
  const { GetLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  try {
    const { events = [] } = await client.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, limit: lines, startFromHead: false }),
    );
    if (events.length === 0) return ["(its log is empty)"];
    return events.map(({ message = "" }) => printable(message.trimEnd()));
  } catch (error) {
    return [`(its log could not be read: ${(error as Error).name})`];
  }
}

/** Without what a terminal would obey: a log may hold anything. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
