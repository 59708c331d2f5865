import { promotionReaderEnding } from "../../contract/names";
import { isPublicRange } from "../network/cidr";
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
  const reason =
    kind === "identity" ? reasonOfWidth(grant, ownAccounts) : reasonOfWho(grant, kind, ownAccounts);
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

function reasonOfWidth(
  { actions, resources, conditions }: Grant,
  ownAccounts: ReadonlySet<string>,
): string | undefined {
  if (actions.isNot) return "NotAction allows every action that AWS will ever add";
  if (resources.isNot) return "NotResource allows every resource but these";
  const [action = ""] = actions.patterns;
  if (/^[^:]*[*?]|:[*?]+$/.test(action)) return "all actions of a service, or of all";
  if (unscopable.test(action)) return undefined;
  if (resources.patterns.some(isAnyResource)) {
    const isOfATag = unnamedYet.test(action) && conditions.some(saysWhichTags);
    return isOfATag ? undefined : "on every resource of the account";
  }
  const isNarrowed = conditions.some((one) => saysWhichTags(one) || saysWhose(one));
  const wide = resources.patterns.filter(isAnyOfItsKind);
  if (wide.some((pattern) => !isOfAnyName(action, pattern)) && !isNarrowed)
    return "on everything of that kind";
  if (resources.patterns.some(isOfOthersNames) && !isNarrowed)
    return "on whatever has a name that ends so, whosever it is";
  const isRead = readingOnly.test(action);
  return isRead ? undefined : reasonOfWhere(action, resources.patterns, ownAccounts);
}

/** What is not only read, in another account or in any; a promotion becomes the role by which the other account lets itself be read. */
function reasonOfWhere(
  action: string,
  patterns: readonly string[],
  ownAccounts: ReadonlySet<string>,
): string | undefined {
  for (const pattern of patterns) {
    const [, account = "", name = ""] = /^arn:[^:]*:[^:]*:[^:]*:([^:]*):(.*)$/.exec(pattern) ?? [];
    if (/[*?]/.test(account)) return "in any account";
    const isOthers = /^\d{12}$/.test(account) && ownAccounts.size > 0 && !ownAccounts.has(account);
    const isReader = /^role\/[^*?]+$/.test(name) && name.endsWith(promotionReaderEnding);
    if (isOthers && !(isReader && /^sts:AssumeRole$/i.test(action))) return "in another account";
  }
  return undefined;
}

// Reads, and so gives nothing away; what another account's policy hands out besides, it hands out itself.
const readingOnly =
  /^[\w-]+:(BatchCheck|BatchGet|Check|Decrypt|Describe|Filter|Get|Head|List|Lookup|Query|Read|Scan|Search|Select|View)\w*\**$/i;

function reasonOfWho(
  grant: Grant,
  kind: PolicyKind,
  ownAccounts: ReadonlySet<string>,
): string | undefined {
  if (grant.principals === undefined) return undefined;
  if (isForEveryone(grant)) return "anyone";
  if (grant.principals.patterns.includes("*")) {
    // All conditions must hold: one that leaves only this account is enough.
    const [whom, ...others] = grant.conditions
      .filter(saysWho)
      .map((condition) => reasonOfCondition(condition, ownAccounts));
    if (whom !== undefined && !others.includes(undefined)) return whom;
  }
  for (const principal of grant.principals.patterns) {
    const account = accountOf(principal);
    if (account === undefined) return "nobody knows whose principal it is";
    if (account !== "own" && !ownAccounts.has(account)) return "another account";
    if (principal.startsWith("Federated:") && !grant.conditions.some(namesIdentity)) {
      return "any identity of the provider: no condition says which";
    }
    if (kind === "trust" && principal === "*") return "whoever the conditions let through";
    if (principal.startsWith("Service:") && isForOthers(grant.conditions, ownAccounts)) {
      return "on behalf of another account";
    }
  }
  return undefined;
}

