import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { environmentSchema } from "../../../../src/config/schema";
import { siteFunction } from "../../../../src/stack/constructs/frontend/frontend";
import { exampleEnvironment } from "../../../support/example-environment";
import {
  frontendEnvironment,
  ownNetworkFrontendEnvironment,
  withoutFrontendExample,
} from "../../../support/frontend";
import { statement, synthesizeEnvironment } from "../../../support/synth";

const made = synthesizeEnvironment(frontendEnvironment());
const distribution = made.resource("aws_cloudfront_distribution.frontend");

test("the section that is absent or none makes nothing, with the same bytes", () => {
  const { json } = synthesizeEnvironment(exampleEnvironment());
  const { frontend, ...rest } = environmentSchema.parse(parse(withoutFrontendExample));
  expect([frontend, rest]).toEqual([{ mode: "none" }, exampleEnvironment()]);
  expect(synthesizeEnvironment({ ...rest, frontend }).text()).toBe(JSON.stringify(json));
  expect(JSON.stringify(json)).not.toContain("cloudfront");
  expect(JSON.stringify(json)).not.toContain("us_east_1");
});

test("what goes to the load balancer is never cached, and comes with the viewer's host name, cookies and query", () => {
  expect(distribution["ordered_cache_behavior"]).toEqual(
    ["/api/*", "/health/*"].map((path_pattern) => ({
      path_pattern,
      target_origin_id: "backend",
      viewer_protocol_policy: "https-only",
      allowed_methods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
      cached_methods: ["GET", "HEAD"],
      compress: true,
      cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      origin_request_policy_id: "216adef6-5c7f-47e4-b989-5492eafa07d3",
    })),
  );
});

test("without a list it is /api, /auth and /health", () => {
  const usual = synthesizeEnvironment(frontendEnvironment({ backendPaths: undefined }));
  const behaviors = usual.resource("aws_cloudfront_distribution.frontend")[
    "ordered_cache_behavior"
  ];
  expect((behaviors as { path_pattern: string }[]).map(({ path_pattern }) => path_pattern)).toEqual(
    ["/api/*", "/auth/*", "/health/*"],
  );
});

test("CloudFront reaches the load balancer inside the VPC by TLS alone, and the bucket signed", () => {
  expect(distribution["origin"]).toEqual([
    {
      origin_id: "site",
      domain_name: "shop-dev-site-111111111111-us-east-1.s3.us-east-1.amazonaws.com",
      origin_path: "/site",
      origin_access_control_id: "${aws_cloudfront_origin_access_control.frontend_site_access.id}",
    },
    {
      origin_id: "backend",
      domain_name: "${aws_lb.load_balancer.dns_name}",
      vpc_origin_config: {
        vpc_origin_id: "${aws_cloudfront_vpc_origin.frontend_backend.id}",
        origin_read_timeout: 60,
        origin_keepalive_timeout: 5,
      },
    },
  ]);
  expect(made.resource("aws_cloudfront_vpc_origin.frontend_backend")).toMatchObject({
    vpc_origin_endpoint_config: [
      {
        name: "shop-dev",
        arn: "${aws_lb.load_balancer.arn}",
        http_port: 80,
        https_port: 443,
        origin_protocol_policy: "https-only",
        origin_ssl_protocols: [{ items: ["TLSv1.2"], quantity: 1 }],
      },
    ],
  });
  expect(made.resource("aws_cloudfront_origin_access_control.frontend_site_access")).toMatchObject({
    name: "shop-dev",
    origin_access_control_origin_type: "s3",
    signing_behavior: "always",
    signing_protocol: "sigv4",
  });
});

test("viewers speak TLS 1.2 or later, and pages come with the headers that protect them", () => {
  expect(distribution).toMatchObject({
    aliases: ["shop.dev.example.gov"],
    viewer_certificate: {
      acm_certificate_arn:
        "${aws_acm_certificate_validation.frontend_certificate_validated.certificate_arn}",
      ssl_support_method: "sni-only",
      minimum_protocol_version: "TLSv1.2_2021",
    },
    default_cache_behavior: {
      target_origin_id: "site",
      viewer_protocol_policy: "redirect-to-https",
      compress: true,
      response_headers_policy_id: "${aws_cloudfront_response_headers_policy.frontend_headers.id}",
      function_association: [
        {
          event_type: "viewer-request",
          function_arn: "${aws_cloudfront_function.frontend_pages.arn}",
        },
      ],
    },
  });
  expect(made.resource("aws_cloudfront_response_headers_policy.frontend_headers")).toMatchObject({
    name: "shop-dev",
    security_headers_config: {
      strict_transport_security: { access_control_max_age_sec: 31_536_000, override: true },
      content_security_policy: { content_security_policy: "default-src 'self'", override: true },
      content_type_options: { override: true },
      frame_options: { frame_option: "DENY", override: true },
      referrer_policy: { referrer_policy: "strict-origin-when-cross-origin", override: true },
    },
  });
});

