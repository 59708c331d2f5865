import type { Grant } from "./compare";
import { describeGrant } from "./describe-grant";
import type { PolicyKind } from "./policies-of";
import type { Condition } from "./policy";
import { namesIdentity } from "./web-identity";

/**
 * Why a permission must not pass unseen even on something new; undefined when it is an ordinary one: named actions on
 * named resources, for AWS's services or this account.
 */
export function dangerOf(
  grant: Grant,
  kind: PolicyKind,
  ownAccounts: ReadonlySet<string>,
): string | undefined {
  const reason = kind === "identity" ? reasonOfWidth(grant) : reasonOfWho(grant, kind, ownAccounts);
  if (reason === undefined) return undefined;
  const words = describeGrant(grant, kind === "trust" ? "may" : "to");
  return saysItself(grant) ? words : `${words} (${reason})`;
}

/** Whether its words say already why: every action, or on everything. */
function saysItself({ principals, actions, resources }: Grant): boolean {
  if (principals !== undefined || actions.isNot || resources.isNot) return false;
  return /^(\*|[\w-]+:\*)$/.test(actions.patterns[0] ?? "") || resources.patterns.includes("*");
}

/** Whether anyone at all may use the grant: everyone is allowed, and no condition says who. */
export function isForEveryone(grant: Grant): boolean {
  if (grant.principals === undefined) return false;
  const everyone = grant.principals.isNot || grant.principals.patterns.includes("*");
  return everyone && !grant.conditions.some(saysWho);
}

function reasonOfWidth({ actions, resources, conditions }: Grant): string | undefined {
  if (actions.isNot) return "NotAction allows every action that AWS will ever add";
  if (resources.isNot) return "NotResource allows every resource but these";
  const [action = ""] = actions.patterns;
  if (/^\*|^[\w-]*\*|:\*$/.test(action)) return "all actions of a service, or of all";
  const anywhere = resources.patterns.some(isAnyResource);
  const ordinary =
    unscopable.test(action) || (unnamedYet.test(action) && conditions.some(saysWhichTags));
  return anywhere && !ordinary ? "on every resource of the account" : undefined;
}

function reasonOfWho(
  grant: Grant,
  kind: PolicyKind,
  ownAccounts: ReadonlySet<string>,
): string | undefined {
  if (grant.principals === undefined) return undefined;
  if (isForEveryone(grant)) return "anyone";
  for (const principal of grant.principals.patterns) {
    const account = accountOf(principal);
    if (account === undefined) return "nobody knows whose principal it is";
    if (account !== "own" && !ownAccounts.has(account)) return "another account";
    if (principal.startsWith("Federated:") && !grant.conditions.some(namesIdentity)) {
      return "any identity of the provider: no condition says which";
    }
    if (kind === "trust" && principal === "*") return "whoever the conditions let through";
  }
  return undefined;
}

/**
 * The account that a principal belongs to, `own` for AWS's services, for identity providers (AWS takes only those of the
 * role's own account) and for what this plan makes or looks up; undefined when its text does not say, as that of a unique
 * id (`AROA…`, `AIDA…`) does not. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
function accountOf(principal: string): string | undefined {
  if (/^(Service|Federated):/.test(principal)) return "own";
  if (principal === "*") return "own"; // judged by its conditions
  if (/^AWS:\$\{(data\.)?aws_iam_(role|user)\.[^}]+\.arn\}$/.test(principal)) return "own";
  if (callersOwn.test(principal)) return "own";
  return /^AWS:(?:arn:[\w-]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(principal)?.[1];
}

const callersOwn =
  /^AWS:(arn:[\w-]+:iam::)?\$\{data\.aws_caller_identity\.[^}]+\.account_id\}(:|$)/;

/** `*`, or an ARN that names a service but nothing in it. */
function isAnyResource(pattern: string): boolean {
  return /^\*+$/.test(pattern) || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+$/.test(pattern);
}

// Actions whose resource cannot be named, or that only list and describe.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const unscopable =
  /^(cloudfront:Create(Function|OriginAccessControl|ResponseHeadersPolicy)|ecr:GetAuthorizationToken|ecs:(De)?[Rr]egisterTaskDefinition|elasticloadbalancing:SetWebACL|logs:(Create|Get|Update|Delete|List)LogDelivery|logs:ListLogDeliveries|logs:(Put|Delete|Describe)ResourcePolic(y|ies)|logs:DescribeLogGroups|cloudwatch:Put(MetricData|CompositeAlarm)|xray:(Put\w+|GetSampling\w+)|ssmmessages:(Create|Open)(Control|Data)Channel|secretsmanager:GetRandomPassword|sns:([GS]etSubscriptionAttributes|Unsubscribe)|states:ValidateStateMachineDefinition|sts:GetCallerIdentity|[\w-]+:(Describe|List)\w*)$/i;

// Actions that make something whose ARN AWS chooses: whose it is, only a tag can tell.
const unnamedYet =
  /^(acm:RequestCertificate|cloudfront:Create(Distribution|VpcOrigin)|ec2:CreateSecurityGroup|ec2:CreateTags|elasticloadbalancing:CreateTargetGroup|kms:CreateKey)$/i;

/** A request without that tag, or with another value, is not allowed. */
function saysWhichTags({ operator, key, values }: Condition): boolean {
  return operator === "StringEquals" && /^aws:requesttag\//i.test(key) && values.length === 1;
}

// Keys that say who calls or from where. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
const identifyingKeys =
  /^aws:(sourcearn|sourceaccount|sourceowner|sourceorgid|sourceorgpaths|principalarn|principalaccount|principalorgid|principalorgpaths|userid|sourcevpc|sourcevpce|sourceip|vpcsourceip)$|^(kms:calleraccount|s3:dataaccesspointaccount|aws:principaltag\/.+)$/;

function saysWho({ operator, key, values }: Condition): boolean {
  const positive = !/not|null|ifexists|forallvalues/i.test(operator);
  const open = (value: string) => /^[*?]*$|^0\.0\.0\.0\/|^::\/|\/[0-7]$/.test(value);
  return positive && identifyingKeys.test(key) && values.length > 0 && !values.some(open);
}
