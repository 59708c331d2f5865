import { Construct } from "constructs";
import { AcmCertificate } from "#aws/acm-certificate";
import { AcmCertificateValidation } from "#aws/acm-certificate-validation";
import { CloudfrontFunction } from "#aws/cloudfront-function";
import { CloudfrontOriginAccessControl } from "#aws/cloudfront-origin-access-control";
import { CloudfrontVpcOrigin } from "#aws/cloudfront-vpc-origin";
import type { AwsProvider } from "#aws/provider";
import type { TerraformResource } from "#terraform";
import type { Place } from "../../../base/arns";
import { literal } from "../../overrides";
import { mainResourceId } from "../../readable-stack";
import type { FirewallRules } from "../firewall";
import { PrivateBucket } from "../private-bucket";
import { Distribution, SecurityHeaders } from "./distribution";
import { DistributionFirewall } from "./distribution-firewall";
import { DistributionLogs, FrontendLogBucket } from "./distribution-logs";

/** Properties of a {@link Frontend}. */
interface FrontendProps extends Place {
  /** Name of the environment; CloudFront's things have it too. */
  readonly name: string;
  /** The name people type. */
  readonly hostName: string;
  /** A certificate in us-east-1, or the record that proves the name to one that is made. */
  readonly certificate: { readonly arn: string } | { readonly validationRecordFqdn: string };
  /** Name of the bucket with pages, 3 to 63 characters, unique in all of AWS. */
  readonly siteBucketName: string;
  /** Name of the bucket with logs; it begins with `aws-waf-logs-`. */
  readonly logBucketName: string;
  /** Days that logs are kept, 1 to 3650. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts pages; its policy lets CloudFront decrypt them. */
  readonly keyArn: string;
  /** The internal load balancer behind it. */
  readonly loadBalancer: { readonly arn: string; readonly dnsName: string };
  /** What must be there before CloudFront reaches into the VPC: its internet gateway, where the environment makes it. */
  readonly reachable: readonly TerraformResource[];
  /** What goes to the load balancer, such as `/api/*`. */
  readonly backendPaths: readonly string[];
  /** What pages may load and from where. */
  readonly contentSecurityPolicy: string;
  /** What stands in front of it. */
  readonly firewall:
    | ({ readonly mode: "managed" } & FirewallRules)
    | { readonly mode: "existing"; readonly webAclArn: string }
    | { readonly mode: "none" };
  /** Name of its web ACL and its log delivery, at most 60 characters. */
  readonly frontendName: string;
  /** Name of the function that finds pages, at most 64 characters. */
  readonly functionName: string;
  /** The provider in us-east-1, the only place from which CloudFront takes certificates, web ACLs and logs. */
  readonly globalProvider: AwsProvider;
}

/** Where in the bucket CloudFront finds pages; nothing else of the bucket is reached from outside. */
const sitePath = "/site";

/**
 * Pages from a private bucket, and the application behind them from an internal load balancer, under one name: a CloudFront distribution. It
 * reaches the load balancer inside the VPC, so that nobody gets to it past the firewall, and there is no secret that only CloudFront knows.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export class Frontend extends Construct {
  readonly dnsName: string;
  readonly zoneId: string;
  readonly distributionArn: string;

  constructor(scope: Construct, id: string, props: FrontendProps) {
    super(scope, id);
    const { name, globalProvider: provider } = props;
    const { bucket: logs } = new FrontendLogBucket(this, "logs", {
      account: props.account,
      region: props.region,
      name: props.logBucketName,
      retentionDays: props.logRetentionDays,
    });
    const webAclArn = this.webAclArn(props, logs);
    const origin = new CloudfrontVpcOrigin(this, "backend", {
      vpcOriginEndpointConfig: [
        {
          name,
          arn: props.loadBalancer.arn,
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: [{ items: ["TLSv1.2"], quantity: 1 }],
        },
      ],
      dependsOn: [...props.reachable],
    });
    const access = new CloudfrontOriginAccessControl(this, "site_access", {
      name,
      description: `The distribution of ${name} reads its pages`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
    const pages = new CloudfrontFunction(this, "pages", {
      name: props.functionName,
      comment: "A path without a file is a page of the application in the browser",
      runtime: "cloudfront-js-2.0",
      code: siteFunction,
      publish: true,
    });
    const headers = new SecurityHeaders(
      this,
      "headers",
      name,
      literal(props.contentSecurityPolicy),
    );
    const distribution = new Distribution(this, mainResourceId, {
      name,
      hostName: props.hostName,
      certificateArn: this.certificateArn(props),
      webAclArn,
      siteDomainName: `${props.siteBucketName}.s3.${props.region}.amazonaws.com`,
      sitePath,
      originAccessControlId: access.id,
      backendDomainName: props.loadBalancer.dnsName,
      vpcOriginId: origin.id,
      backendPaths: props.backendPaths,
      functionArn: pages.arn,
      responseHeadersPolicyId: headers.getStringAttribute("id"),
    });
    new PrivateBucket(this, "site", {
      name: props.siteBucketName,
      region: props.region,
      keyArn: props.keyArn,
      expireAfterDays: undefined,
      expireOldVersionsAfterDays: 90,
      statements: (bucketArn) => [
        {
          Sid: "TheDistributionReadsPages",
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `${bucketArn}${sitePath}/*`,
          Condition: { StringEquals: { "aws:SourceArn": distribution.arn } },
        },
      ],
    });
    new DistributionLogs(this, "log", {
      name: props.frontendName,
      distributionArn: distribution.arn,
      bucket: logs,
      provider,
    });
    this.dnsName = distribution.domainName;
    this.zoneId = distribution.hostedZoneId;
    this.distributionArn = distribution.arn;
  }

  private webAclArn(props: FrontendProps, logs: PrivateBucket): string | undefined {
    const { firewall } = props;
    if (firewall.mode === "none") return undefined;
    if (firewall.mode === "existing") return firewall.webAclArn;
    return new DistributionFirewall(this, "firewall", {
      ...firewall,
      name: props.frontendName,
      logs,
      provider: props.globalProvider,
    }).arn;
  }

  /** The same record proves the name in every region. @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html */
  private certificateArn({ certificate, hostName, globalProvider }: FrontendProps): string {
    if ("arn" in certificate) return certificate.arn;
    const made = new AcmCertificate(this, "certificate", {
      domainName: hostName,
      validationMethod: "DNS",
      keyAlgorithm: "EC_prime256v1",
      provider: globalProvider,
      lifecycle: { createBeforeDestroy: true }, // a distribution is never without one
    });
    return new AcmCertificateValidation(this, "certificate_validated", {
      certificateArn: made.arn,
      validationRecordFqdns: [certificate.validationRecordFqdn],
      provider: globalProvider,
    }).certificateArn;
  }
}

/**
 * What runs on every request for a page or a file: a path whose last part has no dot is a page of the application in the browser, which `index.html` shows.
 * Custom error responses would do the same to what the application itself answers 404.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export const siteFunction = `function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (last.indexOf(".") === -1) request.uri = "/index.html";
  return request;
}
`;