/** Whether a service of AWS is let in for what others own: all that says for whom names another account. */
function isForOthers(conditions: readonly Condition[], ownAccounts: ReadonlySet<string>): boolean {
  if (ownAccounts.size === 0) return false;
  const said = conditions.filter(({ key }) => account.test(key) || arn.test(key)).filter(saysWho);
  const others = said.filter((one) => reasonOfCondition(one, ownAccounts) !== undefined);
  return said.length > 0 && others.length === said.length;
}

/**
 * The account that a principal belongs to, `own` for AWS's services, for identity providers (AWS takes only those of the
 * role's own account) and for what this plan makes or looks up; undefined when its text does not say, as that of a unique
 * id (`AROA…`, `AIDA…`) does not. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
function accountOf(principal: string): string | undefined {
  if (/^(Service|Federated):[*?]/.test(principal)) return undefined;
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
  const { prefix, kind, name } = partsOf(pattern);
  return /^[*?]/.test(prefix) || (prefix === "arn" && kind === "" && isAnyName(name));
}

/** Everything of a kind, such as `arn:aws:iam::…:role/*`; not where AWS makes the names up, which nobody can write beforehand. */
function isAnyOfItsKind(pattern: string): boolean {
  const { prefix, kind, name } = partsOf(pattern);
  return prefix === "arn" && kind !== "" && isAnyName(name) && !namedByAws.test(kind);
}

/** A name that begins with anything is not one of this environment, whose names begin with its own. */
function isOfOthersNames(pattern: string): boolean {
  const { prefix, kind, name } = partsOf(pattern);
  return prefix === "arn" && /^[*?]/.test(name) && !isAnyName(name) && !namedByAws.test(kind);
}

function isAnyName(name: string): boolean {
  return /^[*?]+$/.test(name);
}

function partsOf(pattern: string) {
  const text = pattern.replace(/\$\{[^}]*\}/g, "$"); // a part that is not known yet
  const [prefix = "", , service = "", , , ...rest] = text.split(":");
  const parts = rest
    .join(":")
    .split(/[:/]+/)
    .filter((part) => part !== "");
  // What ends early by a wildcard goes on to anything: `parameter*` is every parameter.
  const [kind = text.endsWith("*") ? "*" : ""] = parts;
  if (beginsWithName.test(service) || parts.length === 0) return { prefix, kind: "", name: kind };
  const isCut = parts.length === 1 && !isAnyName(kind) && text.endsWith("*");
  if (parts.length === 1) return { prefix, kind: isCut ? kind : "", name: isCut ? "*" : kind };
  const name = parts[kindOfTwoParts.test(parts.slice(0, 2).join("/")) ? 2 : 1];
  return { prefix, kind, name: name ?? "*" };
}

/** Services whose ARNs name the thing without its kind before it. */
const beginsWithName = /^(s3|sns|sqs|execute-api|codecommit|codepipeline)$/;

/** Kinds that are written as two. */
const kindOfTwoParts =
  /^((loadbalancer|listener|listener-rule)\/(app|net|gwy)|(regional|global)\/(webacl|ipset|rulegroup|regexpatternset))$/;

const namedByAws =
  /^(change|delivery|origin-access-control|prefix-list|response-headers-policy|scalable-target|security-group-rule)$/;

// Actions whose resource cannot be named, or that only list and describe.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const unscopable =
  /^(cloudfront:Create(Function|OriginAccessControl|ResponseHeadersPolicy)|ecr:GetAuthorizationToken|ecs:(De)?[Rr]egisterTaskDefinition|elasticloadbalancing:SetWebACL|logs:(Create|Get|Update|Delete|List)LogDelivery|logs:ListLogDeliveries|logs:(Put|Delete|Describe)ResourcePolic(y|ies)|logs:DescribeLogGroups|cloudwatch:Put(MetricData|CompositeAlarm)|xray:(Put\w+|GetSampling\w+)|ssmmessages:(Create|Open)(Control|Data)Channel|secretsmanager:GetRandomPassword|sns:([GS]etSubscriptionAttributes|Unsubscribe)|states:ValidateStateMachineDefinition|sts:GetCallerIdentity|[\w-]+:(Describe|List)\w*)$/i;

