import type { LiveEnvironment } from "../../aws/live-environment";
import type { Call } from "../../aws/step-functions-call";
import { CommandError } from "../../base/errors";
import type { Delivery } from "../../contract/delivery-settings";
import { digestForm } from "../../contract/images";
import { lookAtService } from "../../deployer/states/look-at-service";
import { steps } from "../../deployer/transitions";
import { runStates } from "./run-states";

/** What an environment's service runs now. */
export interface WhatRuns {
  /** Undefined before the first release, and where the image is none of the environment's repository. */
  readonly digest: string | undefined;
  /** The image as the task definition has it. */
  readonly image: string;
  /** True before the first release. */
  readonly first: boolean;
  /** Id of the service's primary deployment, such as `ecs-svc/1234567890123456789`. */
  readonly deployment: string;
  /** ARN of the task definition that it runs. */
  readonly taskDefinition: string;
  /** True when that deployment has come to its end, and its tasks run. */
  readonly steady: boolean;
}

/** Looks at an environment's service with the deployer's own eyes; a {@link CommandError} where it is not applied yet. */
export async function whatRuns(delivery: Delivery, call: Call): Promise<WhatRuns> {
  const states = lookAtService(delivery);
  const exit = await runStates(states, steps.look, { trigger: "request" }, call);
  const { service, runs, outcome, detail, failure } = exit.variables as {
    readonly service: {
      deployment: string;
      taskDefinition: string;
      state: string;
      running: number;
    };
    readonly runs: { digest: string; image: string; first: boolean };
    readonly outcome: { says: string; todo: string };
    readonly detail: { missing: string };
    readonly failure: { cause: string };
  };
  if (exit.next === steps.awsFailed) {
    throw new CommandError(1, `${delivery.names.environment}: ${failure.cause}. Try again.`);
  }
  if (exit.next !== steps.find) {
    const { environment } = delivery.names;
    throw new CommandError(
      1,
      `${environment}: ${outcome.says} (${detail.missing}) ${outcome.todo}`,
    );
  }
  return {
    digest: runs.digest === "" ? undefined : runs.digest,
    image: runs.image,
    first: runs.first,
    deployment: service.deployment,
    taskDefinition: service.taskDefinition,
    steady: service.state === "COMPLETED" && service.running > 0,
  };
}

/** Throws where a text is no digest. */
export function requireDigest(text: string): string {
  if (digestForm.test(text)) return text;
  throw new CommandError(
    2,
    `A digest is sha256: and 64 hexadecimal digits, got ${JSON.stringify(text)}. See npx slipway status.`,
  );
}

/** The digest that somebody asked for; else the one that the environment runs, if it runs steadily. */
export async function chooseDigest(
  live: LiveEnvironment,
  asked: string | undefined,
): Promise<string> {
  if (asked !== undefined) return requireDigest(asked);
  const { environment } = live;
  const runs = await whatRuns(live.delivery, live.call);
  if (runs.first) {
    throw new CommandError(1, `${environment} has not released anything yet.`);
  }
  if (runs.digest === undefined) {
    throw new CommandError(
      1,
      `${environment} runs ${runs.image}, which is no image of its repository. Say which one is meant: --digest.`,
    );
  }
  if (!runs.steady) {
    throw new CommandError(
      1,
      `${environment} is being deployed, so it is open what it will run. Wait for it to end, or say which image is meant: --digest.`,
    );
  }
  return runs.digest;
}
