import type { State } from "./asl";
import { closeRun } from "./chapters/close-run";
import { compare } from "./chapters/compare";
import { findImage } from "./chapters/find-image";
import { finishRelease } from "./chapters/finish-release";
import { lookAtService } from "./chapters/look-at-service";
import { migrate } from "./chapters/migrate";
import { nameError } from "./chapters/name-error";
import { readChildren } from "./chapters/read-children";
import { readInput } from "./chapters/read-input";
import { register } from "./chapters/register";
import { scanGate } from "./chapters/scan-gate";
import { takeLock } from "./chapters/take-lock";
import { takeOver } from "./chapters/take-over";
import { updateService } from "./chapters/update-service";
import { watchRollout } from "./chapters/watch-rollout";
import type { Delivery } from "./settings";
import { steps } from "./steps";
import { timeLimitSeconds } from "./time-limit";

/** A state machine as data. */
export interface Machine {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly TimeoutSeconds: number;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/**
 * The deployer: from a hint that an image might be deployed to a release, or to a reason why not. Every way out is one of
 * `outcomes` and passes the last chapter; an execution fails only where it cannot go on, and is then cleaned up by
 * another one, which enters at "take over".
 */
export function deliveryMachine(delivery: Delivery): Machine {
  return {
    Comment: `Deploys ${delivery.names.environment}`,
    QueryLanguage: "JSONata",
    TimeoutSeconds: timeLimitSeconds(delivery.settings),
    StartAt: steps.readInput,
    States: {
      ...readInput(delivery),
      ...lookAtService(delivery),
      ...findImage(delivery),
      ...readChildren(delivery),
      ...takeLock(delivery),
      ...compare(delivery),
      ...scanGate(delivery),
      ...register(delivery),
      ...migrate(delivery),
      ...updateService(delivery),
      ...watchRollout(delivery),
      ...finishRelease(delivery),
      ...takeOver(delivery),
      ...nameError(),
      ...closeRun(delivery),
    },
  };
}
