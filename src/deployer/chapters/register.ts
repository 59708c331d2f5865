import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { copyWithImage } from "../copy-task-definition";
import { code, jsonata } from "../jsonata";
import { noteInLock } from "../lock";
import { steps } from "../steps";
import { task } from "../task";
import { awsFailed } from "../tell";

/**
 * The family's latest revision, not the running one, with the new image: so that what Terraform changed since reaches
 * the service too. Which one was the latest is noted first: what came after it with this image is ours, answered or not.
 */
export function register(delivery: Delivery): States {
  const { names } = delivery;
  const image = code`(${addressesOf(names).repositoryUrl} & '@' & $digest)`;
  return {
    [steps.register]: task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: names.taskFamily, Include: ["TAGS"] },
      assign: {
        base: jsonata`$states.result.TaskDefinition.TaskDefinitionArn`,
        previous: jsonata`$service.taskDefinition`,
        first: jsonata`$runs.first`,
      },
      output: jsonata`$states.result`,
      next: "Note that a revision is registered",
      otherwise: awsFailed,
    }),
    "Note that a revision is registered": noteInLock(
      delivery,
      {
        step: "registering",
        base: jsonata`$base`,
        previous: jsonata`$previous`,
        first: jsonata`$first ? 'true' : ''`,
      },
      "Register the revision",
      { output: jsonata`$states.input` },
    ),
    "Register the revision": task(delivery, {
      call: "ecs:registerTaskDefinition",
      arguments: jsonata`${copyWithImage(code`$states.input`, names.container, image)}`,
      assign: { revision: jsonata`$states.result.TaskDefinition.TaskDefinitionArn` },
      next: "Note the revision in the lock",
      otherwise: awsFailed,
    }),
    "Note the revision in the lock": noteInLock(
      delivery,
      { step: "registered", revision: jsonata`$revision` },
      steps.migrate,
    ),
  };
}
