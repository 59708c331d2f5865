import { describe, expect, test } from "vitest";
import type { Environment } from "../../src/config/schema";
import { readPlan } from "../../src/review/read/plan";
import { planOfStacks } from "../../src/review/read/plan-of-stacks";
import { reviewPlan } from "../../src/review/review-plan";
import { exampleWith } from "../support/example-with";
import { cdnSection, frontendEnvironment, publicZone } from "../support/frontend";
import { stackOnce } from "../support/stack-once";
import type { Document } from "./support/plans";

/** What the review refuses of a change of the file, as `rule address: what`. */
function refused(
  before: Environment | undefined,
  after: Environment,
  edit: (document: Document) => void = () => {},
): string[] {
  const document = planOfStacks(before && stackOnce(before), stackOnce(after)) as Document;
  edit(document);
  return reviewPlan(readPlan(document, "test"))
    .findings.filter(({ verdict }) => verdict === "refused")
    .map(({ rule, address, what }) => `${rule} ${address}: ${what}`);
}

const behind = frontendEnvironment();
const { firewall } = cdnSection();
const distribution = "aws_cloudfront_distribution.frontend";

/** The example as it is without a distribution. */
const without = (more: Record<string, unknown> = {}) =>
  exampleWith({ "domain.hostedZone": { ...publicZone }, ...more });

/** In words that begin so; the rest is the value. */
const beginning = (...texts: readonly string[]) =>
  expect.arrayContaining(texts.map((text) => expect.stringContaining(text)));

const opened = [
  "ingress-opened aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_cloudfront: lets in tcp on port 443 from ",
  `load-balancer-public ${distribution}: answers everybody on the Internet, and sends what they ask on to what is behind it`,
];

test("of a first plan with a distribution is refused that CloudFront gets in and everybody to it, besides the roles of others", () => {
  const found = refused(undefined, behind);
  expect(found).toEqual(beginning(...opened));
  expect(found).toHaveLength(3);
});

describe("moving to a distribution", () => {
  test("is refused for who gets in, for the name, for the key, and for what the apply role may", () => {
    const found = refused(without(), behind);
    expect(found).toEqual(
      beginning(
        ...opened,
        "name-moved aws_route53_record.host_name_a: `alias` goes from ",
        "policy-widened aws_kms_key.encryption: `policy` now allows the service cloudfront.amazonaws.com to use kms:Decrypt, when ",
        "policy-widened aws_iam_policy.access_apply_policy_",
      ),
    );
    expect([...new Set(found.map((one) => one.split(" ")[0]))].sort()).toEqual([
      "ingress-opened",
      "load-balancer-public",
      "name-moved",
      "policy-widened",
    ]);
  });

  test("from an internet-facing load balancer is refused for its replacement too, until that is approved", () => {
    const facing = without({
      "loadBalancer.scheme": "internet-facing",
      "loadBalancer.allowedCidrs": ["0.0.0.0/0"],
    });
    // AWS cannot change it in place, which only the provider knows.
    const replaces = (document: Document) => {
      const change = document.resource_changes.find(
        ({ address }) => address === "aws_lb.load_balancer",
      )?.change;
      Object.assign(change ?? {}, { actions: ["delete", "create"], replace_paths: [["internal"]] });
    };
    expect(refused(facing, behind, replaces)).toEqual(
      beginning(
        ...opened,
        "entry-replaced aws_lb.load_balancer: replaces the load balancer, and with it the address that names point at, because of `internal`",
        "name-moved aws_route53_record.host_name_a: `alias` goes from ",
        "connection-closed aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_0_0_0_0_0: no longer lets through tcp on port 443 from 0.0.0.0/0, at ",
      ),
    );
  });
});

test("moving away from it is refused for pages, logs, the entry and the name", () => {
  expect(refused(behind, without())).toEqual(
    beginning(
      "stateful-destroyed aws_s3_bucket.frontend_site: deletes a bucket",
      "stateful-destroyed aws_s3_bucket.frontend_logs: deletes a bucket",
      `entry-replaced ${distribution}: deletes the distribution, and with it the address that names point at`,
      "name-moved aws_route53_record.host_name_a: `alias` goes from ",
      "entry-replaced aws_route53_record.host_name_aaaa: deletes a name that people and programs use",
    ),
  );
});

describe("the firewall before a distribution", () => {
  const reason = "Another CDN stands before it.";
  const webAclArn =
    "arn:aws:wafv2:us-east-1:111111111111:global/webacl/shared/00000000-0000-0000-0000-000000000000";

  test.each<[string, typeof firewall, string]>([
    ["goes", { mode: "none", reason }, "unset"],
    ["is another one", { mode: "existing", webAclArn }, webAclArn],
  ])("refuses that it %s", (_, changed, value) => {
    expect(refused(behind, frontendEnvironment({ firewall: changed }))).toEqual(
      beginning(
        `edge-hardening-reduced ${distribution}: the firewall before the distribution goes, or is another one: \`web_acl_id\` goes from $\{aws_wafv2_web_acl.frontend_firewall.arn} to ${value}`,
        "edge-hardening-reduced aws_wafv2_web_acl.frontend_firewall: the firewall no longer stands before the load balancer or the distribution",
        "audit-reduced aws_wafv2_web_acl_logging_configuration.frontend_firewall_logging: what it recorded is no longer recorded",
      ),
    );
  });

  test("refuses that it only counts what it blocked", () => {
    const weaker = { ...firewall, common: "count" } as typeof firewall;
    expect(refused(behind, frontendEnvironment({ firewall: weaker }))).toEqual([
      "edge-hardening-reduced aws_wafv2_web_acl.frontend_firewall: the firewall's rule common only counts what it blocked",
    ]);
  });
});

test("refuses looser headers, a path less for the load balancer, and logs kept for a shorter time", () => {
  const looser = frontendEnvironment({
    contentSecurityPolicy: "default-src *",
    backendPaths: ["/health/*"],
    logRetentionDays: 30,
  });
  expect(refused(behind, looser)).toEqual([
    expect.stringContaining(
      "expiry-shortened aws_s3_bucket_lifecycle_configuration.frontend_logs_expiry: ",
    ),
    expect.stringContaining(
      "edge-hardening-reduced aws_cloudfront_response_headers_policy.frontend_headers: browsers get other instructions: ",
    ),
    expect.stringContaining(
      `traffic-rerouted ${distribution}: treats the backend's paths otherwise: `,
    ),
  ]);
});
