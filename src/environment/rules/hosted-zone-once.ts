import { environmentName } from "../names";
import type { Environment } from "../schema";
import type { PairRule } from "./rule";

/** A hosted zone's id is one zone in all of Route 53, so what two files say of it must agree. */
export const hostedZoneOnce: PairRule = (environment, earlier) =>
  zonesOf(environment).flatMap(({ path, zone }) =>
    zonesOf(earlier)
      .filter((other) => other.zone.id === zone.id)
      .slice(0, 1)
      .flatMap((other) =>
        (["name", "visibility"] as const).flatMap((key) => {
          if (zone[key] === other.zone[key]) return [];
          const said = `${zone.id} is ${other.zone[key]} in ${environmentName(earlier)}`;
          return [
            {
              path: ["domain", ...path, key],
              message: `must be what another file says of the same zone, ${said}, got ${zone[key]}`,
              fix: "look the zone up in Route 53 and correct one of the two files, or its id",
            },
          ];
        }),
      ),
  );

type Zone = Environment["domain"]["hostedZone"];

/** The zones that a file names. What it says of one zone in two places, another rule compares. */
function zonesOf({ domain }: Environment): { path: readonly string[]; zone: Zone }[] {
  const own = { path: ["hostedZone"], zone: domain.hostedZone };
  if (domain.certificate.mode !== "managed") return [own];
  const proof = domain.certificate.validationZone;
  if (proof.id === domain.hostedZone.id) return [own];
  return [own, { path: ["certificate", "validationZone"], zone: proof }];
}
