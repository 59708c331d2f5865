import type { Rule } from "../rule";

/** Tasks run on other capacity, or are rolled out in another way, than the deployer and its guards count on. */
export const serviceRunOtherwise: Rule = {
  name: "service-run-otherwise",
  class: "outage",
  why: "Spot capacity is taken back at two minutes' notice; with another controller or strategy the circuit breaker and the deployer no longer do what they are there for.",
  advice:
    "Keep Fargate, the ECS controller and rolling deployments. Try anything else on a service of its own.",
};
