import { isEmpty, listOf, member, planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

const attributes = ["target_group_arn", "elb_name", "container_name", "container_port"];

/** A service no longer puts its tasks behind the load balancer, or into the directory of services, as it did; or behind another besides. */
export const serviceDetached: Rule = {
  name: "service-detached",
  class: "outage",
  why: "ECS starts the tasks and all are healthy, but no request reaches them: users get a 503. Or requests reach them by another door too.",
  advice:
    "Keep the block. To move, add the new target group beside the old one by an approval, move the listener, then take the old one away.",
  kinds: new Set(["aws_ecs_service"]),
  check(change): readonly Observation[] {
    if (!isWritten(change)) return [];
    const [was, will] = [prior(change, "load_balancer"), planned(change, "load_balancer")].map(
      listOf,
    );
    if (change.before === undefined) {
      // The module puts a service behind one target group.
      return without(will, will?.slice(0, 1)).map(alsoTakes);
    }
    const registries = (values: unknown) =>
      listOf(values).map((one) => member(one, "registry_arn"));
    const before = registries(prior(change, "service_registries"));
    const after = registries(planned(change, "service_registries"));
    const unlisted = before.filter((arn) => !after.includes(arn));
    const listed = after.filter((arn) => !before.includes(arn)).slice(unlisted.length);
    const lost = without(was, will);
    return [
      ...lost.map((block) => refuse(`no longer sends requests from ${describe(block)}`)),
      // One in place of another is one change, and said already.
      ...without(will, was).slice(lost.length).map(alsoTakes),
      ...unlisted.map((arn) => refuse(`no longer lists its tasks in ${inWords(arn)}`)),
      ...listed.map((arn) =>
        refuse(
          `also lists its tasks in ${inWords(arn)}`,
          "Leave the service in no other directory.",
        ),
      ),
    ];
  },
};

function alsoTakes(block: unknown): Observation {
  return refuse(
    `also sends requests from ${describe(block)}`,
    "Keep one target group: whoever may ask the other's load balancer comes past this one's rules, certificate and firewall.",
  );
}

/** The blocks that are not among the others. */
function without(
  blocks: readonly unknown[] = [],
  others: readonly unknown[] = [],
): readonly unknown[] {
  const isSameBlock = (one: unknown, other: unknown) =>
    attributes.every((name) => isSame(member(one, name), member(other, name)));
  return blocks.filter((block) => !others.some((other) => isSameBlock(block, other)));
}

function isSame(was: unknown, will: unknown): boolean {
  return (isEmpty(was) && isEmpty(will)) || was === will;
}

function describe(block: unknown): string {
  const [group, balancer, container, port] = attributes.map((name) => member(block, name));
  const from = isEmpty(group) ? balancer : group;
  return `${inWords(from)} to container ${inWords(container)} on port ${inWords(port)}`;
}
