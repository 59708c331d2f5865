import type { Environment } from "../../../src/config/schema";
import type { Arguments, Synthesized } from "../synth";

/** What must hold for every environment: the sentences that say where it does not. */
export type Invariant = (synthesized: Synthesized, environment: Environment) => string[];

/** One managed resource. */
export interface Resource {
  readonly type: string;
  readonly address: string;
  readonly args: Arguments;
}

/** Every managed resource. */
export function resourcesOf(synthesized: Synthesized): Resource[] {
  return synthesized.addresses().map((address) => ({
    type: address.split(".")[0] as string,
    address,
    args: synthesized.resource(address),
  }));
}

/** Every leaf of a value with its key and the path to it. */
export function leavesOf(
  value: unknown,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly value: unknown }[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, entry]) => leavesOf(entry, [...path, key]));
}
