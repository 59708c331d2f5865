import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownNetworkFrontendText } from "../support/frontend";
import { describeWorld } from "./support/journey";
import { comesToLife, isJudged } from "./support/life";
import { isTornDown } from "./support/tear-down";

// An account in which only a hosted zone exists, with pages behind a distribution that reaches the load balancer inside the network.
describeWorld({ name: "shop-dev", environments: oneEnvironment }, (life) => {
  comesToLife(life, {
    create: [
      "aws_cloudfront_distribution.frontend:create", // everybody on the Internet reaches it
      "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_cloudfront:create", // it is whoever comes through CloudFront
    ],
    variants: {},
  });
  isJudged(life, {
    "another content security policy": {
      settings: { "frontend.contentSecurityPolicy": "default-src *" },
      refused: ["aws_cloudfront_response_headers_policy.frontend_headers:update"],
    },
    "a path that no longer goes to the load balancer": {
      settings: { "frontend.backendPaths": ["/health/*"] },
      refused: ["aws_cloudfront_distribution.frontend:update"],
    },
    "logs kept for longer": { settings: { "frontend.logRetentionDays": 365 }, refused: [] },
  });
  isTornDown(life);
});

function oneEnvironment(): string {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "cdn-"));
  mkdirSync(join(folder, "environments"));
  writeFileSync(join(folder, "environments/shop-dev.yaml"), ownNetworkFrontendText);
  return join(folder, "environments");
}
