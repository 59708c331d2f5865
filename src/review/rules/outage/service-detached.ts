import { isEmpty, listOf, member, planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

const attributes = ["target_group_arn", "elb_name", "container_name", "container_port"];

/** A service no longer puts its tasks behind the load balancer, or into the directory of services, as it did. */
export const serviceDetached: Rule = {
  name: "service-detached",
  class: "outage",
  why: "ECS starts the tasks and all are healthy, but no request reaches them: users get a 503.",
  advice:
    "Keep the block. To move, add the new target group beside the old one, move the listener, then take the old one away.",
  kinds: new Set(["aws_ecs_service"]),
  check(change): readonly Observation[] {
    if (change.before === undefined) return [];
    if (!isWritten(change)) return [];
    const kept = listOf(planned(change, "load_balancer"));
    const isKept = (block: unknown) =>
      kept.some((other) =>
        attributes.every((name) => isSame(member(block, name), member(other, name))),
      );
    const lost = listOf(prior(change, "load_balancer")).filter((block) => !isKept(block));
    const registries = listOf(planned(change, "service_registries")).map((one) =>
      member(one, "registry_arn"),
    );
    const unlisted = listOf(prior(change, "service_registries"))
      .map((one) => member(one, "registry_arn"))
      .filter((arn) => !registries.includes(arn));
    return [
      ...lost.map((block) => refuse(`no longer sends requests from ${describe(block)}`)),
      ...unlisted.map((arn) => refuse(`no longer lists its tasks in ${inWords(arn)}`)),
    ];
  },
};

function isSame(was: unknown, will: unknown): boolean {
  return (isEmpty(was) && isEmpty(will)) || was === will;
}

function describe(block: unknown): string {
  const [group, balancer, container, port] = attributes.map((name) => member(block, name));
  const from = isEmpty(group) ? balancer : group;
  return `${inWords(from)} to container ${inWords(container)} on port ${inWords(port)}`;
}
