import { parse } from "yaml";
import type { CdnSettings } from "../../src/config/frontend";
import type { Environment } from "../../src/config/schema";
import { exampleText } from "./example-environment";
import { exampleWith } from "./example-with";
import { ownNetworkSection, ownNetworkText } from "./own-network";

const frontendText = `frontend:
  mode: cdn
  certificateArn: null
  backendPaths:
    - /api/*
    - /health/*
  contentSecurityPolicy: default-src 'self'
  logRetentionDays: 90
  firewall:
    mode: managed
    common: block
    maxBodyKiB: null
    knownBadInputs: block
    ipReputation: count
    sqlInjection: count
    rateLimit:
      requestsPerFiveMinutes: 2000
      action: block
`;

/** The zone that answers on the Internet: a name in a private one cannot lead to CloudFront. */
export const publicZone = {
  id: "Z9876543210ABCDEFGHIJ",
  name: "example.gov",
  visibility: "public",
} as const;

/** The example behind a distribution. */
export const frontendExample = `${exampleText.replace(
  /( {2}hostedZone:\n).*\n.*\n.*\n/,
  `$1    id: ${publicZone.id}\n    name: ${publicZone.name}\n    visibility: public\n`,
)}${frontendText}`;

/** The same with people who publish its pages. */
export const publishingExample = frontendExample
  .replace(
    "  promotionReaders:",
    `  publishers:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/builder"]
  promotionReaders:`,
  )
  .replace("  contentSecurityPolicy:", "  immutablePaths: [/static/*]\n  contentSecurityPolicy:");

/** The same with a certificate and a firewall that others own. */
export const frontendOfOthersExample = frontendExample
  .replace(
    "certificateArn: null",
    "certificateArn: arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000002",
  )
  .replace(
    / {4}mode: managed\n {4}common[\s\S]*?action: block\n/,
    "    mode: existing\n    webAclArn: arn:aws:wafv2:us-east-1:111111111111:global/webacl/shared/00000000-0000-0000-0000-000000000000\n",
  );

/** The same without a firewall, and with the reason. */
export const unguardedFrontendExample = frontendExample.replace(
  / {4}mode: managed\n {4}common[\s\S]*?action: block\n/,
  "    mode: none\n    reason: Another CDN stands before it.\n",
);

/** The example that says that it has no distribution. */
export const withoutFrontendExample = `${exampleText}frontend:\n  mode: none\n`;

/** The example behind one in a network of its own, with nothing of others but a hosted zone. */
export const ownNetworkFrontendText = frontendExample
  .replace(/network:\n[\s\S]*?\n(?=\n?loadBalancer:)/, ownNetworkText)
  .replace(/promotionReaders: .*/, "promotionReaders: []")
  .replace(/allowedSecurityGroupIds:\n.*/, "allowedSecurityGroupIds: []");

/** The section as an object of the caller's own. */
export function cdnSection(more: Partial<CdnSettings> = {}): CdnSettings {
  return { ...parse(frontendText).frontend, ...more };
}

/** The example behind a distribution. */
export function frontendEnvironment(
  cdn: Partial<CdnSettings> = {},
  more: Record<string, unknown> = {},
): Environment {
  return exampleWith({
    "domain.hostedZone": { ...publicZone },
    frontend: cdnSection(cdn),
    ...more,
  });
}

/** The same in a network of its own, which has no other use for an internet gateway. */
export function ownNetworkFrontendEnvironment(): Environment {
  return frontendEnvironment({}, { network: ownNetworkSection() });
}
