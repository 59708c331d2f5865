import { addressesOf } from "../contract/delivery-names";
import type { Delivery } from "../contract/delivery-settings";
import { timeLimitSeconds } from "../contract/time-limit";
import { choice, pass, reachableFrom, type State } from "./asl";
import { isDigest } from "./images";
import { code, jsonata } from "./jsonata";
import { phases } from "./phases";
import { beginLook, dailyLook } from "./states/daily-look";
import { readBrokenOff } from "./states/take-over";
import { task } from "./task";
import { steps } from "./transitions";

/** A state machine as data. */
export interface Machine {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly TimeoutSeconds: number;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The deployer, as Step Functions takes it: all {@link phases} in one. */
export function deliveryMachine(delivery: Delivery): Machine {
  return {
    Comment: `Deploys ${delivery.names.environment}`,
    QueryLanguage: "JSONata",
    TimeoutSeconds: timeLimitSeconds(delivery.settings),
    StartAt: steps.readInput,
    States: Object.assign({}, ...phases(delivery).map(({ states }) => states)),
  };
}

/**
 * The machine that cleans up after executions of the deployer. What broke off is finished by the deployer's states, as it was
 * begun; but it begins elsewhere, has no work of its own, and so no state in which its input could ask for a deployment.
 */
export function cleanUpMachine(delivery: Delivery): Machine {
  const { States, ...deployer } = deliveryMachine(delivery);
  const states = {
    ...readBrokenOff(delivery),
    ...States,
    [steps.ownWork]: pass({ next: "Done" }),
  };
  return {
    ...deployer,
    Comment: `Cleans up after the deployer of ${delivery.names.environment}`,
    StartAt: steps.readBrokenOff,
    States: reachableFrom(steps.readBrokenOff, states),
  };
}

/**
 * The machine that looks once a day at what runs, by the deployer's states up to the judgement. It ends in a notification at most: no state that
 * takes the lock, registers or updates can be entered from where it begins.
 */
export function lookMachine(delivery: Delivery): Machine {
  const { States, ...deployer } = deliveryMachine(delivery);
  return {
    ...deployer,
    Comment: `Looks at what ${delivery.names.environment} runs`,
    StartAt: beginLook,
    States: reachableFrom(beginLook, { ...States, ...dailyLook(delivery) }),
  };
}

/**
 * The machine through which pipelines start the deployer: it takes a digest and nothing else. IAM cannot look into the
 * input of an execution, so whoever may start only this machine cannot ask for force, a rollback or a clean-up.
 */
export function requestMachine(delivery: Delivery): Machine {
  const { stateMachineArn, executionArnPrefix } = addressesOf(delivery.names);
  const input = code`$states.context.Execution.Input`;
  const name = code`$states.context.Execution.Name`;
  return {
    Comment: `Asks the deployer of ${delivery.names.environment} for a digest`,
    QueryLanguage: "JSONata",
    TimeoutSeconds: 900,
    StartAt: "Is it a digest alone?",
    States: {
      "Is it a digest alone?": choice(
        [
          {
            when: code`$type(${input}) = 'object' and $count($keys(${input})) = 1 and $type(${input}.digest) = 'string'
              and ${isDigest(code`$string(${input}.digest)`)}`,
            next: "Start the deployer",
          },
        ],
        { next: "Refuse the request" },
      ),
      "Start the deployer": task(delivery, {
        call: "sfn:startExecution",
        arguments: {
          StateMachineArn: stateMachineArn,
          // The same name: a repeated call is the same execution. An execution does not know its caller, so the name says who asks.
          Name: jsonata`${name}`,
          Input: jsonata`$string({'digest': ${input}.digest, 'requestedBy': ${name}})`,
        },
        output: jsonata`{'executionArn': $states.result.ExecutionArn}`,
        routes: [{ errors: ["ExecutionAlreadyExistsException"], next: "It was started before" }],
        next: "Started",
        otherwise: null,
      }),
      "It was started before": {
        Type: "Pass",
        Output: jsonata`{'executionArn': ${executionArnPrefix} & ${name}}`,
        Next: "Started",
      },
      Started: { Type: "Pass", End: true },
      "Refuse the request": {
        Type: "Fail",
        Error: "Slipway.WrongInput",
        Cause: 'The input must be {"digest": "sha256:…"} and nothing else.',
      },
    },
  };
}
