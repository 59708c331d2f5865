import { printable } from "../../../base/printable";
import { containersNow, containersPlanned } from "../../read/containers";
import { textOf } from "../../read/plain-value";
import { changesBehind, type Plan } from "../../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** Terraform would put another image into service than the one that runs: a release, or the rollback of one. */
export const imageOutsideDelivery: Rule = {
  name: "image-outside-delivery",
  class: "safety",
  why:
    "It passes by the scan and the migration. Mostly it is an old plan, or a configuration that has lost the " +
    "pointer, about to undo a release.",
  advice:
    "Plan again. To release or roll back, use `npx slipway deploy` or `npx slipway rollback`.",
  kinds: new Set(["aws_ecs_task_definition", "aws_ecs_service"]),
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

/**
 * The revision goes to another known one, or to one that nobody can know. A new revision of what the plan has is not known
 * yet, and is judged by itself: but only against the revision that the service has, since Terraform's memory may be older.
 */
function otherRevision(change: ResourceChange, plan: Plan): readonly Observation[] {
  const [was, will] = [prior(change, "task_definition"), planned(change, "task_definition")];
  if (will === was || isEmpty(was)) return [];
  const from = `the service goes from ${inWords(was)} to`;
  if (will !== UNKNOWN) return [refuse(`${from} ${inWords(will)}`)];
  const tasks = changesBehind(plan, change, "task_definition");
  if (tasks === undefined || tasks.some(({ type }) => type !== "aws_ecs_task_definition")) {
    const written = plan.configuration.references(change.block, "task_definition");
    const by = written.length > 0 ? ` (${printable(written.join(", "))})` : "";
    return [refuse(`${from} a revision that is not known before the apply${by}`)];
  }
  return tasks.flatMap((task) => {
    if (task.before === undefined) return [refuse(`${from} the new ${task.address}`)];
    if (isRevision(was, task)) return [];
    const known = `${textOf(prior(task, "family"))}:${textOf(prior(task, "revision"))}`;
    return [
      refuse(
        `the service runs ${inWords(was)}, and Terraform makes its new revision from ${known}, with the image of that one`,
      ),
    ];
  });
}

/** Whether `family:revision`, alone or in an ARN, is the one that Terraform has of the task definition. */
function isRevision(running: unknown, task: ResourceChange): boolean {
  const own = textOf(prior(task, "arn"));
  if (running === own) return true;
  const [, place, family, revision] = written.exec(textOf(running)) ?? [];
  const ownPlace = written.exec(own)?.[1];
  const isElsewhere = place !== undefined && ownPlace !== undefined && place !== ownPlace;
  if (isElsewhere || family === undefined || family !== prior(task, "family")) return false;
  // Without a revision the service follows the family's latest.
  return revision === undefined || revision === textOf(prior(task, "revision"));
}

const written = /^(?:(arn:.*:task-definition)\/)?([^:/]+)(?::(\d+))?$/;
