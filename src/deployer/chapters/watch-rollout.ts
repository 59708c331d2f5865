import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { choice, wait } from "../control";
import { code, jsonata, now } from "../jsonata";
import { rolloutFacts } from "../rollout-facts";
import { steps } from "../steps";
import { task } from "../task";
import { tell } from "../tell";

/**
 * The rollout to its end, by the id of its deployment: ECS calls a service steady also when it rolled back, and a rollout
 * completed also when the service is to have no task. An answer that says nothing is asked for again. From the
 * update on no error is caught: an execution that breaks off is taken over by its clean-up, which goes on watching.
 */
export function watchRollout(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { rollout } = settings;
  const describe = {
    call: "ecs:describeServices",
    arguments: { Cluster: names.cluster, Services: [names.service] },
    assign: { rollout: jsonata`${rolloutFacts}` },
    otherwise: null,
  } as const;
  const about = code`{'digest': $digest, 'revision': $revision, 'previous': $previous}`;
  return {
    [steps.watch]: task(delivery, { ...describe, next: "How is the rollout?" }),
    "How is the rollout?": choice(
      [
        { when: code`$rollout.mine.healthy`, next: steps.finish },
        {
          when: code`$rollout.mine.emptied`,
          assign: {
            putBack: "rollout-stopped",
            detail: jsonata`${about}`,
            deadline: jsonata`${now} + ${rollout.limitSeconds * 1000}`,
          },
          next: steps.putBack,
        },
        {
          when: code`$rollout.mine.state = 'FAILED' or ($rollout.known and $not($rollout.mine.primary) and $rollout.isBack)`,
          assign: {
            putBack: "rollout-failed",
            detail: jsonata`$merge([${about}, {'reason': $rollout.mine.reason}])`,
            deadline: jsonata`${now} + ${rollout.limitSeconds * 1000}`,
          },
          next: steps.goBack,
        },
        {
          when: code`$rollout.known and $not($rollout.mine.primary)`,
          ...tell(
            "superseded",
            code`$merge([${about}, {'runs now': $rollout.primary.taskDefinition}])`,
          ),
        },
        {
          when: code`${now} > $deadline`,
          assign: {
            putBack: "rollout-timed-out",
            detail: jsonata`$merge([${about}, {'limit': ${`${rollout.limitSeconds} seconds`}, 'tasks that run': $rollout.tasks}])`,
            deadline: jsonata`${now} + ${rollout.limitSeconds * 1000}`,
          },
          next: steps.goBack,
        },
      ],
      { next: "Wait for the rollout" },
    ),
    "Wait for the rollout": wait(rollout.pollSeconds, steps.watch),
  };
}
