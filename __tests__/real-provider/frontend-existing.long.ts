import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFrontClient, ListDistributionsCommand } from "@aws-sdk/client-cloudfront";
import { expect } from "vitest";
import { fixtureText } from "../support/fixture-environments";
import { cdnSection } from "../support/frontend";
import { describeWorld } from "./support/journey";
import { comesToLife } from "./support/life";
import { textWith } from "./support/planned";

const acl =
  "arn:aws:wafv2:us-east-1:222222222222:global/webacl/shared/00000000-0000-0000-0000-000000000000";

// Pages from a distribution that reaches the load balancer in a network of others, behind a firewall of others. `frontend` has changes of it and its tear-down.
describeWorld({ name: "eec-dev", environments: oneEnvironment }, (life) => {
  const { world, step } = life;
  comesToLife(life, {
    create: [
      "aws_cloudfront_distribution.frontend:create", // everybody on the Internet reaches it
      "aws_iam_role.access_promotion_reader:create", // production's account reads what was tested
      "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_cloudfront:create",
    ],
    variants: {},
  });

  step("shows its pages behind the firewall of others", async () => {
    const cloudfront = new CloudFrontClient(world().emulator.clientConfig);
    const { DistributionList } = await cloudfront.send(new ListDistributionsCommand({}));
    expect(DistributionList?.Items).toEqual([
      expect.objectContaining({ WebACLId: acl, Enabled: true }),
    ]);
  });
});

/** The tests' eec-dev with pages, and the zone in which everybody finds it. */
function oneEnvironment(): string {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "pages-"));
  mkdirSync(join(folder, "environments"));
  const text = textWith(fixtureText("eec-dev"), {
    "domain.hostedZone": { id: "Z0123456789EECPROD", name: "example.gov", visibility: "public" },
    frontend: cdnSection({ firewall: { mode: "existing", webAclArn: acl } }),
    mirrors: null,
    differences: [],
  });
  writeFileSync(join(folder, "environments/eec-dev.yaml"), text);
  return join(folder, "environments");
}
