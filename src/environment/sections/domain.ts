import { z } from "zod";
import { arn, choice, domainName, hostedZoneId, section } from "../fields";
import { visibility } from "./identity";

/** The name people type, and the certificate that proves it. */
export const domain = section({
  hostName: domainName().describe("The name people and pipelines use, inside the hosted zone."),
  hostedZone: section({
    id: hostedZoneId().describe("Route 53 id of the zone."),
    name: domainName().describe("Name of the zone, such as example.gov."),
    visibility: visibility().describe("`private` when only its VPCs see the zone."),
  }).describe("The zone that gets the name; may be private."),
  certificate: choice(
    "mode",
    [
      section({
        mode: z
          .literal("managed")
          .describe("Ask ACM for a certificate and renew it without hands."),
        validationZone: section({
          id: hostedZoneId().describe("Route 53 id of the zone."),
          name: domainName().describe("Name of the zone; the host name must be inside it."),
          visibility: z
            .literal("public", {
              error: "must be public: ACM looks the validation record up from the internet",
            })
            .describe("Always `public`: ACM looks the record up from the internet."),
        }).describe("The public zone in which ACM finds the validation record."),
      }).describe("A certificate made and renewed by ACM."),
      section({
        mode: z.literal("existing").describe("Use a certificate that exists."),
        arn: arn(
          "acm",
          /certificate\/[0-9a-f-]{36}/,
          "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000",
        ).describe("ACM certificate in this region that covers the host name."),
      }).describe("A certificate that others renew."),
    ],
    ["managed", "existing"],
  ).describe("The certificate of the HTTPS listener."),
}).describe("Host name, hosted zone and certificate.");