test("certificate, web ACL and logs are in us-east-1, and nothing else is", () => {
  const elsewhere = Object.entries(made.json.resource).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, it]) =>
      (it as { provider?: string }).provider === "aws.us_east_1" ? [`${type}.${name}`] : [],
    ),
  );
  expect(elsewhere.sort()).toEqual([
    "aws_acm_certificate.frontend_certificate",
    "aws_acm_certificate_validation.frontend_certificate_validated",
    "aws_cloudwatch_log_delivery.frontend_log_delivery",
    "aws_cloudwatch_log_delivery_destination.frontend_log_destination",
    "aws_cloudwatch_log_delivery_source.frontend_log_source",
    "aws_wafv2_web_acl.frontend_firewall",
    "aws_wafv2_web_acl_logging_configuration.frontend_firewall_logging",
  ]);
  expect((made.json as never)["provider"]["aws"]).toMatchObject([
    { region: "us-east-1", allowed_account_ids: ["111111111111"] },
    { region: "us-east-1", alias: "us_east_1", allowed_account_ids: ["111111111111"] },
  ]);
});

test("the record that proves the name to the load balancer's certificate proves it to this one", () => {
  expect(
    made.resource("aws_acm_certificate_validation.frontend_certificate_validated"),
  ).toMatchObject({
    certificate_arn: "${aws_acm_certificate.frontend_certificate.arn}",
    validation_record_fqdns: ["${aws_route53_record.certificate_validation_record.fqdn}"],
  });
  const arn = "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000002";
  const given = synthesizeEnvironment(frontendEnvironment({ certificateArn: arn }));
  expect(given.resource("aws_cloudfront_distribution.frontend")).toMatchObject({
    viewer_certificate: { acm_certificate_arn: arn },
  });
  expect(Object.keys(given.all("aws_acm_certificate"))).toEqual(["certificate"]);
});

test("the firewall stands before the distribution, which names it", () => {
  expect(distribution["web_acl_id"]).toBe("${aws_wafv2_web_acl.frontend_firewall.arn}");
  expect(made.resource("aws_wafv2_web_acl.frontend_firewall")).toMatchObject({
    name: "shop-dev-frontend",
    scope: "CLOUDFRONT",
    default_action: { allow: {} },
  });
  expect(
    made.resource("aws_wafv2_web_acl_logging_configuration.frontend_firewall_logging"),
  ).toMatchObject({
    resource_arn: "${aws_wafv2_web_acl.frontend_firewall.arn}",
    log_destination_configs: ["arn:aws:s3:::aws-waf-logs-shop-dev-111111111111-us-east-1"],
    redacted_fields: [
      { single_header: { name: "authorization" } },
      { single_header: { name: "cookie" } },
    ],
  });
  const without = synthesizeEnvironment(
    frontendEnvironment({ firewall: { mode: "none", reason: "Another CDN stands before it." } }),
  );
  expect(without.resource("aws_cloudfront_distribution.frontend")).not.toHaveProperty("web_acl_id");
});

test("a web ACL of others stands before the distribution by its ARN, and none is made", () => {
  const webAclArn =
    "arn:aws:wafv2:us-east-1:111111111111:global/webacl/shared/00000000-0000-0000-0000-000000000001";
  const shared = synthesizeEnvironment(
    frontendEnvironment({ firewall: { mode: "existing", webAclArn } }),
  );
  expect(shared.resource("aws_cloudfront_distribution.frontend")["web_acl_id"]).toBe(webAclArn);
  expect(shared.all("aws_wafv2_web_acl")).toEqual({});
});

