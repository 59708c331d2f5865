import { parse } from "yaml";
import type { Environment } from "../../src/config/schema";
import { exampleText } from "./example-environment";
import { exampleWith } from "./example-with";

type Firewall = Extract<
  NonNullable<Environment["loadBalancer"]["firewall"]>,
  { readonly mode: "managed" }
>;

/** The section `firewall` of a load balancer that is made here. */
export const firewallText = `  firewall:
    mode: managed
    common: block
    maxBodyKiB: null
    knownBadInputs: block
    ipReputation: block
    sqlInjection: count
    rateLimit:
      requestsPerFiveMinutes: 2000
      action: block
    logRetentionDays: 90
`;

/** The example behind a firewall. */
export const guardedText = exampleText.replace(
  / {2}accessLogRetentionDays: 90\n/,
  (line) =>
    `${line}  tlsPolicy: standard\n  maintenance: false\n  maintenanceText: Back at 8:00.\n${firewallText}`,
);

/** The same section as an object of the caller's own. */
export function firewallSection(): Firewall {
  return parse(firewallText).firewall;
}

/** The example behind a firewall, with these settings besides. */
export function guardedEnvironment(settings: Readonly<Record<string, unknown>> = {}): Environment {
  return exampleWith({ "loadBalancer.firewall": firewallSection(), ...settings });
}

/** A web ACL that others own. */
export const sharedAclArn =
  "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shared/00000000-0000-0000-0000-000000000000";
