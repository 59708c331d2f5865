import { tryParseJson } from "./parse-json";
import { textOf } from "./plain-value";
import type { Plan } from "./plan";
import { plannedJson } from "./planned-json";
import { isEmpty, member, planned, prior } from "./planned-value";
import { isWritten, type ResourceChange } from "./resource-change";

/** Containers of a task definition by name. */
export type Containers = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The containers as they are; none when there is no task definition yet. */
export function containersNow(change: ResourceChange): Containers {
  const text = prior(change, "container_definitions");
  return byName(typeof text === "string" ? tryParseJson(text) : undefined);
}

/**
 * The containers as they would be. Where the text is not known before the apply (it holds the version of a secret
 * that is being written, say) they are read as the configuration writes them; undefined when that cannot be read.
 */
export function containersPlanned(change: ResourceChange, plan: Plan): Containers | undefined {
  const known = containers.get(change) ?? { planned: readPlanned(change, plan) };
  containers.set(change, known);
  return known.planned;
}

// Ten rules ask.
const containers = new WeakMap<ResourceChange, { readonly planned: Containers | undefined }>();

function readPlanned(change: ResourceChange, plan: Plan): Containers | undefined {
  const definitions = plannedJson(change, plan, "container_definitions");
  const isSaid = !isEmpty(planned(change, "container_definitions"));
  if (isSaid && !isListOfObjects(definitions)) return undefined; // what is computed, or cannot be read, may be any
  const named = byName(definitions);
  return isSaid && named.size < (definitions as unknown[]).length ? undefined : named; // of two of one name either may run
}

function byName(definitions: unknown): Containers {
  const list = Array.isArray(definitions) ? definitions : [];
  return new Map(
    list
      .filter((item) => typeof item === "object" && item !== null)
      .map((item) => [textOf(member(item, "name")), item]),
  );
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null);
}

/** A list of `{ name, value }` by name: variables by their value, secrets by where they come from. */
export function namedValues(
  list: unknown,
  value: "value" | "valueFrom",
): ReadonlyMap<string, string> {
  const items = Array.isArray(list) ? list : [];
  return new Map(items.map((item) => [textOf(member(item, "name")), textOf(member(item, value))]));
}

/**
 * A container without what ECS writes back where nothing is said.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function withoutDefaults({
  cpu,
  essential,
  portMappings,
  mountPoints,
  ...rest
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const each = (list: unknown, usual: (item: object) => object) =>
    Array.isArray(list)
      ? list.map((item) =>
          typeof item === "object" && item !== null ? { ...usual(item), ...item } : item,
        )
      : list;
  return {
    ...rest,
    ...(cpu === 0 ? {} : { cpu }),
    ...(essential === true ? {} : { essential }),
    portMappings: each(portMappings, (item) => ({
      hostPort: member(item, "containerPort"),
      protocol: "tcp",
    })),
    mountPoints: each(mountPoints, () => ({ readOnly: false })),
  };
}

/** One container of a task definition that stands, as it is and as it would be. */
export interface ContainerPair {
  readonly name: string;
  readonly was: Readonly<Record<string, unknown>>;
  readonly will: Readonly<Record<string, unknown>>;
}

/**
 * The containers that stay under their name. None of what cannot be read: `container-loosened` refuses that once, for
 * every rule that asks.
 */
export function containersThatStay(change: ResourceChange, plan: Plan): readonly ContainerPair[] {
  if (change.type !== "aws_ecs_task_definition" || !isWritten(change)) return [];
  const after = containersPlanned(change, plan);
  return [...containersNow(change)].flatMap(([name, was]) => {
    const will = after?.get(name);
    return will ? [{ name, was, will }] : [];
  });
}