test("only this distribution reads pages, and only below the folder that it serves", () => {
  const { policy } = made.resource("aws_s3_bucket_policy.frontend_site_policy");
  expect(statement(policy, "TheDistributionReadsPages")).toEqual({
    Sid: "TheDistributionReadsPages",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::shop-dev-site-111111111111-us-east-1/site/*",
    Condition: {
      StringEquals: { "aws:SourceArn": "${aws_cloudfront_distribution.frontend.arn}" },
    },
  });
  expect(
    statement(made.resource("aws_kms_key.encryption")["policy"], "DistributionsReadPages"),
  ).toEqual({
    Sid: "DistributionsReadPages",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: {
      ArnLike: {
        "aws:SourceArn": "arn:aws:cloudfront::111111111111:distribution/*",
        "kms:EncryptionContext:aws:s3:arn": [
          "arn:aws:s3:::shop-dev-site-111111111111-us-east-1",
          "arn:aws:s3:::shop-dev-site-111111111111-us-east-1/*",
        ],
      },
    },
  });
});

test("pages are encrypted with the environment's key and versioned, and no plan destroys them", () => {
  expect(made.resource("aws_s3_bucket.frontend_site")["lifecycle"]).toEqual({
    prevent_destroy: true,
  });
  expect(
    JSON.stringify(
      made.resource("aws_s3_bucket_server_side_encryption_configuration.frontend_site_encryption"),
    ),
  ).toContain("${aws_kms_key.encryption.arn}");
});

test("both records go into a bucket that log delivery may write to, for this account alone, and for as long as the file says", () => {
  const { policy } = made.resource("aws_s3_bucket_policy.frontend_logs_policy");
  const arn = "arn:aws:s3:::aws-waf-logs-shop-dev-111111111111-us-east-1";
  const delivered = {
    StringEquals: { "aws:SourceAccount": "111111111111" },
    ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:111111111111:*" },
  };
  const Principal = { Service: "delivery.logs.amazonaws.com" };
  expect(statement(policy, "LogsOfTheDistributionAreWritten")).toEqual({
    Sid: "LogsOfTheDistributionAreWritten",
    Effect: "Allow",
    Principal,
    Action: "s3:PutObject",
    Resource: `${arn}/AWSLogs/111111111111/*`,
    Condition: {
      ...delivered,
      StringEquals: { ...delivered.StringEquals, "s3:x-amz-acl": "bucket-owner-full-control" },
    },
  });
  expect(statement(policy, "LogDeliverySeesWhoseBucketItIs")).toEqual({
    Sid: "LogDeliverySeesWhoseBucketItIs",
    Effect: "Allow",
    Principal,
    Action: "s3:GetBucketAcl",
    Resource: arn,
    Condition: delivered,
  });
  expect(expiryOf("frontend_logs")).toMatchObject({
    expiration: [{ days: 90 }],
    noncurrent_version_expiration: [{ noncurrent_days: 1 }],
  });
  const after = expect.arrayContaining(["aws_s3_bucket_policy.frontend_logs_policy"]);
  expect(
    made.resource("aws_cloudwatch_log_delivery_destination.frontend_log_destination"),
  ).toMatchObject({
    name: "shop-dev-frontend",
    output_format: "json",
    delivery_destination_configuration: [{ destination_resource_arn: arn }],
    depends_on: after,
  });
  expect(
    made.resource("aws_wafv2_web_acl_logging_configuration.frontend_firewall_logging"),
  ).toMatchObject({ depends_on: after });
  expect(made.resource("aws_cloudwatch_log_delivery_source.frontend_log_source")).toMatchObject({
    name: "shop-dev-frontend",
    log_type: "ACCESS_LOGS",
    resource_arn: "${aws_cloudfront_distribution.frontend.arn}",
  });
  expect(made.resource("aws_cloudwatch_log_delivery.frontend_log_delivery")).toMatchObject({
    delivery_source_name: "${aws_cloudwatch_log_delivery_source.frontend_log_source.name}",
    delivery_destination_arn:
      "${aws_cloudwatch_log_delivery_destination.frontend_log_destination.arn}",
  });
});

test("pages never expire, and what they were for 90 days neither", () => {
  const expiry = expiryOf("frontend_site");
  expect(expiry).not.toHaveProperty("expiration");
  expect(expiry).toMatchObject({ noncurrent_version_expiration: [{ noncurrent_days: 90 }] });
});

/** The one rule by which a bucket forgets. */
function expiryOf(bucket: string): unknown {
  const { rule } = made.resource(`aws_s3_bucket_lifecycle_configuration.${bucket}_expiry`);
  return (rule as unknown[])[0];
}

test("the distribution answers, pages cannot be written through it, and its function is live", () => {
  expect(distribution).toMatchObject({
    enabled: true,
    comment: "Pages of shop-dev",
    is_ipv6_enabled: true,
    http_version: "http2and3",
    price_class: "PriceClass_100",
    default_root_object: "index.html",
    default_cache_behavior: {
      allowed_methods: ["GET", "HEAD", "OPTIONS"],
      cached_methods: ["GET", "HEAD"],
      cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    },
    restrictions: { geo_restriction: { restriction_type: "none" } },
  });
  expect(made.resource("aws_cloudfront_function.frontend_pages")).toMatchObject({
    name: "shop-dev-pages",
    runtime: "cloudfront-js-2.0",
    publish: true,
    code: siteFunction,
  });
});

test("a certificate that is made again is there before the one that it replaces goes", () => {
  expect(made.resource("aws_acm_certificate.frontend_certificate")).toMatchObject({
    domain_name: "shop.dev.example.gov",
    validation_method: "DNS",
    key_algorithm: "EC_prime256v1",
    lifecycle: { create_before_destroy: true },
  });
});

test("both buckets refuse public access", () => {
  for (const bucket of ["site", "logs"]) {
    expect(
      made.resource(`aws_s3_bucket_public_access_block.frontend_${bucket}_public_access`),
    ).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  }
});

test("requests are recorded without cookies, query strings and referrers, in which codes of an identity provider may be", () => {
  const { record_fields: fields } = made.resource(
    "aws_cloudwatch_log_delivery.frontend_log_delivery",
  );
  // Of https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html: no cs(Cookie), cs-uri-query, cs(Referer).
  expect(fields).toEqual([
    "date",
    "time",
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "cs(User-Agent)",
    "x-edge-result-type",
    "x-edge-request-id",
    "x-host-header",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "ssl-protocol",
    "ssl-cipher",
    "cs-protocol-version",
    "x-edge-detailed-result-type",
  ]);
});

test("the load balancer admits CloudFront's addresses on 443, and nobody asks it for HTTP", () => {
  const rules = made.all("aws_vpc_security_group_ingress_rule");
  const ofCloudFront = Object.entries(rules).filter(([, { prefix_list_id }]) => prefix_list_id);
  expect(
    ofCloudFront.map(([name, { from_port, prefix_list_id }]) => [name, from_port, prefix_list_id]),
  ).toEqual([
    [
      "network_load_balancer_443_from_cloudfront",
      443,
      "${data.aws_ec2_managed_prefix_list.network_cloudfront.id}",
    ],
  ]);
});

test("the name leads to the distribution, by IPv6 too", () => {
  for (const type of ["a", "aaaa"]) {
    expect(made.resource(`aws_route53_record.host_name_${type}`)["alias"]).toEqual({
      name: "${aws_cloudfront_distribution.frontend.domain_name}",
      zone_id: "${aws_cloudfront_distribution.frontend.hosted_zone_id}",
      evaluate_target_health: false,
    });
  }
});

test("a network that has no other use for it gets an internet gateway without a route", () => {
  const own = synthesizeEnvironment(ownNetworkFrontendEnvironment());
  expect(Object.keys(own.all("aws_internet_gateway"))).toEqual(["vpc_internet"]);
  expect(own.all("aws_route")).toEqual({});
  expect(own.resource("aws_cloudfront_vpc_origin.frontend_backend")["depends_on"]).toContain(
    "aws_internet_gateway.vpc_internet",
  );
});

test.each([
  ["/", "/index.html"],
  ["/loans/42", "/index.html"],
  ["/loans/42/", "/index.html"],
  ["/v1.2/loans", "/index.html"],
  ["/assets/app-3f9c.js", "/assets/app-3f9c.js"],
  ["/favicon.ico", "/favicon.ico"],
])("%s is answered by %s", (uri, answer) => {
  const context = { event: { request: { uri, querystring: { a: { value: "1" } } } } };
  expect(runInNewContext(`${siteFunction}; handler(event)`, context)).toEqual({
    uri: answer,
    querystring: { a: { value: "1" } },
  });
});

test("CloudFront takes no function over 10 KB", () => {
  expect(Buffer.byteLength(siteFunction)).toBeLessThan(10_240);
});
