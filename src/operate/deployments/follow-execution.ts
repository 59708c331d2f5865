import { setTimeout as pause } from "node:timers/promises";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { OutcomeKind } from "../../contract/outcomes";

/** What an execution of the deployer gives back. */
export interface DeployerOutput {
  readonly outcome: OutcomeKind;
  readonly result: "done" | "nothing" | "refused" | "failed";
  readonly says: string;
  readonly todo: string;
  readonly digest: string;
  /** What there is to say about it: a text for each name. */
  readonly detail: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** How an execution ended. */
type Ended =
  | { readonly output: DeployerOutput }
  /** It broke off; what it left is cleaned up by another execution. */
  | { readonly brokeOff: string };

/** Options of {@link followExecution}. */
interface FollowExecutionOptions {
  readonly sfn: SFNClient;
  readonly executionArn: string;
  /** Called with each of {@link announcedStates} when it is entered for the first time. */
  readonly onStep: (step: string) => void;
  /** Aborted when somebody stops looking. */
  readonly signal: AbortSignal;
  readonly pollMilliseconds: number;
}

/** Follows an execution to its end. Looking changes nothing: whoever stops looking does not stop the deployment. */
export async function followExecution(options: FollowExecutionOptions): Promise<Ended> {
  const { sfn, executionArn, signal, pollMilliseconds } = options;
  const { DescribeExecutionCommand } = await import("@aws-sdk/client-sfn");
  const seen = { lastEvent: 0, steps: new Set<string>() };
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    await announceNewSteps(options, seen);
    if (execution.status === "SUCCEEDED") return { output: JSON.parse(execution.output ?? "{}") };
    if (execution.status !== "RUNNING") {
      const why = [execution.error, execution.cause].filter(Boolean).join(": ");
      return { brokeOff: why ? `${execution.status}, ${why}` : String(execution.status) };
    }
    await pause(pollMilliseconds, undefined, { signal });
  }
}

/** Reads the history backwards until what is known, because a page from the front would be read again and again. */
async function announceNewSteps(
  { sfn, executionArn, onStep }: FollowExecutionOptions,
  seen: { lastEvent: number; readonly steps: Set<string> },
): Promise<void> {
  const { GetExecutionHistoryCommand } = await import("@aws-sdk/client-sfn");
  const entered: string[] = [];
  let newest = seen.lastEvent;
  for (let nextToken: string | undefined, known = false; !known; ) {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        reverseOrder: true,
        includeExecutionData: false,
        maxResults: 100,
        nextToken,
      }),
    );
    for (const event of page.events ?? []) {
      const id = event.id ?? 0;
      known ||= id <= seen.lastEvent;
      newest = Math.max(newest, id);
      const name = event.stateEnteredEventDetails?.name;
      if (id > seen.lastEvent && name !== undefined) entered.unshift(name);
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) break;
  }
  seen.lastEvent = newest;
  for (const name of entered) {
    if (!announcedStates.includes(name) || seen.steps.has(name)) continue;
    seen.steps.add(name);
    onStep(name);
  }
}

/** States of the machine that are printed while somebody follows a deployment; the others are over in a moment. */
export const announcedStates: readonly string[] = [
  "Find the image",
  "Take the lock",
  "Take over the lock",
  "Wait for the migration that runs",
  "Read the scan",
  "Wait for the scan",
  "Register the revision",
  "Take the snapshot",
  "Wait for the database",
  "Wait for the snapshot",
  "Start the migration",
  "Wait for the migration",
  "Stop the migration",
  "Update the service",
  "Wait for the rollout",
  "Read why they were given up",
  "List the tasks that stopped",
  "Put the service back",
  "Wait for it to go back",
  "Tag the image",
  "Write the pointer",
  "Release the lock",
];
