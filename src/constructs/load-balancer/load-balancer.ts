import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { Construct } from "constructs";
import type { Place } from "../../base/arns";
import { mainResourceId } from "../../terraform/readable-stack";
import { AccessLogBucket } from "./access-log-bucket";
import type { FrontDoor } from "./front-door";

/** TLS 1.3, or 1.2 with forward secrecy. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

/** What a {@link LoadBalancer} must be told. */
export interface LoadBalancerProps extends Place {
  /** Name, at most 32 characters. */
  readonly name: string;
  /** `internal`: reached only inside the network. `internet-facing`: has public addresses. */
  readonly scheme: "internal" | "internet-facing";
  /** `dualstack` also answers on IPv6; its subnets must have IPv6 ranges. */
  readonly ipAddressType: "ipv4" | "dualstack";
  /** Subnets in at least two availability zones. */
  readonly subnetIds: readonly string[];
  /** Security group that admits the clients alone. */
  readonly securityGroupId: string;
  /** ARN of a valid certificate in this region. */
  readonly certificateArn: string;
  /** Name of the bucket for access logs. */
  readonly accessLogBucketName: string;
  /** Days that access logs are kept, 1 to 3650. */
  readonly accessLogRetentionDays: number;
}

/**
 * A load balancer that speaks HTTPS; HTTP only redirects. It answers 404 to any name it was not told of. Deletion protection is on,
 * and malformed headers are dropped.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
 */
export class LoadBalancer extends Construct implements FrontDoor {
  readonly listenerArn: string;
  readonly dnsName: string;
  readonly zoneId: string;
  readonly arnSuffix: string;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { bucket } = new AccessLogBucket(this, "access_logs", {
      account: props.account,
      region: props.region,
      name: props.accessLogBucketName,
      retentionDays: props.accessLogRetentionDays,
    });
    const balancer = new Lb(this, mainResourceId, {
      name: props.name,
      loadBalancerType: "application",
      internal: props.scheme === "internal",
      ipAddressType: props.ipAddressType,
      subnets: [...props.subnetIds],
      securityGroups: [props.securityGroupId],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      enableDeletionProtection: true,
      idleTimeout: 60, // seconds
      accessLogs: { enabled: true, bucket: bucket.bucketName },
      dependsOn: [bucket.policy], // ELB tries to write before it accepts the bucket
    });
    const https = new LbListener(this, "https", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: tlsPolicy,
      certificateArn: props.certificateArn,
      defaultAction: [
        {
          type: "fixed-response",
          fixedResponse: {
            contentType: "text/plain",
            statusCode: "404",
            messageBody: "No such site",
          },
        },
      ],
    });
    new LbListener(this, "http", {
      loadBalancerArn: balancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
      ],
    });

    this.listenerArn = https.arn;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.arnSuffix = balancer.arnSuffix;
  }
}
