import { Construct } from "constructs";
import { CloudwatchLogResourcePolicy } from "#aws/cloudwatch-log-resource-policy";
import type { AwsProvider } from "#aws/provider";
import { Wafv2WebAclAssociation } from "#aws/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "#aws/wafv2-web-acl-logging-configuration";
import { TerraformResource } from "#terraform";
import { arnIn, type Place } from "../../base/arns";
import { policyJson } from "../../base/policy";
import { mainResourceId } from "../readable-stack";
import { logGroup } from "./log-group";

/** What a rule does with a request that it matches. */
type RuleAction = "count" | "block";

/** What the firewall looks for. */
export interface FirewallRules {
  /** Common attacks. */
  readonly common: RuleAction;
  /** 8: the common rules also block bodies over 8 KiB; null: they count them. */
  readonly maxBodyKiB: 8 | null;
  /** Requests that are known to exploit something. */
  readonly knownBadInputs: RuleAction;
  /** Addresses that AWS knows for attacks. */
  readonly ipReputation: RuleAction;
  /** SQL in requests. */
  readonly sqlInjection: RuleAction | "off";
  readonly rateLimit: {
    /** Requests of one address in five minutes, 10 to 2000000000. */
    readonly requestsPerFiveMinutes: number;
    readonly action: RuleAction;
  };
}

/** Properties of a {@link Firewall}. */
export interface FirewallProps extends Place, FirewallRules {
  /** Name of the web ACL, at most 128 characters. */
  readonly name: string;
  /** ARN of the load balancer. */
  readonly loadBalancerArn: string;
  /** Name of the log group; it begins with `aws-waf-logs-`. */
  readonly logGroupName: string;
  /** Days that records of blocked and counted requests are kept. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts the log. */
  readonly keyArn: string;
}

/**
 * A web ACL of AWS's own groups of rules in front of a load balancer. What no rule blocks is let in. Requests that a rule blocks or counts
 * are logged; all others are in the load balancer's access log already. Who signs in is redacted: authorization and cookies.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-chapter.html
 */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    const { name, account } = props;
    const acl = new WebAcl(this, mainResourceId, webAclBlock(name, "REGIONAL", props));
    new Wafv2WebAclAssociation(this, "association", {
      resourceArn: props.loadBalancerArn,
      webAclArn: acl.arn,
    });
    const log = logGroup(this, "log", {
      name: props.logGroupName,
      retentionDays: props.logRetentionDays,
      keyArn: props.keyArn,
    });
    // Otherwise AWS writes one policy for the whole account when logging begins, and nobody's plan shows it.
    // https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    const policy = new CloudwatchLogResourcePolicy(this, "log_policy", {
      policyName: name,
      policyDocument: policyJson([
        {
          Sid: "TheFirewallWritesItsLog",
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: arnIn(props, "logs", `log-group:${props.logGroupName}:*`),
          Condition: {
            ArnLike: { "aws:SourceArn": arnIn(props, "logs", "*") },
            StringEquals: { "aws:SourceAccount": account },
          },
        },
      ]),
    });
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: acl.arn,
      logDestinationConfigs: [log.arn],
      ...whatIsLogged,
      dependsOn: [policy],
    });
  }
}

/** A web ACL as Terraform writes it. */
export function webAclBlock(name: string, scope: "REGIONAL" | "CLOUDFRONT", rules: FirewallRules) {
  return {
    name,
    description: `What may not reach ${name}'s application`,
    scope,
    default_action: { allow: {} },
    rule: firewallRules(rules),
    visibility_config: figures(name),
  };
}

/** Blocked and counted requests, without the headers with which people sign in. */
export const whatIsLogged = {
  redactedFields: ["authorization", "cookie"].map((header) => ({ singleHeader: { name: header } })),
  loggingFilter: {
    defaultBehavior: "DROP",
    filter: [
      {
        behavior: "KEEP",
        requirement: "MEETS_ANY",
        condition: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
          actionCondition: { action },
        })),
      },
    ],
  },
};

/** The rules in the order in which a request meets them, as Terraform writes them. */
export function firewallRules(props: FirewallRules): readonly object[] {
  const { common, maxBodyKiB, knownBadInputs, ipReputation, sqlInjection, rateLimit } = props;
  const bodiesCount = { name: "SizeRestrictions_BODY", action_to_use: { count: {} } };
  const rules = [
    {
      name: "rate-limit",
      action: { [rateLimit.action]: {} },
      statement: {
        rate_based_statement: {
          limit: rateLimit.requestsPerFiveMinutes,
          aggregate_key_type: "IP",
          evaluation_window_sec: 300,
        },
      },
    },
    managed("ip-reputation", "AWSManagedRulesAmazonIpReputationList", ipReputation),
    managed("known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet", knownBadInputs),
    // https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
    managed(
      "common",
      "AWSManagedRulesCommonRuleSet",
      common,
      maxBodyKiB === null ? [bodiesCount] : [],
    ),
    ...(sqlInjection === "off"
      ? []
      : [managed("sql-injection", "AWSManagedRulesSQLiRuleSet", sqlInjection)]),
  ];
  return rules.map((rule, priority) => ({
    ...rule,
    priority,
    visibility_config: figures(rule.name),
  }));
}

/** A group of AWS's: its rules block of their own, unless all of them only count. */
function managed(
  name: string,
  group: string,
  action: RuleAction,
  overrides: readonly object[] = [],
) {
  return {
    name,
    override_action: { [action === "block" ? "none" : "count"]: {} },
    statement: {
      managed_rule_group_statement: {
        vendor_name: "AWS",
        name: group,
        ...(overrides.length > 0 && { rule_action_override: overrides }),
      },
    },
  };
}

/** Counted in CloudWatch. Samples of requests are off: nothing redacts the headers in them. */
function figures(metric: string) {
  return {
    cloudwatch_metrics_enabled: true,
    metric_name: metric,
    sampled_requests_enabled: false,
  };
}

/** A web ACL by Terraform's own names: the binding's code is 800 KB, which every command would load. */
export class WebAcl extends TerraformResource {
  private readonly block: Readonly<Record<string, unknown>>;

  constructor(
    scope: Construct,
    id: string,
    block: Readonly<Record<string, unknown>>,
    provider?: AwsProvider,
  ) {
    super(scope, id, {
      terraformResourceType: "aws_wafv2_web_acl",
      ...(provider && { provider }),
    });
    this.block = block;
  }

  get arn(): string {
    return this.getStringAttribute("arn");
  }

  protected override synthesizeAttributes() {
    return { ...this.block };
  }
}

/** Properties of an {@link ExistingFirewall}. */
interface ExistingFirewallProps {
  /** ARN of the web ACL, in the load balancer's region and account. */
  readonly webAclArn: string;
  /** ARN of the load balancer. */
  readonly loadBalancerArn: string;
}

/** A web ACL that others own, in front of our load balancer. */
export class ExistingFirewall extends Construct {
  constructor(scope: Construct, id: string, props: ExistingFirewallProps) {
    super(scope, id);
    new Wafv2WebAclAssociation(this, "association", {
      resourceArn: props.loadBalancerArn,
      webAclArn: props.webAclArn,
    });
  }
}
