import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
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
    return doors
      .filter(({ types }) => types === undefined || types.test(change.type))
      .flatMap(({ path, isOpen }) => {
        const will = planned(change, ...path);
        // Unknown and not configured is AWS's default, which is closed for each of these.
        const isUnknown =
          will === UNKNOWN && plan.configuration.sets(change.block, String(path[0]));
        if (isOpen(prior(change, ...path)) || !(isUnknown || isOpen(will))) return [];
        const name = path.filter((part) => typeof part === "string").join(".");
        return [
          refuse(
            `becomes reachable from the Internet: \`${name}\` ${isUnknown ? "is not known before the apply" : "is set"}`,
          ),
        ];
      });
  },
};
