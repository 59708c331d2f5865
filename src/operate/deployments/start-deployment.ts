import { randomUUID } from "node:crypto";
import { CommandError } from "../../base/errors";
import { addressesOf } from "../../contract/delivery-names";
import type { Party } from "../promotion/party";

/** What is asked of the deployer. */
export interface Request {
  readonly digest: string;
  /** Passes over age and an earlier failure, never over findings. */
  readonly force?: boolean;
  /** Goes back to this digest, without its migration. */
  readonly rollback?: boolean;
}

/**
 * Starts the environment's deployer; returns the execution's ARN. A {@link CommandError} when there is no deployer yet. The execution's
 * name is chosen before: when an answer is lost, the SDK's next try finds the execution that its first one started.
 */
export async function startDeployment(party: Party, request: Request): Promise<string> {
  const { StartExecutionCommand } = await import("@aws-sdk/client-sfn");
  const { stateMachineArn } = addressesOf(party.delivery.names);
  const name = randomUUID();
  try {
    const { executionArn } = await party.clients.sfn.send(
      new StartExecutionCommand({
        stateMachineArn,
        name,
        input: JSON.stringify({ ...request, requestedBy: party.caller.slice(0, 200) }),
      }),
    );
    return executionArn ?? "";
  } catch (error) {
    if ((error as Error).name === "ExecutionAlreadyExists") {
      return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`; // it has ended by now
    }
    if ((error as Error).name === "StateMachineDoesNotExist") throw notApplied(party);
    throw error;
  }
}

/** What is said of an environment that has no deployer. */
export function notApplied({ environment, delivery }: Party): CommandError {
  return new CommandError(
    1,
    `${environment} is not applied yet: there is no ${delivery.names.delivery}. Plan it, then apply: npm run plan ${environment}`,
  );
}
