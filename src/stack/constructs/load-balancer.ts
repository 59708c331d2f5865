import { Construct } from "constructs";
import { DataAwsLb } from "#aws/data-aws-lb";
import { DataAwsLbListener } from "#aws/data-aws-lb-listener";
import { Lb } from "#aws/lb";
import { LbListener } from "#aws/lb-listener";
import { LbListenerCertificate } from "#aws/lb-listener-certificate";
import type { Route } from "#aws/route";
import type { Place } from "../../base/arns";
import { tlsPolicies } from "../../contract/tls-policies";
import { mainResourceId } from "../readable-stack";
import { PrivateBucket } from "./private-bucket";

/** A load balancer as the rest of the environment sees it, whoever owns it. */
export interface FrontDoor {
  /** The HTTPS listener. */
  readonly listenerArn: string;
  /** Its name in DNS, for an alias record. */
  readonly dnsName: string;
  /** Hosted zone of that name. */
  readonly zoneId: string;
  /** What CloudWatch calls it, such as `app/shop/0123456789abcdef`. */
  readonly arnSuffix: string;
}

/** Properties of a {@link LoadBalancer}. */
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
  /** Which TLS it speaks; see {@link tlsPolicies}. */
  readonly tlsPolicy?: "standard" | "fips" | undefined;
  /** Name of the bucket for access logs. */
  readonly accessLogBucketName: string;
  /** Days that access logs are kept, 1 to 3650. */
  readonly accessLogRetentionDays: number;
  /** The route of its subnets to the Internet, where the environment makes it: AWS makes no internet-facing load balancer before. */
  readonly internetRoute?: Route | undefined;
}

/**
 * A load balancer that speaks HTTPS; HTTP only redirects. It answers 404 to any name that it does not know. Deletion protection is on,
 * and malformed headers are dropped.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
 */
export class LoadBalancer extends Construct implements FrontDoor {
  readonly arn: string;
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
      // ELB tries to write before it accepts the bucket.
      dependsOn: [bucket.policy, ...(props.internetRoute ? [props.internetRoute] : [])],
    });
    const https = new LbListener(this, "https", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: tlsPolicies[props.tlsPolicy ?? "absent"],
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

    this.arn = balancer.arn;
    this.listenerArn = https.arn;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.arnSuffix = balancer.arnSuffix;
  }
}

/** Properties of an {@link AccessLogBucket}. */
interface AccessLogBucketProps extends Place {
  /** Name, 3 to 63 characters, unique in all of AWS. */
  readonly name: string;
  /** Days that logs are kept, 1 to 3650. */
  readonly retentionDays: number;
}

/**
 * Access logs of this account's load balancers, and of nobody else: log delivery writes below the number of the account that owns the
 * load balancer, and may write below this one alone. It names no source in its requests, so a condition on one would shut it out.
 * Encrypted with S3's own keys, since log delivery cannot use a customer's.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export class AccessLogBucket extends Construct {
  readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, mainResourceId, {
      name: props.name,
      region: props.region,
      keyArn: undefined,
      expireAfterDays: props.retentionDays,
      expireOldVersionsAfterDays: 1,
      statements: (bucketArn) => [
        {
          Sid: "LoadBalancersOfThisAccountWriteLogs",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${bucketArn}/AWSLogs/${props.account}/*`,
        },
      ],
    });
  }
}

/** Properties of an {@link ExistingLoadBalancer}. */
interface ExistingLoadBalancerProps {
  /** ARN of its HTTPS listener. */
  readonly listenerArn: string;
  /** Certificate of our host name, added to the listener beside its own. */
  readonly certificateArn: string;
}

/**
 * A load balancer that others own: our certificate is added to its HTTPS listener, and each plan fails unless the listener speaks
 * HTTPS.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
 */
export class ExistingLoadBalancer extends Construct implements FrontDoor {
  readonly listenerArn: string;
  readonly dnsName: string;
  readonly zoneId: string;
  readonly arnSuffix: string;

  constructor(scope: Construct, id: string, props: ExistingLoadBalancerProps) {
    super(scope, id);
    const listener = new DataAwsLbListener(this, "listener", { arn: props.listenerArn });
    listener.lifecycle = {
      postcondition: [
        {
          condition: '${self.protocol == "HTTPS"}',
          errorMessage:
            "loadBalancer.listenerArn must be an HTTPS listener: give the ARN of the one on port 443.",
        },
      ],
    };
    const balancer = new DataAwsLb(this, mainResourceId, { arn: listener.loadBalancerArn });
    new LbListenerCertificate(this, "certificate", {
      listenerArn: listener.arn,
      certificateArn: props.certificateArn,
    });

    this.listenerArn = listener.arn;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.arnSuffix = balancer.arnSuffix;
  }
}
