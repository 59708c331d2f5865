import { planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/**
 * A load balancer that is reached from the Internet, and was not, or is new: AWS makes it so when nothing is said. A distribution always is, and with it the
 * internal load balancer behind it. A project may make other kinds of load balancers beside the module.
 */
export const loadBalancerPublic: Rule = {
  name: "load-balancer-public",
  class: "exposure",
  why: "It gets a public address, and everybody who scans the Internet finds it within hours.",
  advice:
    "Say `internal = true`, or take the distribution back, unless the public is who it is for.",
  check(change): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (change.type === "aws_cloudfront_distribution") {
      return change.before === undefined
        ? [
            refuse(
              "answers everybody on the Internet, and sends what they ask on to what is behind it",
            ),
          ]
        : [];
    }
    if (!isLoadBalancer.test(change.type)) return [];
    if (planned(change, "load_balancer_type") === "gateway") return [];
    const wasPublic = change.before !== undefined && prior(change, "internal") !== true;
    if (wasPublic || planned(change, "internal") === true) return [];
    return [refuse("becomes internet-facing")];
  },
};

// By its name, so also one of a kind that a project declares.
const isLoadBalancer = /^aws_\w*lb$/;
