import type { LiveEnvironment } from "../../aws/live-environment";
import { addItem, putItem } from "../../aws/table";
import { withoutSecrets, withoutSecretWords } from "../../base/secrets";

/** Who runs what, as it is known before it starts. */
interface RecordedCommand {
  /** ISO time. */
  readonly at: string;
  /** ARN of who runs it. */
  readonly by: string;
  readonly command: readonly string[];
  /** Digest of the image; empty where it is none of the environment's repository. */
  readonly digest: string;
  /** ARN of the task definition. */
  readonly revision: string;
  /** By it ECS finds the task, also where nobody could note its ARN. */
  readonly startedBy: string;
}

/** How it stands. `began`: it is about to start; `running`: it started; then how it ended. */
interface CommandState {
  readonly result: "began" | "running" | "not started" | "ended" | `exit ${number}`;
  /** ARN of the task. */
  readonly task?: string;
  /** Only what has ended has one. */
  readonly reason?: string;
}

/**
 * Writes who runs which command into the environment's table, without the secrets in it; each state over the one before. The first refuses where its place
 * is taken.
 */
export async function recordCommand(
  live: LiveEnvironment,
  { command, ...known }: RecordedCommand,
  { result, task, reason }: CommandState,
): Promise<void> {
  const item = {
    kind: "run",
    id: `${known.at}#${known.startedBy}`,
    ...known,
    command: JSON.stringify(withoutSecretWords(command)),
    result,
    ...(task !== undefined && { task }),
    ...(reason !== undefined && { reason: withoutSecrets(reason) }),
  };
  if (result === "began") await addItem(live, item);
  else await putItem(live, item);
}
