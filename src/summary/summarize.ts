import { textOrder } from "../base/text";
import { trafficOf } from "../picture/traffic";
import type { TerraformJson } from "../terraform-json";
import { phraseByType } from "./phrases";
import { type Group, groupOf, groups } from "./resource-group";

/** What will exist of one group. */
export interface GroupSummary {
  readonly group: Group;
  /** What a person would name, each in a few words. */
  readonly things: readonly string[];
  /** How many Terraform resources that is. */
  readonly resources: number;
}

const phrases = Object.entries(phraseByType);

/** What a stack makes, by group, read from its synthesized Terraform. Groups without a resource are left out. */
export function summarize(json: TerraformJson): GroupSummary[] {
  const resources = Object.entries(json.resource).flatMap(([type, byName]) =>
    Object.entries(byName)
      .sort(([a], [b]) => textOrder(a, b))
      .map(([, it]) => ({ type, it })),
  );
  return groups.flatMap((group) => {
    const own = resources.filter(({ type }) => groupOf(type) === group);
    if (own.length === 0) return [];
    const named = phrases.flatMap(([type, phrase]) =>
      own.flatMap((resource) => (resource.type === type ? (phrase(resource.it) ?? []) : [])),
    );
    const things =
      group === "network"
        ? connections(json)
        : group === "other"
          ? own.map(({ type }) => type)
          : named;
    return [{ group, things, resources: own.length }];
  });
}

/** Who may connect to whom, in the order of the traffic: `10.20.0.0/16 → load balancer 443, 80`. */
function connections(json: TerraformJson): string[] {
  const portsByEnds = new Map<string, string[]>();
  const traffic = trafficOf(json).sort(
    (a, b) => tierOf(a.from) - tierOf(b.from) || textOrder(a.from + a.to, b.from + b.to),
  );
  for (const { from, to, port } of traffic) {
    const ends = `${endText(from)} → ${endText(to)}`;
    portsByEnds.set(ends, [...(portsByEnds.get(ends) ?? []), port]);
  }
  return [...portsByEnds].map(([ends, ports]) => `${ends} ${ports.join(", ")}`);
}

/** Clients are before the load balancer, and the load balancer before the service. */
function tierOf(end: string): number {
  return ["load balancer", "service"].indexOf(end);
}

function endText(end: string): string {
  return end === "0.0.0.0/0" || end === "::/0" ? `the internet (${end})` : end;
}
