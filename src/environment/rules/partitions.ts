import { partitionOf } from "../../terraform/place";
import type { Path } from "../problem";
import { arnParts } from "./arns";
import type { Rule, RuleProblem } from "./rule";

/** The commercial partition and GovCloud know nothing of each other's ARNs. */
export const partitions: Rule = (environment) => {
  const { region, state, loadBalancer, domain, repository, secrets, access } = environment;
  const partition = partitionOf(region);
  const settings: readonly (readonly [Path, unknown])[] = [
    [["loadBalancer"], loadBalancer],
    [["domain"], domain],
    [["repository"], repository],
    [["secrets"], secrets],
    [["access"], access],
  ];
  const wrongState = partitionOf(state.region) !== partition;
  return [
    ...(wrongState ? [differs(["state", "region"], partitionOf(state.region), region)] : []),
    ...settings
      .flatMap(([path, value]) => arnsIn(value, path))
      .filter(({ arn }) => arnParts(arn).partition !== partition)
      .map(({ path, arn }) => differs(path, arnParts(arn).partition, region)),
  ];
};

function differs(path: Path, given: string, region: string): RuleProblem {
  return {
    path,
    message: `must be in the partition ${partitionOf(region)}, to which ${region} belongs, got ${given}`,
    fix: "nothing in one partition of AWS can be used from another; give one of this partition",
  };
}

function arnsIn(value: unknown, path: Path): { path: Path; arn: string }[] {
  if (typeof value === "string") return value.startsWith("arn:") ? [{ path, arn: value }] : [];
  if (Array.isArray(value)) return value.flatMap((entry, index) => arnsIn(entry, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => arnsIn(entry, [...path, key]));
}
