import { kindOf } from "../../attributes";
import { movedAttributes } from "../../read/moved-attributes";
import { textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

interface Door {
  /** Objects of any kind, where none is named. */
  readonly types?: RegExp;
  readonly path: readonly (string | number)[];
  readonly isOpen: (value: unknown) => boolean;
}

const whenTrue = (value: unknown) => value === true;

const doors: readonly Door[] = [
  { path: ["publicly_accessible"], isOpen: whenTrue },
  { path: ["network_configuration", 0, "assign_public_ip"], isOpen: whenTrue },
  { path: ["ecs_target", 0, "network_configuration", 0, "assign_public_ip"], isOpen: whenTrue },
  { path: ["associate_public_ip_address"], isOpen: whenTrue },
  { path: ["map_public_ip_on_launch"], isOpen: whenTrue },
  { path: ["vpc_config", 0, "endpoint_public_access"], isOpen: whenTrue },
  {
    types: /^aws_lambda_function_url$/,
    path: ["authorization_type"],
    isOpen: (value) => value === "NONE",
  },
  {
    types: /_snapshot(_copy)?$/,
    path: ["shared_accounts"],
    isOpen: (value) => Array.isArray(value) && value.includes("all"),
  },
];

/** A database, a task, a machine or a function gets an address that the Internet can reach. */
export const publiclyAccessible: Rule = {
  name: "publicly-accessible",
  class: "exposure",
  why: "With a public address one wrong rule of a security group is enough, and such rules are found within minutes.",
  advice: "Keep it private. People reach it over the VPN, the public through the load balancer.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    const known = doors
      .filter(({ types }) => types === undefined || types.test(change.type))
      .flatMap(({ path, isOpen }) => {
        const will = planned(change, ...path);
        // Unknown and not configured is AWS's default, which is closed for each of these.
        const isUnknown =
          will === UNKNOWN && plan.configuration.sets(change.block, String(path[0]));
        if (isOpen(prior(change, ...path)) || !(isUnknown || isOpen(will))) return [];
        const name = path.filter((part) => typeof part === "string").join(".");
        return [{ name, isUnknown }];
      });
    const others = opensWithin(change, plan).filter(
      ({ name }) => !known.some((one) => one.name === name),
    );
    return [...known, ...others].map(({ name, isUnknown }) =>
      refuse(
        `becomes reachable from the Internet: \`${name}\` ${isUnknown ? "is not known before the apply" : "is set"}`,
      ),
    );
  },
};

/** In what a project makes beside the module the same attributes may stand in any block. */
function opensWithin(change: ResourceChange, plan: Plan) {
  if (kindOf(change.type) !== undefined) return [];
  const isOpen = (value: unknown) => /^(true|enabled)$/i.test(textOf(value));
  return movedAttributes(change, plan)
    .filter(({ path }) => opening.test(path))
    .filter(({ before, after }) => !isOpen(before) && (after === UNKNOWN || isOpen(after)))
    .map(({ path, after }) => ({ name: path, isUnknown: after === UNKNOWN }));
}

const opening =
  /(^|\.)(publicly_accessible|(assign|associate)_public_ip(_address)?|map_public_ip_on_launch|endpoint_public_access|direct_internet_access)$/;
