import { tryParseJson } from "./parse-json";
import { type Plan, rootModuleOf } from "./plan";
import { listOf, member, planned, UNKNOWN } from "./planned-value";
import type { ResourceChange } from "./resource-change";
import { readTemplate } from "./template";

/**
 * What an attribute that holds JSON would say. Where its text is not known before the apply, it is read as the
 * configuration writes it, with every reference in place that is known; the others stay as `${…}`. Undefined when it
 * is no JSON, or when nobody can know.
 */
export function plannedJson(change: ResourceChange, plan: Plan, attribute: string): unknown {
  const text = planned(change, attribute);
  if (typeof text === "string") return tryParseJson(text);
  const template = text === UNKNOWN && plan.configuration.template(change.block, attribute);
  return typeof template === "string" ? resolve(readTemplate(template), change, plan) : undefined;
}

function resolve(value: unknown, from: ResourceChange, plan: Plan): unknown {
  if (typeof value === "string") {
    return value.replace(reference, (whole, address: string, attribute: string) => {
      const found = knownValue(address, attribute, from, plan);
      return found === undefined ? whole : String(found);
    });
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, from, plan));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, resolve(item, from, plan)]),
  );
}

const reference = /\$\{((?:data\.)?[a-z]\w*\.[\w-]+(?:\[(?:\d+|"[^"]*")\])?)\.([a-z]\w*)\}/g;

/** A known text or number that is no secret; undefined otherwise. */
function knownValue(address: string, attribute: string, from: ResourceChange, plan: Plan): unknown {
  const within = from.address.slice(0, from.address.lastIndexOf(`${from.block.type}.`));
  const change = plan.changesByAddress.get(within + address);
  const [value, isSecret] = change
    ? [planned(change, attribute), member(change.afterSensitive, attribute)]
    : readBefore(plan, within + address, attribute);
  const isPlain = typeof value === "string" || typeof value === "number";
  return isPlain && isSecret !== true ? value : undefined;
}

/** Data that was read while planning stands in the state of before, not among the changes. */
function readBefore(plan: Plan, address: string, attribute: string): [unknown, unknown] {
  const root = rootModuleOf(plan.priorState);
  const found = listOf(member(root, "resources")).find((one) => member(one, "address") === address);
  return [
    member(member(found, "values"), attribute),
    member(member(found, "sensitive_values"), attribute),
  ];
}
