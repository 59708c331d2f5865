import { describe, expect, test } from "vitest";
import type { Environment } from "../../../../src/config/schema";
import { exampleEnvironment } from "../../../support/example-environment";
import { frontendEnvironment, ownNetworkFrontendEnvironment } from "../../../support/frontend";
import { parsed, synthesizeEnvironment } from "../../../support/synth";

/**
 * What the real provider asked CloudFront, the delivery of its log and the web ACL for in the journey `npm run test:apply -- frontend`: create, two plans, tear-down.
 * `CreateDistributionWithTags` asks for two.
 */
const asked = {
  cloudfront: [
    "CreateDistribution",
    "CreateFunction",
    "CreateOriginAccessControl",
    "CreateResponseHeadersPolicy",
    "CreateVpcOrigin",
    "DeleteDistribution",
    "DeleteFunction",
    "DeleteOriginAccessControl",
    "DeleteResponseHeadersPolicy",
    "DeleteVpcOrigin",
    "DescribeFunction",
    "GetDistribution",
    "GetFunction",
    "GetOriginAccessControl",
    "GetResponseHeadersPolicy",
    "GetVpcOrigin",
    "ListTagsForResource",
    "PublishFunction",
    "TagResource",
    "UpdateDistribution",
  ],
  logs: [
    "CreateDelivery",
    "DeleteDelivery",
    "DeleteDeliveryDestination",
    "DeleteDeliverySource",
    "GetDelivery",
    "GetDeliveryDestination",
    "GetDeliverySource",
    "PutDeliveryDestination",
    "PutDeliverySource",
  ],
  wafv2: [
    "CreateWebACL",
    "DeleteLoggingConfiguration",
    "DeleteWebACL",
    "GetLoggingConfiguration",
    "GetWebACL",
    "ListTagsForResource",
    "PutLoggingConfiguration",
  ],
} as const;

/** Permitted, though that journey asked for none of it, and why. */
const besides: Readonly<Record<string, string>> = {
  "cloudfront:AllowVendedLogDeliveryForResource": "CloudWatch Logs asks for it when a log begins",
  "cloudfront:UntagResource": "a tag is taken from the file",
  "cloudfront:UpdateFunction": "another version of Slipway has another function",
  "cloudfront:UpdateOriginAccessControl": "another version of Slipway describes it otherwise",
  "cloudfront:UpdateResponseHeadersPolicy": "contentSecurityPolicy changes",
  "cloudfront:UpdateVpcOrigin": "the load balancer is another one",
  "logs:CreateLogDelivery": "AWS WAF asks for it when its record begins",
  "logs:DeleteLogDelivery": "AWS WAF asks for it when its record ends",
  "logs:UpdateDeliveryConfiguration": "another version of Slipway records other fields",
  "wafv2:TagResource": "a web ACL is made with tags",
  "wafv2:UntagResource": "a tag is taken from the file",
  "wafv2:UpdateWebACL": "the firewall's rules change",
};

/** Actions that policies of the role allow, beginning so. */
function allowed(environment: Environment, role: "apply" | "plan"): string[] {
  const made = synthesizeEnvironment(environment);
  const policies = [
    ...Object.entries(made.all("aws_iam_policy")),
    ...Object.entries(made.all("aws_iam_role_policy")),
  ].filter(([name]) => name.startsWith(`access_${role}`));
  return policies
    .flatMap(([, { policy }]) => parsed(String(policy)).Statement)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action }) => Action)
    .filter((action) => action !== undefined);
}

const requests = Object.entries(asked).flatMap(([service, actions]) =>
  actions.map((action) => `${service}:${action}`),
);

describe("what an environment with a distribution asks for", () => {
  const apply = new Set(allowed(frontendEnvironment(), "apply"));
  const before = new Set(allowed(exampleEnvironment(), "apply"));

  test.each(requests)("apply may %s", (action) => {
    expect(apply).toContain(action);
  });

  test("apply may nothing more of CloudFront, log deliveries and web ACLs than that, but for a reason", () => {
    const more = [...apply].filter(
      (action) => /^(cloudfront|logs|wafv2):/.test(action) && !before.has(action),
    );
    expect(more.filter((action) => !requests.includes(action)).sort()).toEqual(
      Object.keys(besides),
    );
  });

  test("plan may read it, and change nothing of it", () => {
    const plan = allowed(frontendEnvironment(), "plan");
    const reads = requests.filter((action) => /:(Get|List|Describe)/.test(action));
    expect(plan).toEqual(expect.arrayContaining(reads));
    const changes = requests.filter((action) => !/:(Get|List|Describe)/.test(action));
    expect(plan.filter((action) => changes.includes(action))).toEqual([]);
  });

  test.each(["apply", "plan"])(
    "%s has no more policies than AWS takes, in a network of its own too",
    (role) => {
      for (const environment of [frontendEnvironment(), ownNetworkFrontendEnvironment()]) {
        const attached = synthesizeEnvironment(environment).all("aws_iam_role_policy_attachment");
        const ofRole = Object.keys(attached).filter((name) => name.startsWith(`access_${role}_`));
        expect(ofRole.length).toBeGreaterThan(0);
        expect(ofRole.length).toBeLessThanOrEqual(10);
      }
    },
  );

  test("without one, apply may nothing of CloudFront", () => {
    expect([...before].filter((action) => action.startsWith("cloudfront:"))).toEqual([]);
  });
});
