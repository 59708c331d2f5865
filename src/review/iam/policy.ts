import { member } from "../read/planned-value";

/** A set of actions, resources or principals: those that fit a pattern, or, when `isNot`, all but those. */
export interface PatternSet {
  readonly isNot: boolean;
  readonly patterns: readonly string[];
}

/** One condition: the operator as written, the key in lower case, and the values. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** One statement of an IAM policy. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** As written; AWS does not distinguish upper and lower case. */
  readonly actions: PatternSet;
  /** A trust policy names none: it is about the role that carries it. */
  readonly resources: PatternSet;
  /** As `AWS:arn:…`, `Service:ecs-tasks.amazonaws.com`, `*`; an identity policy names none. */
  readonly principals: PatternSet | undefined;
  /** All must hold. */
  readonly conditions: readonly Condition[];
}

/** A policy is its statements; none of them, and it allows nothing. */
export type Policy = readonly Statement[];

/**
 * The statements of a policy document; undefined when it is not one, because a policy that cannot be read must not be
 * taken for one that allows nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(document: unknown): Policy | undefined {
  const given = member(document, "Statement");
  if (given === undefined || given === null) return undefined;
  const list = Array.isArray(given) ? given : [given];
  if (list.length > mostStatements) return undefined;
  const isOld = member(document, "Version") !== "2012-10-17";
  const statements = (isOld ? withoutVariables(list) : list).map(readStatement);
  return statements.every((statement) => statement !== undefined) ? statements : undefined;
}

/** More than fit into the longest policy of AWS, 20,480 characters. Each would be compared with each. */
const mostStatements = 500;

/** Before its version of 2012 the language has no variables: `${aws:username}` is that text, and fits nobody. */
function withoutVariables(list: readonly unknown[]): readonly unknown[] {
  const text = JSON.stringify(list);
  const plain = text.replace(/\$\{(?=[\w-]+:|[*?$]\})/g, "(text)${");
  return plain === text ? list : JSON.parse(plain);
}

function readStatement(given: unknown): Statement | undefined {
  const effect = member(given, "Effect");
  const actions = patternSet(given, "Action");
  const resources = patternSet(given, "Resource") ?? noResource(given);
  const conditions = readConditions(member(given, "Condition"));
  if ((effect !== "Allow" && effect !== "Deny") || !actions || !resources || !conditions)
    return undefined;
  const principals = readPrincipals(given);
  if (principals === "unreadable") return undefined;
  return {
    effect,
    actions,
    resources,
    principals,
    conditions,
  };
}

function patternSet(given: unknown, name: "Action" | "Resource"): PatternSet | undefined {
  for (const [key, isNot] of [[name, false] as const, [`Not${name}`, true] as const]) {
    const patterns = texts(member(given, key));
    if (patterns !== undefined) return { isNot, patterns };
  }
  return undefined;
}

/** A trust policy says none. What is said and cannot be read is not everything: a denial of it may deny little. */
function noResource(given: unknown): PatternSet | undefined {
  const isSaid = ["Resource", "NotResource"].some((name) => member(given, name) !== undefined);
  return isSaid ? undefined : { isNot: false, patterns: ["*"] };
}

function readPrincipals(given: unknown): PatternSet | undefined | "unreadable" {
  const isNot = member(given, "NotPrincipal") !== undefined;
  const principals = member(given, isNot ? "NotPrincipal" : "Principal");
  if (principals === undefined) return undefined;
  if (principals === "*") return { isNot, patterns: ["*"] };
  if (typeof principals !== "object" || principals === null || Array.isArray(principals))
    return "unreadable";
  const named = Object.entries(principals).map(([kind, value]) =>
    texts(value)?.map((name) =>
      name === "*" && (kind === "AWS" || kind === "*") ? "*" : principal(kind, name),
    ),
  );
  if (named.includes(undefined)) return "unreadable";
  return { isNot, patterns: named.flatMap((names) => names ?? []) };
}

/** An account's root and its number are the same principal: the account. */
function principal(kind: string, name: string): string {
  return `${kind}:${/^arn:[\w-]+:iam::(\d{12}):root$/.exec(name)?.[1] ?? name}`;
}

function readConditions(given: unknown): readonly Condition[] | undefined {
  if (given === undefined || given === null) return [];
  if (typeof given !== "object") return undefined;
  const conditions: Condition[] = [];
  for (const [operator, keys] of Object.entries(given)) {
    if (typeof keys !== "object" || keys === null) return undefined;
    for (const [key, value] of Object.entries(keys)) {
      const values = texts(value);
      if (values === undefined) return undefined;
      conditions.push({ operator, key: key.toLowerCase(), values });
    }
  }
  return conditions;
}

/** One text or a list of texts; numbers and booleans are texts to IAM. */
function texts(value: unknown): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  const isText = (item: unknown) => ["string", "number", "boolean"].includes(typeof item);
  return list.every(isText) && value !== undefined ? list.map(String) : undefined;
}
