import type { Plan } from "../../read/plan";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { containersNow, containersPlanned } from "../../resources/containers";
import { inWords } from "../guard";
import { isWritten, type Observation, type Rule, refuse } from "../rule";

/** Terraform would put another image into service than the one that runs: a release, or the rollback of one. */
export const imageOutsideDelivery: Rule = {
  name: "image-outside-delivery",
  class: "safety",
  why:
    "It passes by the scan and the migration. Mostly it is an old plan, or a configuration that has lost the " +
    "pointer, about to undo a release.",
  advice:
    "Plan again. To release or roll back, use `npx slipway deploy` or `npx slipway rollback`.",
  check(change, plan): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    if (change.type === "aws_ecs_task_definition") return otherImages(change, plan);
    return change.type === "aws_ecs_service" ? otherRevision(change, plan) : [];
  },
};

function otherImages(change: ResourceChange, plan: Plan): readonly Observation[] {
  const after = containersPlanned(change, plan);
  if (after === undefined) return [refuse("the image is not known before the apply")];
  const now = containersNow(change);
  const running = new Set([...now.values()].map((container) => container["image"]));
  return [...after].flatMap(([name, container]) => {
    const will = container["image"];
    if (!now.has(name)) {
      if (running.has(will)) return [];
      return [refuse(`${name}: a container that was not there runs the image ${inWords(will)}`)];
    }
    const was = now.get(name)?.["image"];
    return was === will
      ? []
      : [refuse(`${name}: the image goes from ${inWords(was)} to ${inWords(will)}`)];
  });
}

/** The revision goes to another known one. A new revision of what the plan has is not known yet, and is judged by itself. */
function otherRevision(change: ResourceChange, plan: Plan): readonly Observation[] {
  const [was, will] = [prior(change, "task_definition"), planned(change, "task_definition")];
  if (will === was || typeof was !== "string") return [];
  if (will !== UNKNOWN)
    return [refuse(`the service goes from ${inWords(was)} to ${inWords(will)}`)];
  const module = change.address.slice(0, change.address.lastIndexOf(`${change.block.type}.`));
  return plan.configuration
    .references(change.block, "task_definition")
    .map((reference) => plan.changesByAddress.get(module + reference))
    .filter((task) => task?.type === "aws_ecs_task_definition" && task.before === undefined)
    .map((task) => refuse(`the service goes from ${inWords(was)} to the new ${task?.address}`));
}
