import { Construct } from "constructs";
import type { AwsProvider } from "#aws/provider";
import { Wafv2WebAclLoggingConfiguration } from "#aws/wafv2-web-acl-logging-configuration";
import { mainResourceId } from "../../readable-stack";
import { type FirewallRules, WebAcl, webAclBlock, whatIsLogged } from "../firewall";
import type { PrivateBucket } from "../private-bucket";

/** Properties of a {@link DistributionFirewall}. */
interface DistributionFirewallProps extends FirewallRules {
  /** Name of the web ACL, at most 128 characters. */
  readonly name: string;
  /** Where blocked and counted requests are recorded; its name begins with `aws-waf-logs-`. */
  readonly logs: PrivateBucket;
  /** The provider in us-east-1: nowhere else are web ACLs of distributions. */
  readonly provider: AwsProvider;
}

/** A web ACL of AWS's own groups of rules in front of a CloudFront distribution, which names it itself. @see https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html */
export class DistributionFirewall extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: DistributionFirewallProps) {
    super(scope, id);
    const { name, logs, provider } = props;
    const acl = new WebAcl(this, mainResourceId, webAclBlock(name, "CLOUDFRONT", props), provider);
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: acl.arn,
      logDestinationConfigs: [logs.arn],
      ...whatIsLogged,
      provider,
      dependsOn: [logs.policy],
    });
    this.arn = acl.arn;
  }
}
