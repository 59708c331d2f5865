import { expect, test } from "vitest";
import { parse } from "yaml";
import { arnPlaces } from "../../../src/config/arn-places";
import { bodyLimit } from "../../../src/config/firewall";
import {
  type CdnSettings,
  frontendAddresses,
  frontendCertificate,
  frontendLeadsThere,
  frontendPaths,
} from "../../../src/config/frontend";
import { loadBalancerClients } from "../../../src/config/load-balancer";
import type { EnvironmentRule } from "../../../src/config/rule";
import { vpnSection } from "../../support/client-vpn";
import { reportOn } from "../../support/environment-files";
import { exampleWith } from "../../support/example-with";
import { cdnSection, frontendExample, publicZone } from "../../support/frontend";
import { firewallSection } from "../../support/guarded";
import { written } from "../../support/judged";
import { otherModesText } from "../../support/other-modes";

/** What a rule says of the example behind a distribution. */
function behind(
  rule: EnvironmentRule,
  cdn: Partial<CdnSettings> = {},
  more: Record<string, unknown> = {},
): string {
  const zone = { "domain.hostedZone": { ...publicZone } };
  return written(rule(exampleWith({ ...zone, frontend: cdnSection(cdn), ...more })));
}

test("a distribution whose file says nothing of a firewall is refused: it may have been forgotten", () => {
  const forgotten = frontendExample.replace(/ {2}firewall:\n( {4}.*\n)+/, "");
  expect(reportOn({ "shop-dev.yaml": frontendExample })).toBe("");
  expect(reportOn({ "shop-dev.yaml": forgotten })).toBe(
    `environments/shop-dev.yaml:178:1  frontend.firewall: is missing
    add firewall in frontend: The firewall (AWS WAF) in front of the distribution

1 problem in 1 file; nothing was written
`,
  );
});

test("an internal load balancer of one's own and a public name are what a distribution leads to", () => {
  expect(behind(frontendLeadsThere)).toBe("");
});

test.each([
  [
    "a load balancer that faces the Internet",
    { "loadBalancer.scheme": "internet-facing" },
    `loadBalancer.scheme is internet-facing, got cdn
    write scheme: internal; a load balancer that faces the Internet is replaced by it, as docs/frontend.md says`,
  ],
  [
    "a load balancer of others",
    { loadBalancer: parse(otherModesText).loadBalancer },
    `loadBalancer.mode is existing, got cdn
    make a load balancer here, since only its security group can admit CloudFront; or write none`,
  ],
  [
    "a private zone",
    { "domain.hostedZone.visibility": "private" },
    `domain.hostedZone is private, got cdn
    give the public zone: a name in a private one cannot lead to CloudFront`,
  ],
  [
    "a VPN",
    { "access.vpn": vpnSection() },
    `access.vpn.mode is clientVpn, got cdn
    write none, or take the VPN away: the name would lead to CloudFront, past the VPN`,
  ],
  [
    "GovCloud",
    { region: "us-gov-west-1" },
    `region is us-gov-west-1, got cdn
    write none: CloudFront is not in this partition`,
  ],
])("refuses a distribution beside %s", (_, settings, message) => {
  expect(behind(frontendLeadsThere, {}, settings)).toBe(
    `frontend.mode: must be none where ${message}\n`,
  );
});

test("refuses that the load balancer's firewall shuts out an address beside it, which is everybody's", () => {
  const guard = (action: string) =>
    behind(
      frontendAddresses,
      {},
      {
        "loadBalancer.firewall": {
          ...firewallSection(),
          rateLimit: { requestsPerFiveMinutes: 2000, action },
        },
      },
    );
  expect(behind(frontendAddresses)).toBe("");
  expect(guard("count")).toBe("");
  expect(guard("block")).toBe(
    `loadBalancer.firewall.rateLimit.action: must be count where frontend.mode is cdn, got block
    write count, and block in frontend.firewall: the load balancer sees CloudFront's addresses, which everybody shares, so that one viewer's limit would be all viewers'
`,
  );
});

const certificate = (region: string, account = "111111111111") =>
  `arn:aws:acm:${region}:${account}:certificate/00000000-0000-0000-0000-000000000000`;

test("refuses a certificate or a firewall outside us-east-1 or of another account", () => {
  expect(behind(arnPlaces, { certificateArn: certificate("us-east-1") })).toBe("");
  const webAclArn =
    "arn:aws:wafv2:us-west-2:222222222222:global/webacl/shared/00000000-0000-0000-0000-000000000000";
  expect(
    behind(arnPlaces, {
      certificateArn: certificate("us-west-2", "222222222222"),
      firewall: { mode: "existing", webAclArn },
    }),
  ).toBe(
    ["certificateArn", "firewall.webAclArn"]
      .map(
        (setting) => `frontend.${setting}: must be in us-east-1, got us-west-2
    give the ARN of one in us-east-1: CloudFront takes no other
frontend.${setting}: must be in this environment's account 111111111111, got 222222222222
    give the ARN of one in 111111111111, or correct account
`,
      )
      .join(""),
  );
});

test("refuses to make a certificate where no record proves the name", () => {
  const existing = { mode: "existing", arn: certificate("us-east-1") };
  expect(behind(frontendCertificate, {}, { "domain.certificate": existing })).toBe(
    `frontend.certificateArn: must be an ARN where domain.certificate.mode is existing, got null
    give the ARN of a certificate in us-east-1, or write managed there
`,
  );
});

test("refuses paths without the health check, and more than a distribution has", () => {
  expect(behind(frontendPaths)).toBe("");
  expect(behind(frontendPaths, { backendPaths: undefined })).toBe("");
  expect(behind(frontendPaths, { backendPaths: ["/api/*"] })).toBe(
    `frontend.backendPaths: must include service.healthCheck.path /health/ready, got /api/*
    add a path such as /health/*: whoever verifies a deployment asks by the host name
`,
  );
  const paths = (count: number) => [
    "/health/*",
    ...Array.from({ length: count - 1 }, (_, index) => `/api-${index}/*`),
  ];
  expect(behind(frontendPaths, { backendPaths: paths(74) })).toBe("");
  expect(behind(frontendPaths, { backendPaths: paths(75) })).toBe(
    `frontend.backendPaths: must be at most 74 paths, got 75
    join some: a distribution has 75 cache behaviors
`,
  );
});

test("people who come through the distribution are clients enough", () => {
  const nobody = { "loadBalancer.allowedCidrs": [], "loadBalancer.allowedSecurityGroupIds": [] };
  expect(behind(loadBalancerClients, {}, nobody)).toBe("");
});

test("refuses a limit of bodies that only counts, before a distribution too", () => {
  const { firewall } = cdnSection();
  expect(
    behind(bodyLimit, { firewall: { ...firewall, common: "count", maxBodyKiB: 8 } as never }),
  ).toBe(
    `frontend.firewall.maxBodyKiB: must be null where common is count, got 8
    write null, or common: block: the limit is one of the common rules
`,
  );
});
