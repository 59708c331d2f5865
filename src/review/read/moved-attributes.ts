import { configuredPart, withoutUnasked } from "./configured-part";
import { containersNow, containersPlanned, withoutDefaults } from "./containers";
import type { Plan } from "./plan";
import { isEmpty, isNothing, member, planned, prior, UNKNOWN } from "./planned-value";
import type { ResourceChange, Values } from "./resource-change";
import { sameValue } from "./same-value";

/** One attribute of which the plan makes another value; of something new, one that the configuration sets. */
export interface MovedAttribute {
  /** Without indexes: `health_check.path`, `container_definitions.image`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Every attribute that moves, down to the single value. What the provider fills in by itself does not. Attributes that are single
 * values, and for which `isAsked` says no, are passed over.
 */
export function movedAttributes(
  change: ResourceChange,
  plan: Plan,
  isAsked: (name: string) => boolean = () => true,
): readonly MovedAttribute[] {
  if (change.after === undefined) return [];
  const expressions = plan.configuration.expressions(change.block);
  const moved: MovedAttribute[] = [];
  for (const name of namesOf(change)) {
    if (isSingle(name, change) && !isAsked(name)) continue;
    for (const one of ofAttribute(name, change, plan, expressions)) moved.push(one);
  }
  return moved;
}

function isSingle(name: string, { before, after, afterUnknown }: ResourceChange): boolean {
  return !(
    isComposed(before?.[name]) ||
    isComposed(after?.[name]) ||
    isComposed((afterUnknown as Values | undefined)?.[name])
  );
}

function isComposed(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function ofAttribute(
  name: string,
  change: ResourceChange,
  plan: Plan,
  expressions: Readonly<Record<string, unknown>> | undefined,
): readonly MovedAttribute[] {
  if (name === "container_definitions" && change.type === "aws_ecs_task_definition") {
    return inContainers(change, plan);
  }
  const expression = member(expressions, name);
  const will = planned(change, name);
  if (expressions === undefined) return between(prior(change, name), will, name);
  if (change.before !== undefined) {
    const now = prior(change, name);
    return between(now, withoutUnasked(will, now, expression), name);
  }
  // A block that no expression stands for may be a dynamic one, which a plan does not show.
  if (expression === undefined) return isBlockList(will) ? between(undefined, will, name) : nothing;
  return between(undefined, configuredPart(will, expression), name);
}

const nothing: readonly MovedAttribute[] = [];

function namesOf({ before, after, afterUnknown }: ResourceChange): readonly string[] {
  const known = Object.keys(after ?? {});
  const others = [...Object.keys(before ?? {}), ...Object.keys(afterUnknown ?? {})];
  const more = others.filter((name) => !Object.hasOwn(after ?? {}, name));
  return more.length === 0 ? known : [...known, ...new Set(more)];
}

function between(before: unknown, after: unknown, path: string): readonly MovedAttribute[] {
  if (sameValue(before, after) || (isNothing(before) && isNothing(after))) return nothing;
  if (after !== UNKNOWN && (isBlockList(before) || isBlockList(after))) {
    const [was, will] = [blocksOf(before), blocksOf(after)];
    const gone = was.filter((one) => !will.some((other) => sameValue(one, other)));
    const come = will.filter((one) => !was.some((other) => sameValue(one, other)));
    // Two that are equal, of which one goes, differ only in their number.
    if (gone.length + come.length === 0) return [{ path, before, after }];
    const pairs = Array.from({ length: Math.max(gone.length, come.length) });
    return pairs.flatMap((_, i) => between(gone[i], come[i], path));
  }
  if (isObject(before) || isObject(after)) {
    if (after === UNKNOWN) return [{ path, before, after }];
    const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    return [...names].flatMap((name) =>
      between(member(before, name), member(after, name), `${path}.${name}`),
    );
  }
  return [{ path, before, after }];
}

/** Members of the containers, each compared with the one of its name; whose default ECS writes back is no change. */
function inContainers(change: ResourceChange, plan: Plan): readonly MovedAttribute[] {
  const [now, after] = [containersNow(change), containersPlanned(change, plan)];
  const path = "container_definitions";
  if (after === undefined) return [{ path: `${path}.image`, before: undefined, after: UNKNOWN }];
  return [...new Set([...now.keys(), ...after.keys()])].flatMap((name) => {
    const [was, will] = [now.get(name), after.get(name)].map((one) => one && withoutDefaults(one));
    const members = new Set([...Object.keys(was ?? {}), ...Object.keys(will ?? {})]);
    return [...members].flatMap((key) => {
      const [a, b] = [member(was, key), member(will, key)];
      // One level deeper where the members mean different things.
      if (key === "linuxParameters")
        return between(a ?? {}, b ?? {}, `${path}.${key}`).map(atSecondLevel);
      return sameValue(a, b) ? [] : [{ path: `${path}.${key}`, before: a, after: b }];
    });
  });
}

function atSecondLevel(moved: MovedAttribute): MovedAttribute {
  return { ...moved, path: moved.path.split(".").slice(0, 3).join(".") };
}

function blocksOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isEmpty(value) ? [] : [value];
}

function isBlockList(value: unknown): boolean {
  return Array.isArray(value) && value.some(isObject);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
