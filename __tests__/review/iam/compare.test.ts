import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { widening } from "../../../src/review/iam/compare";
import { describeGrant } from "../../../src/review/iam/describe-grant";
import { type Policy, readPolicy } from "../../../src/review/iam/policy";

function policy(...statements: unknown[]): Policy {
  const read = readPolicy({ Version: "2012-10-17", Statement: statements });
  if (read === undefined) throw new Error("not a policy");
  return read;
}

const allow = (Action: unknown, Resource: unknown = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = "*", more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: "Deny",
});
const gained = (before: Policy, after: Policy) =>
  widening(before, after).allowed.map((grant) => describeGrant(grant));
const when = (operator: string, key: string, value: unknown) => ({
  Condition: { [operator]: { [key]: value } },
});

describe("widening", () => {
  test("names the one action that is new", () => {
    expect(gained(policy(allow(["a:Get", "a:List"])), policy(allow(["a:Get", "a:Put"])))).toEqual([
      "a:Put on everything",
    ]);
  });

  test.each([
    ["another order", allow(["a:B", "a:C"]), allow(["a:C", "a:B"])],
    ["another case of an action", allow("S3:GetObject"), allow("s3:getobject")],
    ["a text for a list of one", allow("a:B"), allow(["a:B"])],
    ["an action within a pattern", allow("a:Get*"), allow("a:GetObject")],
    ["a pattern within a wider one", allow("a:*"), allow("a:Get*")],
    ["a resource within a pattern", allow("a:B", "arn:x/*"), allow("a:B", "arn:x/y")],
    [
      "one condition more",
      allow("a:B"),
      allow("a:B", "*", when("Bool", "aws:SecureTransport", "true")),
    ],
    [
      "fewer values of a condition",
      allow("a:B", "*", when("StringEquals", "k", ["x", "y"])),
      allow("a:B", "*", when("StringEquals", "k", "x")),
    ],
    [
      "a key of another case",
      allow("a:B", "*", when("StringEquals", "AWS:SourceAccount", "1")),
      allow("a:B", "*", when("StringEquals", "aws:sourceaccount", "1")),
    ],
    [
      "more excluded values",
      allow("a:B", "*", when("StringNotEquals", "k", "x")),
      allow("a:B", "*", when("StringNotEquals", "k", ["x", "y"])),
    ],
    [
      "more excluded actions",
      { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
      { Effect: "Allow", NotAction: ["iam:*", "kms:*"], Resource: "*" },
    ],
    [
      "an action outside the excluded ones",
      { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
      allow("s3:GetObject"),
    ],
    [
      "all but some, where all was allowed",
      allow("*"),
      { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
    ],
    [
      "the root's ARN for the account's number",
      allow("a:B", "*", { Principal: { AWS: "111111111111" } }),
      allow("a:B", "*", { Principal: { AWS: "arn:aws:iam::111111111111:root" } }),
    ],
    [
      "a condition that holds also if the key is not given, made stricter",
      allow("a:B", "*", when("StringEqualsIfExists", "k", "x")),
      allow("a:B", "*", when("StringEquals", "k", "x")),
    ],
    [
      "ArnEquals for ArnLike",
      allow("a:B", "*", when("ArnLike", "k", "arn:x/*")),
      allow("a:B", "*", when("ArnEquals", "k", "arn:x/y")),
    ],
    [
      "ArnNotEquals for ArnNotLike",
      allow("a:B", "*", when("ArnNotEquals", "k", "arn:x/y")),
      allow("a:B", "*", when("ArnNotLike", "k", "arn:x/*")),
    ],
    [
      "another case of an operator",
      allow("a:B", "*", when("stringequals", "k", "x")),
      allow("a:B", "*", when("StringEquals", "k", "x")),
    ],
    [
      "conditions in another order",
      allow("a:B", "*", { Condition: { Bool: { k: "true" }, StringEquals: { l: "x" } } }),
      allow("a:B", "*", { Condition: { StringEquals: { l: "x" }, Bool: { k: true } } }),
    ],
    [
      "a value of none: it never holds",
      allow("a:B", "*", when("StringEquals", "k", "x")),
      allow("a:B", "*", when("StringEquals", "k", [])),
    ],
    ["another Sid", allow("a:B", "*", { Sid: "One" }), allow("a:B", "*", { Sid: "Two" })],
    ["the same twice", allow("a:B"), allow(["a:B", "a:B", "A:b"])],
    ["a resource of one letter more", allow("a:B", "arn:x/?"), allow("a:B", "arn:x/y")],
    [
      "everybody as all accounts",
      allow("a:B", "*", { Principal: "*" }),
      allow("a:B", "*", { Principal: { AWS: ["*"] } }),
    ],
    [
      "somebody of everybody",
      allow("a:B", "*", { Principal: { AWS: "*" } }),
      allow("a:B", "*", { Principal: { AWS: "arn:aws:iam::111111111111:role/x" } }),
    ],
    [
      "a service of everybody",
      allow("a:B", "*", { Principal: "*" }),
      allow("a:B", "*", { Principal: { Service: "x.amazonaws.com" } }),
    ],
    [
      "more excluded resources",
      { Effect: "Allow", Action: "a:B", NotResource: "arn:x" },
      { Effect: "Allow", Action: "a:B", NotResource: ["arn:x", "arn:y"] },
    ],
    [
      "a resource outside a wide exclusion",
      { Effect: "Allow", Action: "a:B", NotResource: "arn:x/*" },
      allow("a:B", "arn:y/*"),
    ],
    [
      "more excluded principals",
      allow("a:B", "*", { NotPrincipal: { AWS: "1" } }),
      allow("a:B", "*", { NotPrincipal: { AWS: ["1", "2"] } }),
    ],
    [
      "one service of several",
      allow("a:B", "*", { Principal: { Service: ["x.amazonaws.com", "y.amazonaws.com"] } }),
      allow("a:B", "*", { Principal: { Service: "y.amazonaws.com" } }),
    ],
  ])("is none with %s", (_, before, after) => {
    expect(gained(policy(before), policy(after))).toEqual([]);
  });

  test.each([
    ["a wildcard action", allow("a:Get"), allow("a:*"), "every action of a on everything"],
    ["a wildcard resource", allow("a:B", "arn:x"), allow("a:B", "*"), "a:B on everything"],
    ["a resource of another case", allow("a:B", "arn:x"), allow("a:B", "arn:X"), "a:B on arn:X"],
    [
      "one condition fewer",
      allow("a:B", "*", when("Bool", "k", "true")),
      allow("a:B"),
      "a:B on everything",
    ],
    [
      "more values of a condition",
      allow("a:B", "*", when("StringEquals", "k", "x")),
      allow("a:B", "*", when("StringEquals", "k", ["x", "y"])),
      "a:B on everything, when k is x or y",
    ],
    [
      "fewer excluded values",
      allow("a:B", "*", when("StringNotEquals", "k", ["x", "y"])),
      allow("a:B", "*", when("StringNotEquals", "k", "x")),
      "a:B on everything, when k is not x",
    ],
    [
      "a condition of another operator",
      allow("a:B", "*", when("StringEquals", "k", "x")),
      allow("a:B", "*", when("StringLike", "k", "x")),
      "a:B on everything, when k is like x",
    ],
    [
      "a condition that only holds if the key is there",
      allow("a:B", "*", when("StringEquals", "k", "x")),
      allow("a:B", "*", when("StringEqualsIfExists", "k", "x")),
      "a:B on everything, when k is x, or is not given",
    ],
    [
      "a wider pattern in a condition",
      allow("a:B", "*", when("ArnLike", "k", "arn:x/y")),
      allow("a:B", "*", when("ArnLike", "k", "arn:x/*")),
      "a:B on everything, when k is like arn:x/*",
    ],
    [
      "fewer excluded actions",
      { Effect: "Allow", NotAction: ["iam:*", "kms:*"], Resource: "*" },
      { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
      "every action but iam:* on everything",
    ],
    [
      "an excluded action",
      { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
      allow("iam:PassRole"),
      "iam:PassRole on everything",
    ],
    [
      "all but some instead of named ones",
      allow(["a:B", "a:C"]),
      { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
      "every action but iam:* on everything",
    ],
    [
      "a condition of which one value is enough, in place of all",
      allow("a:B", "*", when("ForAllValues:StringEquals", "k", "x")),
      allow("a:B", "*", when("ForAnyValue:StringEquals", "k", "x")),
      "a:B on everything, when one of k is x",
    ],
    [
      "a key that need not be there any more",
      allow("a:B", "*", when("Null", "k", "false")),
      allow("a:B", "*", when("Null", "k", "true")),
      "a:B on everything, when k is not given",
    ],
    [
      "a condition on another key",
      allow("a:B", "*", when("StringEquals", "k", "x")),
      allow("a:B", "*", when("StringEquals", "l", "x")),
      "a:B on everything, when l is x",
    ],
    [
      "one of two conditions gone",
      allow("a:B", "*", { Condition: { Bool: { k: "true" }, StringEquals: { l: "x" } } }),
      allow("a:B", "*", when("StringEquals", "l", "x")),
      "a:B on everything, when l is x",
    ],
    [
      "a wider pattern that is excluded by less",
      allow("a:B", "*", when("StringNotLike", "k", "x*")),
      allow("a:B", "*", when("StringNotLike", "k", "xy*")),
      "a:B on everything, when k is not like xy*",
    ],
    ["letters where one was", allow("a:B", "arn:x/?"), allow("a:B", "arn:x/*"), "a:B on arn:x/*"],
    [
      "a resource within what was excluded",
      { Effect: "Allow", Action: "a:B", NotResource: "arn:x/*" },
      allow("a:B", "arn:x/y"),
      "a:B on arn:x/y",
    ],
    [
      "a resource that a variable may have excluded",
      { Effect: "Allow", Action: "a:B", NotResource: "arn:x/${aws:username}/*" },
      allow("a:B", "arn:x/alice/y"),
      "a:B on arn:x/alice/y",
    ],
    [
      "a resource not known yet that may be one that was excluded",
      { Effect: "Allow", Action: "a:B", NotResource: "arn:x/*" },
      allow("a:B", "${aws_s3_bucket.it.arn}/y"),
      "a:B on ${aws_s3_bucket.it.arn}/y",
    ],
    [
      "a role in place of its account",
      allow("a:B", "*", { Principal: { AWS: "111111111111" } }),
      allow("a:B", "*", { Principal: { AWS: "arn:aws:iam::111111111111:role/x" } }),
      "the role x of account 111111111111 to use a:B",
    ],
    [
      "a principal where none was named",
      allow("a:B"),
      allow("a:B", "*", { Principal: "*" }),
      "anyone to use a:B",
    ],
    [
      "all resources but one",
      allow("a:B", "arn:x"),
      { Effect: "Allow", Action: "a:B", NotResource: "arn:y" },
      "a:B on everything but arn:y",
    ],
    [
      "another principal",
      allow("a:B", "*", { Principal: { AWS: "1" } }),
      allow("a:B", "*", { Principal: { AWS: ["1", "2"] } }),
      "the principal 2 to use a:B",
    ],
    [
      "everybody",
      allow("a:B", "*", { Principal: { AWS: "1" } }),
      allow("a:B", "*", { Principal: { AWS: "*" } }),
      "anyone to use a:B",
    ],
    [
      "everybody but one",
      allow("a:B", "*", { Principal: { AWS: "1" } }),
      allow("a:B", "*", { NotPrincipal: { AWS: "2" } }),
      "anyone but the principal 2 to use a:B",
    ],
  ])("is named with %s", (_, before, after, said) => {
    expect(gained(policy(before), policy(after))).toEqual([said]);
  });

  test("does not mix the parts of two statements: each was allowed elsewhere only", () => {
    const before = policy(allow("s3:GetObject", "arn:public"), allow("s3:PutObject", "arn:own"));
    expect(gained(before, policy(allow("s3:PutObject", "arn:public")))).toEqual([
      "s3:PutObject on arn:public",
    ]);
  });

  test("reports a denial that goes or becomes weaker, and not one that becomes stronger", () => {
    const denied = policy(deny("s3:*", "*", when("Bool", "aws:SecureTransport", "false")));
    expect(
      widening(denied, policy(allow("a:B"))).undenied.map((grant) => describeGrant(grant)),
    ).toEqual(["every action of s3 on everything, when aws:securetransport is false"]);
    expect(widening(denied, policy(deny("s3:*"))).undenied).toEqual([]);
    expect(
      widening(policy(deny("s3:*")), denied).undenied.map((grant) => describeGrant(grant)),
    ).toEqual(["every action of s3 on everything"]);
  });

  test("takes a statement that is split, or joined by what it says for each, for the same", () => {
    const joined = policy(allow(["a:B", "a:C"], ["arn:x", "arn:y"]));
    const split = policy(
      ...["a:B", "a:C"].flatMap((action) => ["arn:x", "arn:y"].map((on) => allow(action, on))),
    );
    expect(widening(joined, split)).toEqual({ allowed: [], undenied: [] });
    expect(widening(split, joined)).toEqual({ allowed: [], undenied: [] });
    const denials = policy(deny("a:B"), deny("a:C"));
    expect(widening(policy(deny(["a:B", "a:C"])), denials).undenied).toEqual([]);
    expect(widening(policy(deny("a:*")), denials).undenied).toHaveLength(1);
    expect(widening(denials, policy(deny("a:*"))).undenied).toEqual([]);
  });

  test.each([
    ["another action less", deny("a:B"), deny("a:C")],
    ["fewer resources", deny("a:B", "arn:x/*"), deny("a:B", "arn:x/y")],
    [
      "all but more",
      { Effect: "Deny", NotAction: "a:B", Resource: "*" },
      { Effect: "Deny", NotAction: ["a:B", "a:C"], Resource: "*" },
    ],
    [
      "others",
      deny("a:B", "*", { Principal: { AWS: "1" } }),
      deny("a:B", "*", { Principal: { AWS: "2" } }),
    ],
    [
      "fewer values",
      deny("a:B", "*", when("StringEquals", "k", ["x", "y"])),
      deny("a:B", "*", when("StringEquals", "k", "x")),
    ],
    [
      "more excluded values",
      deny("a:B", "*", when("StringNotEquals", "k", "x")),
      deny("a:B", "*", when("StringNotEquals", "k", ["x", "y"])),
    ],
    [
      "a key that must be given",
      deny("a:B", "*", when("StringNotEqualsIfExists", "k", "x")),
      deny("a:B", "*", when("StringNotEquals", "k", "x")),
    ],
  ])("a denial of %s is weaker", (_, strong, weak) => {
    expect(widening(policy(strong), policy(weak)).undenied).toHaveLength(1);
  });

  test("compares a policy of more combinations than any has in a moment, and says wider in doubt", () => {
    const many = (prefix: string) => Array.from({ length: 1000 }, (_, i) => `${prefix}${i}`);
    const large = policy(allow(many("a:"), many("arn:")));
    expect(gained(large, large)).toEqual([]);
    expect(gained(policy(), large)).toHaveLength(1);
  });
});

const patterns = fc.array(
  fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:*", "kms:Decrypt", "*", "s3:Get*"),
  { minLength: 1, maxLength: 3 },
);
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Deny"),
    actions: patterns,
    isNot: fc.boolean(),
    Resource: fc.constantFrom("*", "arn:a", "arn:b"),
  })
  .map(({ Effect, actions, isNot, Resource }) => ({
    Effect,
    [isNot ? "NotAction" : "Action"]: actions,
    Resource,
  }));
const anyPolicy = fc.array(statement, { maxLength: 4 }).map((statements) => policy(...statements));

function allows(it: Policy, action: string, resource: string): boolean {
  const applies = (effect: string) =>
    it.some(({ effect: own, actions, resources }) => {
      const fits = (list: readonly string[], value: string) =>
        list.some(
          (p) => p === "*" || p === value || (p.endsWith("*") && value.startsWith(p.slice(0, -1))),
        );
      return (
        own === effect &&
        fits(actions.patterns, action) !== actions.isNot &&
        fits(resources.patterns, resource)
      );
    });
  return applies("Allow") && !applies("Deny");
}

test("whatever becomes allowed is reported: no widening goes unseen", () => {
  fc.assert(
    fc.property(
      anyPolicy,
      anyPolicy,
      fc.constantFrom("s3:GetObject", "s3:PutObject", "kms:Decrypt", "iam:PassRole"),
      fc.constantFrom("arn:a", "arn:b", "arn:c"),
      (before, after, action, resource) => {
        const { allowed, undenied } = widening(before, after);
        if (allows(after, action, resource) && !allows(before, action, resource)) {
          expect(allowed.length + undenied.length).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 3_000 },
  );
});

test("a policy is no wider than itself", () => {
  fc.assert(
    fc.property(anyPolicy, (it) => {
      expect(widening(it, it)).toEqual({ allowed: [], undenied: [] });
    }),
  );
});

describe("readPolicy", () => {
  test.each([
    ["no statement", {}],
    [
      "an effect that is neither",
      { Statement: [{ Effect: "Maybe", Action: "a:B", Resource: "*" }] },
    ],
    ["no action", { Statement: [{ Effect: "Allow", Resource: "*" }] }],
    ["an action that is no text", { Statement: [{ Effect: "Allow", Action: {}, Resource: "*" }] }],
    [
      "a principal that is no text",
      { Statement: [{ Effect: "Allow", Action: "a:B", Principal: [1, {}] }] },
    ],
    [
      "a condition that is none",
      { Statement: [{ Effect: "Allow", Action: "a:B", Condition: "x" }] },
    ],
    [
      "a resource that is no text",
      { Statement: [{ Effect: "Deny", Action: "a:B", Resource: {} }] },
    ],
    [
      "an exclusion that is no text",
      { Statement: [{ Effect: "Deny", Action: "a:B", NotResource: [{}] }] },
    ],
    [
      "principals in a list",
      { Statement: [{ Effect: "Allow", Action: "a:B", Resource: "*", Principal: ["*"] }] },
    ],
    [
      "a principal that is a text",
      { Statement: [{ Effect: "Allow", Action: "a:B", Resource: "*", Principal: "1" }] },
    ],
    [
      "a principal that is nothing",
      { Statement: [{ Effect: "Allow", Action: "a:B", Resource: "*", Principal: null }] },
    ],
    [
      "conditions that are texts",
      { Statement: [{ Effect: "Allow", Action: "a:B", Condition: { StringEquals: "x" } }] },
    ],
    [
      "a condition's value that is none",
      { Statement: [{ Effect: "Allow", Action: "a:B", Condition: { StringEquals: { k: {} } } }] },
    ],
    ["a list", []],
    ["nothing", null],
  ])("does not take for a policy that allows nothing: %s", (_, given) => {
    expect(readPolicy(given)).toBeUndefined();
  });

  test("reads every form of everybody", () => {
    for (const Principal of ["*", { AWS: "*" }, { AWS: ["*"] }, { "*": "*" }]) {
      const [statement] = readPolicy({ Statement: allow("a:B", "*", { Principal }) }) ?? [];
      expect(statement?.principals).toEqual({ isNot: false, patterns: ["*"] });
    }
    const [service] =
      readPolicy({ Statement: allow("a:B", "*", { Principal: { Service: "*" } }) }) ?? [];
    expect(service?.principals?.patterns).toEqual(["Service:*"]);
  });

  test("a trust policy is about everything", () => {
    const [trust] = readPolicy({ Statement: { Effect: "Allow", Action: "sts:AssumeRole" } }) ?? [];
    expect(trust?.resources).toEqual({ isNot: false, patterns: ["*"] });
  });

  test("reads one statement without a list", () => {
    expect(readPolicy({ Statement: allow("a:B") })).toHaveLength(1);
  });
});

test("a policy of more statements than fit into one is none that can be read", () => {
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  const policyOf = (count: number) => readPolicy({ Statement: Array(count).fill(statement) });
  expect(policyOf(500)).toHaveLength(500);
  expect(policyOf(501)).toBeUndefined();
});

test("a policy of the language's first version has no variables, so a denial by one denies nobody", () => {
  const own = deny("s3:*", "arn:aws:s3:::b/${aws:username}/*");
  const old = readPolicy({ Version: "2008-10-17", Statement: [own] }) ?? [];
  const none = readPolicy({ Statement: [own] }) ?? [];
  for (const after of [old, none]) {
    expect(widening(policy(own), after).undenied.map((grant) => describeGrant(grant))).toEqual([
      "every action of s3 on arn:aws:s3:::b/${aws:username}/*",
    ]);
  }
  const plain = deny("s3:*", "arn:aws:s3:::b/*");
  const oldPlain = readPolicy({ Version: "2008-10-17", Statement: [plain] }) ?? [];
  expect(widening(policy(plain), oldPlain)).toEqual({ allowed: [], undenied: [] });
});
