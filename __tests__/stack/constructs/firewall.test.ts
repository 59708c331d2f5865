import { expect, test } from "vitest";
import {
  ExistingFirewall,
  Firewall,
  type FirewallProps,
  firewallRules,
} from "../../../src/stack/constructs/firewall";
import { exampleEnvironment } from "../../support/example-environment";
import { exampleWith, sharedLoadBalancer } from "../../support/example-with";
import { firewallSection, guardedEnvironment, sharedAclArn } from "../../support/guarded";
import { parsed, statement, synthesizeEnvironment, synthesizeIn } from "../../support/synth";

const firewall = (props: Partial<FirewallProps> = {}) =>
  synthesizeIn(
    (stack) =>
      new Firewall(stack, "firewall", {
        ...firewallSection(),
        account: "111111111111",
        region: "us-east-1",
        name: "shop-test-firewall",
        loadBalancerArn: "arn:lb",
        logGroupName: "aws-waf-logs-shop-test",
        keyArn: "arn:key",
        ...props,
      }),
  );

/** What each rule does, by its name, in the order in which a request meets them. */
const actions = (props: Partial<FirewallProps> = {}) =>
  firewallRules({ ...firewallSection(), ...props }).map((rule) => {
    const { name, priority, action, override_action } = rule as Record<string, object>;
    return `${priority} ${name}: ${Object.keys(action ?? override_action ?? {})}`;
  });

const group = (name: string, props: Partial<FirewallProps> = {}) =>
  firewallRules({ ...firewallSection(), ...props }).find(
    (rule) => (rule as { name: string }).name === name,
  );

test("stands before the load balancer, and lets in what no rule blocks", () => {
  const made = firewall();
  expect(made.only("aws_wafv2_web_acl")).toMatchObject({
    name: "shop-test-firewall",
    scope: "REGIONAL",
    default_action: { allow: {} },
  });
  expect(made.only("aws_wafv2_web_acl_association")).toEqual({
    resource_arn: "arn:lb",
    web_acl_arn: "${aws_wafv2_web_acl.firewall.arn}",
  });
});

test("the cheapest rules come first; a group that blocks keeps its own actions", () => {
  expect(actions()).toEqual([
    "0 rate-limit: block",
    "1 ip-reputation: none",
    "2 known-bad-inputs: none",
    "3 common: none",
    "4 sql-injection: count",
  ]);
});

test.each([
  ["common", "3 common: count"],
  ["knownBadInputs", "2 known-bad-inputs: count"],
  ["ipReputation", "1 ip-reputation: count"],
] as const)("%s can only count", (setting, expected) => {
  expect(actions({ [setting]: "count" })).toContain(expected);
});

test("the rate limit can only count, and is one of an address in five minutes", () => {
  const rateLimit = { requestsPerFiveMinutes: 300, action: "count" } as const;
  expect(actions({ rateLimit })[0]).toBe("0 rate-limit: count");
  expect(group("rate-limit", { rateLimit })).toMatchObject({
    statement: {
      rate_based_statement: { limit: 300, aggregate_key_type: "IP", evaluation_window_sec: 300 },
    },
  });
});

test("rules against SQL can block, or be left out", () => {
  expect(actions({ sqlInjection: "block" })).toContain("4 sql-injection: none");
  expect(actions({ sqlInjection: "off" })).toHaveLength(4);
});

test.each([
  ["ip-reputation", "AWSManagedRulesAmazonIpReputationList"],
  ["known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"],
  ["common", "AWSManagedRulesCommonRuleSet"],
  ["sql-injection", "AWSManagedRulesSQLiRuleSet"],
])("%s is AWS's group %s", (name, of) => {
  expect(group(name)).toMatchObject({
    statement: { managed_rule_group_statement: { vendor_name: "AWS", name: of } },
  });
});

test("a body over 8 KiB is counted, and blocked only where the file asks for it", () => {
  const overrides = (props: Partial<FirewallProps>) => {
    const { statement } = group("common", props) as {
      readonly statement: { readonly managed_rule_group_statement: object };
    };
    return statement.managed_rule_group_statement;
  };
  expect(overrides({ maxBodyKiB: null })).toMatchObject({
    rule_action_override: [{ name: "SizeRestrictions_BODY", action_to_use: { count: {} } }],
  });
  expect(overrides({ maxBodyKiB: 8 })).not.toHaveProperty("rule_action_override");
});

