import type { Construct } from "constructs";
import { TerraformResource } from "#terraform";

/** What a {@link Distribution} is made of. */
interface DistributionProps {
  /** Name of the environment, for people. */
  readonly name: string;
  /** The name people type. */
  readonly hostName: string;
  /** ARN of a valid certificate in us-east-1. */
  readonly certificateArn: string;
  /** ARN of a web ACL of scope CLOUDFRONT; undefined: none. */
  readonly webAclArn: string | undefined;
  /** The bucket's name in DNS, of its region. */
  readonly siteDomainName: string;
  /** Where in the bucket pages are, beginning with `/`. */
  readonly sitePath: string;
  /** How the distribution signs what it asks the bucket. */
  readonly originAccessControlId: string;
  /** The load balancer's own name in DNS. */
  readonly backendDomainName: string;
  /** Where CloudFront reaches the load balancer inside the VPC. */
  readonly vpcOriginId: string;
  /** What goes to the load balancer, such as `/api/*`. */
  readonly backendPaths: readonly string[];
  /** ARN of the function on every request for a page or a file. */
  readonly functionArn: string;
  /** Headers that pages come with. */
  readonly responseHeadersPolicyId: string;
}

/**
 * Policies of AWS's own, the same in every account.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
const managedPolicies = {
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  allViewer: "216adef6-5c7f-47e4-b989-5492eafa07d3",
} as const;

/** The distribution as Terraform writes it: pages from the bucket, cached as their headers say; the backend's paths from the load balancer, never cached. */
function distributionBlock(props: DistributionProps) {
  return {
    enabled: true,
    comment: `Pages of ${props.name}`,
    aliases: [props.hostName],
    is_ipv6_enabled: true,
    http_version: "http2and3",
    price_class: "PriceClass_100", // edges in North America and Europe
    default_root_object: "index.html",
    ...(props.webAclArn !== undefined && { web_acl_id: props.webAclArn }),
    origin: [
      {
        origin_id: "site",
        domain_name: props.siteDomainName,
        origin_path: props.sitePath,
        origin_access_control_id: props.originAccessControlId,
      },
      {
        origin_id: "backend",
        domain_name: props.backendDomainName,
        // As long as the load balancer waits for a silent connection.
        vpc_origin_config: {
          vpc_origin_id: props.vpcOriginId,
          origin_read_timeout: 60,
          origin_keepalive_timeout: 5,
        },
      },
    ],
    default_cache_behavior: {
      target_origin_id: "site",
      viewer_protocol_policy: "redirect-to-https",
      allowed_methods: ["GET", "HEAD", "OPTIONS"],
      cached_methods: ["GET", "HEAD"],
      compress: true,
      cache_policy_id: managedPolicies.cachingOptimized,
      response_headers_policy_id: props.responseHeadersPolicyId,
      function_association: [{ event_type: "viewer-request", function_arn: props.functionArn }],
    },
    ordered_cache_behavior: props.backendPaths.map((pattern) => ({
      path_pattern: pattern,
      target_origin_id: "backend",
      viewer_protocol_policy: "https-only",
      allowed_methods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
      cached_methods: ["GET", "HEAD"],
      compress: true,
      cache_policy_id: managedPolicies.cachingDisabled,
      // With the viewer's Host, which the load balancer's certificate and rule know.
      origin_request_policy_id: managedPolicies.allViewer,
    })),
    viewer_certificate: {
      acm_certificate_arn: props.certificateArn,
      ssl_support_method: "sni-only",
      minimum_protocol_version: "TLSv1.2_2021",
    },
    restrictions: { geo_restriction: { restriction_type: "none" } },
  };
}

/** A distribution by Terraform's own names: the binding's code is 800 KB, which every command would load. */
export class Distribution extends TerraformResource {
  private readonly block: Readonly<Record<string, unknown>>;

  constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id, { terraformResourceType: "aws_cloudfront_distribution" });
    this.block = distributionBlock(props);
  }

  get arn(): string {
    return this.getStringAttribute("arn");
  }

  get domainName(): string {
    return this.getStringAttribute("domain_name");
  }

  get hostedZoneId(): string {
    return this.getStringAttribute("hosted_zone_id");
  }

  protected override synthesizeAttributes() {
    return { ...this.block };
  }
}

/** The security headers with which pages are sent, by Terraform's own names as above. */
export class SecurityHeaders extends TerraformResource {
  private readonly block: Readonly<Record<string, unknown>>;

  /** @param contentSecurityPolicy what pages may load and from where, as Terraform reads text */
  constructor(scope: Construct, id: string, name: string, contentSecurityPolicy: string) {
    super(scope, id, { terraformResourceType: "aws_cloudfront_response_headers_policy" });
    this.block = {
      name,
      security_headers_config: securityHeaders(contentSecurityPolicy),
    };
  }

  protected override synthesizeAttributes() {
    return { ...this.block };
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html */
function securityHeaders(contentSecurityPolicy: string) {
  return {
    strict_transport_security: { access_control_max_age_sec: 31_536_000, override: true }, // a year
    content_security_policy: { content_security_policy: contentSecurityPolicy, override: true },
    content_type_options: { override: true },
    frame_options: { frame_option: "DENY", override: true },
    referrer_policy: { referrer_policy: "strict-origin-when-cross-origin", override: true },
  };
}
