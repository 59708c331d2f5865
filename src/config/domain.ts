import { z } from "zod";
import { environmentName } from "../contract/names";
import {
  certificateArn,
  choice,
  domainName,
  hostedZoneId,
  identifying,
  oneOf,
  section,
} from "./fields";
import { type EnvironmentRule, type PairRule, type RuleProblem, taken } from "./rule";
import type { Environment } from "./schema";

/** The name people type, and the certificate that proves it. */
export const domain = section({
  hostName: identifying(
    domainName().describe("The name people and pipelines use, inside the hosted zone."),
  ),
  hostedZone: section({
    id: identifying(hostedZoneId().describe("Route 53 id of the zone.")),
    name: identifying(domainName().describe("Name of the zone, such as example.gov.")),
    visibility: oneOf(["public", "private"]).describe("`private` when only its VPCs see the zone."),
  }).describe("The zone that gets the name; may be private."),
  certificate: choice(
    "mode",
    [
      section({
        mode: z
          .literal("managed")
          .describe("Ask ACM for a certificate and renew it without hands."),
        validationZone: section({
          id: identifying(hostedZoneId().describe("Route 53 id of the zone.")),
          name: identifying(
            domainName().describe("Name of the zone; the host name must be inside it."),
          ),
          visibility: z
            .literal("public", {
              error: "must be public: ACM looks the validation record up from the internet",
            })
            .describe("Always `public`: ACM looks the record up from the internet."),
        }).describe("The public zone in which ACM finds the validation record."),
      }).describe("A certificate made and renewed by ACM."),
      section({
        mode: z.literal("existing").describe("Use a certificate that exists."),
        arn: identifying(
          certificateArn().describe("ACM certificate in this region that covers the host name."),
        ),
      }).describe("A certificate that others renew."),
    ],
    ["managed", "existing"],
  ).describe("The certificate of the HTTPS listener."),
}).describe("Host name, hosted zone and certificate.");

type Zone = Environment["domain"]["hostedZone"];

/** The host name is inside the zone that gets its record, and inside the zone that proves it for a managed certificate. */
export const hostNameInZones: EnvironmentRule = ({
  domain: { hostName, hostedZone, certificate },
}) => {
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

/** A name leads to one load balancer. The same name in a public and a private zone is two names. */
export const hostNameOnce: PairRule = (environment, earlier) => {
  const { hostName, hostedZone } = environment.domain;
  if (hostName !== earlier.domain.hostName || hostedZone.id !== earlier.domain.hostedZone.id) {
    return [];
  }
  return taken(["domain", "hostName"], hostName, earlier);
};

/** A hosted zone's id is one zone in all of Route 53: it is private in every file that names it, or public in every one. */
export const hostedZoneOnce: PairRule = (environment, earlier) =>
  zonesOf(environment).flatMap(({ path, zone }) => {
    const other = zonesOf(earlier).find((one) => one.zone.id === zone.id)?.zone;
    if (other === undefined || other.visibility === zone.visibility) return [];
    return [
      {
        path: ["domain", ...path, "visibility"],
        message: `must be ${other.visibility}, as ${environmentName(earlier)} says of the same zone ${zone.id}, got ${zone.visibility}`,
        fix: "look the zone up in Route 53 and correct one of the two files, or the id",
      },
    ];
  });

/** The zones that a file names. What it says of one zone in two places, another rule compares. */
function zonesOf({ domain }: Environment): { path: readonly string[]; zone: Zone }[] {
  const own = { path: ["hostedZone"], zone: domain.hostedZone };
  if (domain.certificate.mode !== "managed") return [own];
  const proof = domain.certificate.validationZone;
  if (proof.id === domain.hostedZone.id) return [own];
  return [own, { path: ["certificate", "validationZone"], zone: proof }];
}
