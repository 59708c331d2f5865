import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { addressesOf } from "../../contract/delivery-names";

/** What is asked of the deployer. */
export interface Request {
  readonly digest: string;
  /** Passes over age and an earlier failure, never over findings. */
  readonly force?: boolean;
  /** Goes back to this digest, without its migration. */
  readonly rollback?: boolean;
  /** Passes over a window that is closed; says why. */
  readonly outsideWindow?: string;
}

/**
 * Starts the environment's deployer; returns the execution's ARN. A digest alone is asked for through the machine for requests,
 * which is all that a pipeline may start; all else is asked of the deployer itself. A {@link CommandError} when there
 * is no deployer yet.
 */
export async function startDeployment(live: LiveEnvironment, request: Request): Promise<string> {
  const { stateMachineArn, requestMachineArn } = addressesOf(live.delivery.names);
  const { digest, force, rollback, outsideWindow } = request;
  // Chosen before: when an answer is lost, the SDK's next try finds the execution that its first one started.
  const name = executionName(live.caller);
  if (force || rollback || outsideWindow) {
    const input = { ...request, requestedBy: live.caller.slice(0, 200) };
    return start(live, { stateMachineArn, name, input });
  }
  const asked = await start(live, { stateMachineArn: requestMachineArn, name, input: { digest } });
  return answerOf(live, asked);
}

/** `who-1a2b3c4d`, of what an execution's name may hold. The deployer records it as who asked. */
function executionName(caller: string): string {
  const who = (caller.split(/[:/]/).slice(-2).join("-") || "somebody").replace(/[^\w-]+/g, "-");
  return `${who.slice(0, 60)}-${randomUUID().slice(0, 8)}`;
}

async function start(
  live: LiveEnvironment,
  { stateMachineArn, name, input }: { stateMachineArn: string; name: string; input: object },
): Promise<string> {
  const { StartExecutionCommand } = await import("@aws-sdk/client-sfn");
  try {
    const { executionArn } = await live.clients.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return executionArn ?? "";
  } catch (error) {
    if ((error as Error).name === "ExecutionAlreadyExists") {
      return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`; // it has ended by now
    }
    if ((error as Error).name === "StateMachineDoesNotExist") throw notApplied(live);
    throw error;
  }
}

/** The deployer's execution that a request started; it is over in a moment. */
async function answerOf(
  { clients, environment }: LiveEnvironment,
  executionArn: string,
): Promise<string> {
  const { DescribeExecutionCommand } = await import("@aws-sdk/client-sfn");
  for (;;) {
    const { status, output, error, cause } = await clients.sfn.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    if (status === "SUCCEEDED") return JSON.parse(output ?? "{}").executionArn;
    if (status !== "RUNNING") {
      const why = [status, error, cause].filter(Boolean).join(": ");
      throw new CommandError(
        1,
        `The request for ${environment} was not passed on (${why}): ${executionArn}\nIt may have started the deployer all the same.\nnext: npx slipway status ${environment}`,
      );
    }
    await pause(pollMilliseconds);
  }
}

const pollMilliseconds = 500;

/** What is said of an environment that has no deployer. */
export function notApplied({ environment, delivery }: LiveEnvironment): CommandError {
  return new CommandError(
    1,
    `${environment} is not applied yet: there is no ${delivery.names.delivery}. Plan it, then apply: npm run plan ${environment}`,
  );
}
