import { deliveryOf } from "../../delivery/delivery-of";
import { mostEvents, mostEventsOf } from "../../delivery/time-limit";
import type { Rule } from "./rule";

/** The deployer's waits fit into the history that Step Functions keeps of one execution. @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const deliveryHistory: Rule = (environment) => {
  const events = mostEventsOf(deliveryOf(environment).settings);
  if (events <= mostEvents) return [];
  return [
    {
      path: ["delivery"],
      on: "key",
      message: `must wait so that an execution has at most ${mostEvents} events, got ${events}`,
      fix: "raise a pollSeconds or lower a limitSeconds of scan, migration or rollout",
    },
  ];
};
