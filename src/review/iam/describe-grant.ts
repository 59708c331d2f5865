import { type Grant, widening } from "./compare";
import type { Condition, PatternSet, Policy } from "./policy";

/**
 * A grant in words, as they stand after "allows" or "denies": `s3:GetObject on arn:aws:s3:::logs/*`, or with for whom:
 * `account 222222222222 to assume the role, when sts:externalid is x`. With `may` for `link` it is a sentence.
 */
export function describeGrant(grant: Grant, link = "to"): string {
  const { principals, conditions } = grant;
  const what = principals ? `${describePrincipals(principals)} ${link} ${use(grant)}` : on(grant);
  return conditions.length === 0
    ? what
    : `${what}, when ${conditions.map(describeCondition).join(" and ")}`;
}

/** Several grants, the first few in full. */
export function describeGrants(grants: readonly Grant[], link?: string): string {
  const shown = grants.slice(0, most).map((grant) => describeGrant(grant, link));
  const rest = grants.length > most ? [`and ${grants.length - most} more`] : [];
  return [...shown, ...rest].join("; ");
}

/** What a policy allows and denies otherwise than before, in words; nothing where that stays. */
export function describePolicyChange(before: Policy, after: Policy): readonly string[] {
  const [more, less] = [widening(before, after), widening(after, before)];
  const say = (words: string, grants: readonly Grant[]) =>
    grants.length > 0 ? [`${words} ${describeGrants(grants)}`] : [];
  return [
    ...say("now allows", more.allowed),
    ...say("no longer denies", more.undenied),
    ...say("no longer allows", less.allowed),
    ...say("now denies", less.undenied),
  ];
}

const most = 4;

function on({ actions, resources }: Grant): string {
  return `${describeActions(actions)} on ${describeResources(resources)}`;
}

/** What a policy on an object says without naming one, it says of that object. */
function use(grant: Grant): string {
  const { actions, resources } = grant;
  const [action = ""] = actions.isNot ? [] : actions.patterns;
  const ofRole = usesOfRole.find(([names]) => names.test(action))?.[1];
  return ofRole ?? `use ${isAll(resources) ? describeActions(actions) : on(grant)}`;
}

const usesOfRole: readonly (readonly [RegExp, string])[] = [
  [/^sts:(AssumeRole(WithWebIdentity|WithSAML|\*)?|\*)$/i, "assume the role"],
  [/^sts:TagSession$/i, "tag the role's sessions"],
  [/^sts:SetSourceIdentity$/i, "say who uses the role's sessions"],
];

function describeActions({ isNot, patterns }: PatternSet): string {
  if (isNot) return `every action but ${patterns.join(", ")}`;
  return patterns
    .map((pattern) => {
      const service = /^([\w-]+):\*$/.exec(pattern)?.[1];
      return pattern === "*" ? "every action" : service ? `every action of ${service}` : pattern;
    })
    .join(", ");
}

function describeResources(set: PatternSet): string {
  if (set.isNot) return `everything but ${set.patterns.join(", ")}`;
  return isAll(set) ? "everything" : set.patterns.join(", ");
}

function isAll({ isNot, patterns }: PatternSet): boolean {
  return !isNot && patterns.length === 1 && patterns[0] === "*";
}

function describePrincipals({ isNot, patterns }: PatternSet): string {
  return `${isNot ? "anyone but " : ""}${patterns.map(describePrincipal).join(", ")}`;
}

/** Principals by the form of their text, as people call them. */
const principalForms: readonly (readonly [RegExp, string])[] = [
  [/^\*$/, "anyone"],
  [/^AWS:(\d{12})$/, "account $1"],
  [/^AWS:arn:[\w-]+:iam::(\d{12}):(role|user)\/(.+)$/, "the $2 $3 of account $1"],
  [
    /^AWS:arn:[\w-]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/,
    "the session $3 of the role $2 of account $1",
  ],
  [/^AWS:\$\{([^}]+)\.arn\}$/, "$1"],
  [/^Federated:arn:[\w-]+:iam::\d{12}:oidc-provider\/(.+)$/, "identities of $1"],
  [/^Federated:arn:[\w-]+:iam::\d{12}:saml-provider\/(.+)$/, "people of the SAML provider $1"],
  [/^Federated:(.+)$/, "identities of $1"],
  [/^Service:(.+)$/, "the service $1"],
  [/^AWS:(.+)$/, "the principal $1"],
];

function describePrincipal(principal: string): string {
  const form = principalForms.find(([shape]) => shape.test(principal));
  return form ? principal.replace(form[0], form[1]) : principal;
}

/** Operators as people say them; any other stands as it is written. */
const operators: Readonly<Record<string, string>> = {
  stringequals: "is",
  stringequalsignorecase: "is",
  stringlike: "is like",
  stringnotequals: "is not",
  stringnotequalsignorecase: "is not",
  stringnotlike: "is not like",
  arnequals: "is",
  arnlike: "is like",
  arnnotequals: "is not",
  arnnotlike: "is not like",
  numericequals: "is",
  numericnotequals: "is not",
  numericlessthan: "is less than",
  numericlessthanequals: "is at most",
  numericgreaterthan: "is more than",
  numericgreaterthanequals: "is at least",
  datelessthan: "is before",
  dategreaterthan: "is after",
  bool: "is",
  ipaddress: "is in",
  notipaddress: "is not in",
};

function describeCondition({ operator, key, values }: Condition): string {
  if (/^null$/i.test(operator)) return `${key} is ${values[0] === "true" ? "not " : ""}given`;
  const [, quantifier = "", name = "", optional] =
    /^(ForAnyValue:|ForAllValues:)?(.*?)(IfExists)?$/i.exec(operator) ?? [];
  const of = /any/i.test(quantifier) ? "one of " : /all/i.test(quantifier) ? "each of " : "";
  const says = operators[name.toLowerCase()] ?? name;
  return `${of}${key} ${says} ${values.join(" or ")}${optional ? ", or is not given" : ""}`;
}
