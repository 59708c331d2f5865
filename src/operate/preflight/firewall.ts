import type { WAFV2Client } from "@aws-sdk/client-wafv2";
import { namesOf } from "../../contract/names";
import { type Account, type Answer, fine, isMissing, type Look, wrong } from "./look";

/** Policies of log groups that a region of an account has at most. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const mostLogPolicies = 10;

/** One of our own has room for its log's policy; one that others own is there, and before a load balancer of others it stands already. */
export const firewallLook: Look = {
  subject: "Firewall",
  actions: [
    "elasticloadbalancing:DescribeListeners",
    "logs:DescribeResourcePolicies",
    "wafv2:GetWebACL",
    "wafv2:GetWebACLForResource",
  ],
  async run(account) {
    const { loadBalancer } = account.environment;
    const { firewall } = loadBalancer;
    if (firewall?.mode === "managed") return [await roomForLogPolicy(account)];
    if (firewall?.mode !== "existing") return [];
    const { WAFV2Client } = await import("@aws-sdk/client-wafv2");
    const client = new WAFV2Client(account.config);
    if (loadBalancer.mode === "create") return exists(client, firewall.webAclArn);
    return standsBefore(client, firewall.webAclArn, await loadBalancerOf(account, loadBalancer));
  },
};

/** The quota cannot be raised, and an apply that finds it used up has made the firewall without a record. */
async function roomForLogPolicy({ environment, config }: Account): Promise<Answer> {
  const { CloudWatchLogsClient, DescribeResourcePoliciesCommand } = await import(
    "@aws-sdk/client-cloudwatch-logs"
  );
  const client = new CloudWatchLogsClient(config);
  const own = namesOf(environment).firewall;
  const others: string[] = [];
  let nextToken: string | undefined;
  do {
    const page: import("@aws-sdk/client-cloudwatch-logs").DescribeResourcePoliciesCommandOutput =
      await client.send(new DescribeResourcePoliciesCommand({ nextToken }));
    others.push(...(page.resourcePolicies ?? []).flatMap(({ policyName = "" }) => policyName));
    nextToken = page.nextToken;
  } while (nextToken);
  const needed = others.filter((name) => name !== own).length + 1;
  if (needed <= mostLogPolicies) {
    return fine(`${needed} of ${mostLogPolicies} policies of log groups`);
  }
  return wrong(
    `${needed} policies of log groups would be needed, and ${environment.region} may have ${mostLogPolicies}: a quota that AWS does not raise`,
    "see which are left over: aws logs describe-resource-policies; delete one that nothing needs: aws logs delete-resource-policy --policy-name …",
  );
}

async function exists(client: WAFV2Client, webAclArn: string): Promise<Answer[]> {
  const { GetWebACLCommand } = await import("@aws-sdk/client-wafv2");
  const [Name = "", Id = ""] = webAclArn.split("/").slice(-2);
  try {
    await client.send(new GetWebACLCommand({ Name, Id, Scope: "REGIONAL" }));
    return [fine(Name)];
  } catch (error) {
    if (!isUnknownAcl(error)) throw error;
    const fix = "correct loadBalancer.firewall.webAclArn: aws wafv2 list-web-acls --scope REGIONAL";
    return [wrong(`${webAclArn} does not exist`, fix)];
  }
}

async function standsBefore(
  client: WAFV2Client,
  webAclArn: string,
  loadBalancerArn: string | undefined,
): Promise<Answer[]> {
  if (loadBalancerArn === undefined) return []; // the listener's own line says so
  const { GetWebACLForResourceCommand } = await import("@aws-sdk/client-wafv2");
  let found: string | undefined;
  try {
    const answer = await client.send(
      new GetWebACLForResourceCommand({ ResourceArn: loadBalancerArn }),
    );
    found = answer.WebACL?.ARN;
  } catch (error) {
    if (!isUnknownAcl(error)) throw error;
  }
  if (found === webAclArn) return [fine(`${nameOf(webAclArn)} stands before the load balancer`)];
  return [
    wrong(
      `${found ? `${nameOf(found)} stands` : "no firewall stands"} before the load balancer, not ${nameOf(webAclArn)}`,
      "ask the load balancer's owner, or correct loadBalancer.firewall: Slipway changes nothing of it",
    ),
  ];
}

async function loadBalancerOf(
  { config }: Account,
  { listenerArn }: { readonly listenerArn: string },
): Promise<string | undefined> {
  const { DescribeListenersCommand, ElasticLoadBalancingV2Client } = await import(
    "@aws-sdk/client-elastic-load-balancing-v2"
  );
  try {
    const { Listeners } = await new ElasticLoadBalancingV2Client(config).send(
      new DescribeListenersCommand({ ListenerArns: [listenerArn] }),
    );
    return Listeners?.[0]?.LoadBalancerArn;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return undefined;
  }
}

function nameOf(webAclArn: string): string {
  return webAclArn.split("/").at(-2) ?? webAclArn;
}

/** What AWS WAF says of a web ACL that is not there. */
function isUnknownAcl(error: unknown): boolean {
  return (error as Partial<Error>).name === "WAFNonexistentItemException";
}
