import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { choice } from "../control";
import { code, jsonata } from "../jsonata";
import { steps } from "../steps";
import { task } from "../task";

/**
 * Every outcome comes here first. A revision that was not released is deregistered, or the next plan would take it for
 * released; but never one that the service still uses.
 */
export function retireRevision(delivery: Delivery): States {
  const { names } = delivery;
  return {
    [steps.close]: choice(
      [
        {
          when: code`$revision != '' and $not($released) and $not($outcome.kind = 'pointer-not-written')`,
          next: "Who uses the revision?",
        },
      ],
      { next: steps.record },
    ),
    "Who uses the revision?": task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      output: jsonata`$count($filter($states.result.Services[0].Deployments, function($one) {
        $one.TaskDefinition = $revision
        and ($one.Status = 'PRIMARY' or $one.RunningCount > 0 or $one.PendingCount > 0)
      })) > 0`,
      next: "Is the revision free?",
      otherwise: keptRevision,
    }),
    "Is the revision free?": choice(
      [{ when: code`$states.input = false`, next: "Deregister the revision" }],
      {
        assign: { warnings: jsonata`$append($warnings, ['the service still uses ' & $revision])` },
        next: steps.record,
      },
    ),
    "Deregister the revision": task(delivery, {
      call: "ecs:deregisterTaskDefinition",
      arguments: { TaskDefinition: jsonata`$revision` },
      next: steps.record,
      otherwise: keptRevision,
    }),
  };
}

const keptRevision = {
  assign: {
    warnings: jsonata`$append($warnings, [$revision & ' could not be deregistered: ' & $states.errorOutput.Error])`,
  },
  next: steps.record,
};
