import type { Environment } from "../schema";
import type { Rule, RuleProblem } from "./rule";

type Zone = Environment["domain"]["hostedZone"];

/** The host name is inside the zone that gets its record, and inside the zone that proves it for a managed certificate. */
export const hostNameInZones: Rule = ({ domain: { hostName, hostedZone, certificate } }) => {
  const outside = (name: string, path: readonly string[]): RuleProblem[] => {
    if (hostName === name || hostName.endsWith(`.${name}`)) return [];
    return [
      {
        path: ["domain", ...path, "name"],
        message: `must be a zone that ${hostName} is inside, got ${name}`,
        fix: `the host name must be ${name} or end in .${name}; change one of the two`,
      },
    ];
  };
  const own = outside(hostedZone.name, ["hostedZone"]);
  if (certificate.mode !== "managed") return own;
  const proof = certificate.validationZone;
  const path = ["certificate", "validationZone"];
  return [...own, ...outside(proof.name, path), ...differing(hostedZone, proof, path)];
};

/** One id is one zone: what the file says of it in two places must agree. */
function differing(zone: Zone, again: Zone, path: readonly string[]): RuleProblem[] {
  if (zone.id !== again.id) return [];
  if (zone.name === again.name && zone.visibility === again.visibility) return [];
  const same = `${zone.id} is ${zone.visibility} and named ${zone.name} in hostedZone`;
  const fix =
    zone.visibility === "private"
      ? "give the id of a public zone of the same name or of one above it: ACM cannot look into a private zone"
      : "give the zone's own name in both places, or another zone's id";
  return [{ path: ["domain", ...path, "id"], message: `must be another zone: ${same}`, fix }];
}