test("records what it blocks and counts, without what people sign in with, in its own encrypted log", () => {
  const made = firewall({ logRetentionDays: 30 });
  expect(made.only("aws_cloudwatch_log_group")).toEqual({
    name: "aws-waf-logs-shop-test",
    retention_in_days: 30,
    kms_key_id: "arn:key",
    lifecycle: { prevent_destroy: true },
  });
  expect(made.only("aws_wafv2_web_acl_logging_configuration")).toEqual({
    resource_arn: "${aws_wafv2_web_acl.firewall.arn}",
    log_destination_configs: ["${aws_cloudwatch_log_group.firewall_log.arn}"],
    redacted_fields: [
      { single_header: { name: "authorization" } },
      { single_header: { name: "cookie" } },
    ],
    logging_filter: {
      default_behavior: "DROP",
      filter: [
        {
          behavior: "KEEP",
          requirement: "MEETS_ANY",
          condition: [
            { action_condition: { action: "BLOCK" } },
            { action_condition: { action: "COUNT" } },
            { action_condition: { action: "EXCLUDED_AS_COUNT" } },
          ],
        },
      ],
    },
    depends_on: ["aws_cloudwatch_log_resource_policy.firewall_log_policy"],
  });
});

test("keeps no samples of requests, in which nothing would be redacted", () => {
  const { visibility_config, rule } = firewall().only("aws_wafv2_web_acl") as {
    readonly visibility_config: object;
    readonly rule: readonly { readonly visibility_config: object }[];
  };
  for (const one of [visibility_config, ...rule.map((each) => each.visibility_config)]) {
    expect(one).toMatchObject({
      cloudwatch_metrics_enabled: true,
      sampled_requests_enabled: false,
    });
  }
});

test("log delivery may write to that log alone, for this account alone", () => {
  const { policy_document } = firewall().only("aws_cloudwatch_log_resource_policy");
  expect(parsed(policy_document).Statement).toHaveLength(1);
  expect(statement(policy_document, "TheFirewallWritesItsLog")).toEqual({
    Sid: "TheFirewallWritesItsLog",
    Effect: "Allow",
    Principal: { Service: "delivery.logs.amazonaws.com" },
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: "arn:aws:logs:us-east-1:111111111111:log-group:aws-waf-logs-shop-test:*",
    Condition: {
      ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:111111111111:*" },
      StringEquals: { "aws:SourceAccount": "111111111111" },
    },
  });
});

test("a web ACL of others is put in front, and nothing of it is made", () => {
  const made = synthesizeIn(
    (stack) =>
      new ExistingFirewall(stack, "firewall", {
        webAclArn: sharedAclArn,
        loadBalancerArn: "arn:lb",
      }),
  );
  expect(made.addresses()).toEqual(["aws_wafv2_web_acl_association.firewall_association"]);
  expect(made.only("aws_wafv2_web_acl_association")).toEqual({
    resource_arn: "arn:lb",
    web_acl_arn: sharedAclArn,
  });
});

const ofFirewall = (text: string) => text.includes("wafv2") || text.includes("aws-waf-logs");

test("an environment has the firewall that its file says, before its own load balancer, with its own key", () => {
  const made = synthesizeEnvironment(guardedEnvironment());
  expect(made.addresses().filter((address) => address.includes(".firewall"))).toEqual([
    "aws_cloudwatch_log_group.firewall_log",
    "aws_cloudwatch_log_resource_policy.firewall_log_policy",
    "aws_wafv2_web_acl.firewall",
    "aws_wafv2_web_acl_association.firewall_association",
    "aws_wafv2_web_acl_logging_configuration.firewall_logging",
  ]);
  expect(made.only("aws_wafv2_web_acl_association")["resource_arn"]).toBe(
    "${aws_lb.load_balancer.arn}",
  );
  expect(made.resource("aws_cloudwatch_log_group.firewall_log")["kms_key_id"]).toBe(
    "${aws_kms_key.encryption.arn}",
  );
  const key = statement(made.only("aws_kms_key")["policy"], "LogGroupsOfThisEnvironment");
  expect(JSON.stringify(key.Condition)).toContain("log-group:aws-waf-logs-shop-dev");
});

test.each([
  ["absent", undefined],
  ["none", { mode: "none", reason: "Only people inside the network reach it." }],
])("%s changes nothing, permissions included", (_, firewall) => {
  const environment = exampleWith({ "loadBalancer.firewall": firewall });
  const text = synthesizeEnvironment(environment).text();
  expect(text).toBe(synthesizeEnvironment(exampleEnvironment()).text());
  expect(ofFirewall(text)).toBe(false);
});

test("a load balancer of others keeps whatever firewall its owner gave it", () => {
  const loadBalancer = { ...sharedLoadBalancer, addSecurityGroupRule: true, priority: 10 };
  const withFirewall = { ...loadBalancer, firewall: { mode: "existing", webAclArn: sharedAclArn } };
  const text = synthesizeEnvironment(exampleWith({ loadBalancer: withFirewall })).text();
  expect(text).toBe(synthesizeEnvironment(exampleWith({ loadBalancer })).text());
  expect(ofFirewall(text)).toBe(false);
});
