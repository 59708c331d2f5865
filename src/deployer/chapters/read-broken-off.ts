import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { lockKey } from "../../contract/delivery-table";
import type { States } from "../asl";
import { choice } from "../control";
import { code, jsonata } from "../jsonata";
import { lockAsRead } from "../lock";
import { steps } from "../steps";
import { task } from "../task";
import { tell } from "../tell";
import { variables } from "../variables";
import { looksForEnd } from "./take-lock";

/**
 * Where the clean-up begins, which is a machine of its own: a rule gives it the execution that broke off. It takes that
 * one's lock only when Step Functions says that it is over.
 */
export function readBrokenOff(delivery: Delivery): States {
  const { names } = delivery;
  const { executionArnPrefix } = addressesOf(names);
  const untouched = tell(
    "stopped",
    code`{'execution': $stopped, 'left': 'nothing: it does not hold the lock'}`,
  );
  return {
    [steps.readBrokenOff]: {
      Type: "Pass",
      Assign: {
        ...variables,
        trigger: "clean-up",
        by: "clean-up",
        stopped: jsonata`(
          $execution := $states.context.Execution.Input.cleanUp.executionArn;
          $type($execution) = 'string' ? $execution : ''
        )`,
      },
      Output: {},
      Next: "Is it an execution of the deployer?",
    },
    "Is it an execution of the deployer?": choice(
      [
        {
          when: code`$substring($stopped, 0, ${executionArnPrefix.length}) = ${executionArnPrefix}`,
          next: steps.takeOver,
        },
      ],
      tell("wrong-input"),
    ),
    [steps.takeOver]: task(delivery, {
      call: "dynamodb:getItem",
      arguments: { TableName: names.delivery, Key: lockKey, ConsistentRead: true },
      assign: { lock: lockAsRead },
      next: "Did it hold the lock?",
      otherwise: null,
    }),
    "Did it hold the lock?": choice(
      [
        {
          // Whoever asks: a holder that still runs keeps its lock.
          when: code`$lock.executionArn = $stopped`,
          assign: { looks: looksForEnd.times },
          next: "Is its holder still running?",
        },
      ],
      untouched,
    ),
  };
}