// Actions that make something whose ARN AWS chooses: whose it is, only a tag can say.
const unnamedYet =
  /^(acm:RequestCertificate|cloudfront:Create(Distribution|VpcOrigin)|ec2:CreateSecurityGroup|ec2:CreateTags|elasticloadbalancing:CreateTargetGroup|kms:CreateKey)$/i;

/** A request without that tag, or with another value, is not allowed. */
function saysWhichTags({ operator, key, values }: Condition): boolean {
  return operator === "StringEquals" && /^aws:requesttag\//i.test(key) && values.length === 1;
}

// Reads how a thing is set up and nothing that is kept in it; or is asked for of zones that are AWS's own.
const ofAnyName =
  /^(kms:GetKey(Policy|RotationStatus)|cloudfront:Get(Distribution|VpcOrigin)|route53:AssociateVPCWithHostedZone)$/i;

// A restored database gets groups of parameters, options and subnets, which hold no data.
const settingsOfDatabase = /:(og|pg|subgrp):[*?]+$/;

function isOfAnyName(action: string, pattern: string): boolean {
  const isGivenSettings = /^rds:RestoreDBInstanceFromDBSnapshot$/i.test(action);
  return ofAnyName.test(action) || (isGivenSettings && settingsOfDatabase.test(pattern));
}

/** What is used must carry a tag of one value, be a key of one alias or one that a service of AWS alone uses, lie in one cluster, or be the caller's own session. */
function saysWhose({ operator, key, values: [value = "", ...more] }: Condition): boolean {
  if (more.length > 0) return false;
  if (key === "kms:grantisforawsresource") return operator === "Bool" && value === "true";
  if (key === "ssm:resourcetag/aws:ssmmessages:session-id") {
    return /^String(Equals|Like)$/.test(operator) && /^\$\{aws:userid\}$/i.test(value);
  }
  return (
    /^(ForAnyValue:)?(String|Arn)Equals$/i.test(operator) &&
    /^(aws:resourcetag\/|kms:resourcealiases$|ecs:cluster$)/.test(key)
  );
}

// Keys that say who calls or from where, by what their values are. A tag of the caller is not among them: each account gives its own.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
const account =
  /^aws:(source|principal)account$|^aws:sourceowner$|^kms:calleraccount$|^s3:dataaccesspointaccount$/;
const arn = /^aws:(source|principal)arn$/;
const organisation = /^aws:(source|principal)org(id|paths)$/;
const address = /^aws:(vpc)?sourceip$/;
const other = /^aws:(userid|sourcevpce?)$/;

/** Whether no caller fits but those that somebody named. */
function saysWho({ operator, key, values }: Condition): boolean {
  const isPositive = !/not|null|ifexists|forallvalues/i.test(operator);
  return isPositive && values.length > 0 && values.every((value) => isClosed(key, value));
}

function isClosed(key: string, value: string): boolean {
  // A variable may be the very thing that it is compared with; that of the resource is ours.
  if (/\$\{[\w-]+:/.test(value)) return /^\$\{aws:Resource(Account|OrgID)\}$/i.test(value);
  if (address.test(key)) return !/^0\.0\.0\.0\/|^::\/|\/[0-7]$/.test(value);
  if (arn.test(key)) return /^arn:[^:]*:s3:::[^*?]+|^arn:[^:]*:[^:]*:[^:]*:[^:*?]+:./.test(value);
  if (organisation.test(key)) return /^o-[^*?/]+(\/|$)/.test(value);
  return (account.test(key) || other.test(key)) && !/[*?]/.test(value) && value !== "";
}

/** Why those whom a condition lets through are not only this account's. */
function reasonOfCondition(
  { key, values }: Condition,
  ownAccounts: ReadonlySet<string>,
): string | undefined {
  if (organisation.test(key)) return "every account of an organisation";
  if (address.test(key) && values.some(isPublicRange))
    return "whoever is at an address of the Internet";
  if (!account.test(key) && !arn.test(key)) return undefined;
  const accounts = values.flatMap((value) => /(?:^|:)(\d{12})(?::|$)/.exec(value)?.[1] ?? []);
  return accounts.every((one) => ownAccounts.has(one)) ? undefined : "another account";
}
