import { member } from "../read/planned-value";
import { type Guard, inWords } from "../rules/guard";
import { guards as backups } from "../rules/safety/backups-reduced";
import { guards as deletion } from "../rules/safety/deletion-protection-removed";
import { guards as edge } from "../rules/safety/edge-hardening-reduced";
import { guards as encryption } from "../rules/safety/encryption-reduced";
import { guards as rollback } from "../rules/safety/rollback-weakened";
import { guards as scan } from "../rules/safety/scan-weakened";
import type { StateObject } from "./read-state";

const guards: readonly Guard[] = [
  ...deletion,
  ...backups,
  ...encryption,
  ...scan,
  ...rollback,
  ...edge,
].filter(({ notedOnCreate }) => notedOnCreate);

/** What protects such an object elsewhere and does not protect this one: the guards of the plan review, read from the state. */
export function missingProtection({ type, isData, values }: StateObject): readonly string[] {
  if (isData) return [];
  return guards
    .filter(({ types }) => types.includes(type))
    .flatMap(({ path, strength }) => {
      const value = path.reduce<unknown>(member, values);
      if (strength(value) > 0) return [];
      const name = path.filter((part) => typeof part === "string").join(".");
      return [`\`${name}\` is ${inWords(value)}`];
    });
}
