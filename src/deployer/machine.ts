import type { Delivery } from "../contract/delivery-settings";
import { timeLimitSeconds } from "../contract/time-limit";
import type { State } from "./asl";
import { chapters } from "./chapters";
import { steps } from "./steps";

/** A state machine as data. */
export interface Machine {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly TimeoutSeconds: number;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The deployer, as Step Functions takes it: all {@link chapters} in one. */
export function deliveryMachine(delivery: Delivery): Machine {
  return {
    Comment: `Deploys ${delivery.names.environment}`,
    QueryLanguage: "JSONata",
    TimeoutSeconds: timeLimitSeconds(delivery.settings),
    StartAt: steps.readInput,
    States: Object.assign({}, ...chapters(delivery).map(({ states }) => states)),
  };
}
