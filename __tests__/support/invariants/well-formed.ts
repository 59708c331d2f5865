import { referencesIn } from "../terraform-references";
import type { Invariant } from "./invariant";

/** Every reference leads somewhere. */
export const referencesLeadSomewhere: Invariant = (synthesized) => {
  const { json } = synthesized;
  const declared = new Set([
    ...synthesized.addresses(),
    ...below(json.data, "data."),
    ...below(json["ephemeral"], "ephemeral."),
  ]);
  const used = referencesIn([json.resource, json.data, json["ephemeral"], json["output"]]);
  return [...used].filter((address) => !declared.has(address)).map((a) => `nothing is at ${a}`);
};

function below(blocks: unknown, prefix: string): string[] {
  return Object.entries((blocks ?? {}) as Record<string, Record<string, unknown>>).flatMap(
    ([type, byName]) => Object.keys(byName).map((name) => `${prefix}${type}.${name}`),
  );
}

/** Nothing of the framework is left in what Terraform reads. */
export const nothingIsUnresolved: Invariant = (synthesized) => {
  const left = synthesized.text().match(/(?<!\$)\$\{(Tf)?Token\[|\[object Object\]/g) ?? [];
  return left.map((token) => `left unresolved: ${token}`);
};
