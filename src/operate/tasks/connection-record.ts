import type { LiveEnvironment } from "../../aws/live-environment";
import { addItem, putItem } from "../../aws/table";
import { withoutSecrets } from "../../base/secrets";

/** Who connects, as it is known before it begins. */
interface RecordedConnection {
  /** ISO time. */
  readonly at: string;
  /** ARN of who connects. */
  readonly by: string;
  /** ARN of the task through which. */
  readonly task: string;
  /** A number of its own, beside the time. */
  readonly number: string;
}

/** How it stands. `began`: it is about to start; `open`: it started; then how it ended. */
interface ConnectionState {
  readonly result: "began" | "open" | "not started" | "closed" | "broken off";
  /** Id of the session, as CloudTrail has it. */
  readonly session?: string;
  /** ISO time at which it ended. */
  readonly until?: string;
  readonly reason?: string;
}

/** Writes who connects into the environment's table; each state over the one before. The first refuses where its place is taken. */
export async function recordConnection(
  live: LiveEnvironment,
  { number, ...known }: RecordedConnection,
  { result, session, until, reason }: ConnectionState,
): Promise<void> {
  const item = {
    kind: "connection",
    id: `${known.at}#${number}`,
    ...known,
    result,
    ...(session !== undefined && { session }),
    ...(until !== undefined && { until }),
    ...(reason !== undefined && { reason: withoutSecrets(reason) }),
  };
  if (result === "began") await addItem(live, item);
  else await putItem(live, item);
}
