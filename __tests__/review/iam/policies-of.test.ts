import { describe, expect, test } from "vitest";
import { policiesOf } from "../../../src/review/iam/policies-of";
import { type Made, planOf, type Values } from "../support/plans";

const allow = (Action: string, more: Values = {}) =>
  JSON.stringify({ Statement: { Effect: "Allow", Action, Resource: "*", ...more } });
const everybody = allow("a:B", { Principal: "*" });

/** What the policies of a change are, each as `where kind before → after`, by the number of statements. */
function of(type: string, made: Omit<Made, "address">) {
  const plan = planOf({ address: `${type}.it`, ...made });
  const [change] = plan.changes;
  if (change === undefined) throw new Error("no change");
  return policiesOf(change, plan).map(
    ({ where, kind, before, after }) =>
      `${where} ${kind} ${before.length} → ${after?.length ?? "?"}`,
  );
}

describe("an attribute that is a policy", () => {
  test.each<[string, string, string, string]>([
    ["aws_iam_role", "assume_role_policy", allow("sts:AssumeRole"), "trust"],
    ["aws_iam_role_policy", "policy", allow("a:B"), "identity"],
    ["aws_iam_role_policy", "policy", everybody, "identity"],
    ["aws_iam_user_policy", "policy", everybody, "identity"],
    ["aws_iam_group_policy", "policy", everybody, "identity"],
    ["aws_iam_policy", "policy", everybody, "identity"],
    ["aws_s3_bucket_policy", "policy", everybody, "resource"],
    ["aws_sqs_queue_policy", "policy", everybody, "resource"],
    ["aws_sns_topic", "policy", everybody, "resource"],
    ["aws_kms_key", "policy", everybody, "resource"],
    ["aws_ecr_repository_policy", "policy", everybody, "resource"],
    ["aws_secretsmanager_secret", "policy", everybody, "resource"],
    ["aws_vpc_endpoint", "policy", everybody, "resource"],
    ["aws_cloudwatch_event_bus_policy", "policy", everybody, "resource"],
    ["aws_elasticsearch_domain", "access_policies", everybody, "resource"],
    ["aws_glacier_vault", "access_policy", everybody, "resource"],
    ["aws_dynamodb_resource_policy", "resource_policy", everybody, "resource"],
    ["aws_cloudwatch_log_resource_policy", "policy_document", everybody, "resource"],
    ["aws_other", "anything", everybody, "resource"],
    ["aws_other", "anything", allow("a:B"), "identity"],
  ])("%s %s: %s is of kind %s", (type, name, policy, kind) => {
    expect(of(type, { after: { [name]: policy } })).toEqual([`${name} ${kind} 0 → 1`]);
    expect(of(type, { before: { [name]: policy } })).toEqual([`${name} ${kind} 1 → 0`]);
    expect(of(type, { before: { [name]: policy }, after: { [name]: policy } })).toEqual([
      `${name} ${kind} 1 → 1`,
    ]);
  });

  test("has the kind of either side: a policy that names nobody any more was one of the resource", () => {
    expect(of("aws_other", { before: { a: everybody }, after: { a: allow("a:B") } })).toEqual([
      "a resource 1 → 1",
    ]);
    expect(of("aws_other", { before: { a: allow("a:B") }, after: { a: everybody } })).toEqual([
      "a resource 1 → 1",
    ]);
  });

  test("may stand in a block of what a project makes beside the module", () => {
    const type = "aws_s3control_multi_region_access_point_policy";
    const details = (policy?: string) => ({ details: [{ name: "it", policy }] });
    expect(of(type, { after: details(everybody) })).toEqual(["details.policy resource 0 → 1"]);
    expect(of(type, { before: details(everybody), after: details(allow("a:B")) })).toEqual([
      "details.policy resource 1 → 1",
    ]);
    const unknown = { details: [{ policy: true }] };
    expect(of(type, { after: details(), unknown })).toEqual(["details.policy resource 0 → ?"]);
    expect(of(type, { after: details('{"Statement":"?"}') })).toEqual([
      "details.policy identity 0 → ?",
    ]);
    expect(of(type, { after: details("keep") })).toEqual([]);
    expect(of("aws_lb_listener", { after: details(everybody) })).toEqual([]);
  });

  test("may say anything while it is unknown, or unreadable", () => {
    const before = { policy: allow("a:B") };
    expect(of("aws_iam_policy", { before, after: {}, unknown: { policy: true } })).toEqual([
      "policy identity 1 → ?",
    ]);
    expect(of("aws_iam_policy", { before, after: { policy: "{" } })).toEqual([
      "policy identity 1 → ?",
    ]);
    expect(of("aws_iam_policy", { before, after: { policy: "words" } })).toEqual([
      "policy identity 1 → ?",
    ]);
    expect(of("aws_iam_policy", { after: {}, unknown: { policy: true } })).toEqual([
      "policy identity 0 → ?",
    ]);
    expect(of("aws_iam_policy", { before: { policy: "words" }, after: before })).toEqual([
      "policy identity 0 → 1",
    ]);
    expect(of("aws_iam_policy", { before, after: { policy: " " } })).toEqual([
      "policy identity 1 → 0",
    ]);
  });

  test("is read from the configuration where a part of it is unknown", () => {
    const configured = { policy: allow("a:B") };
    expect(of("aws_iam_policy", { after: {}, unknown: { policy: true }, configured })).toEqual([
      "policy identity 0 → 1",
    ]);
  });
});

describe("another attribute", () => {
  test("is a policy by what it holds, also where that is written with escapes", () => {
    const escaped = everybody.replace("Statement", "\\u0053tatement");
    expect(of("aws_other", { after: { a: escaped } })).toEqual(["a resource 0 → 1"]);
    expect(of("aws_other", { after: { a: everybody.replace("Statement", "statement") } })).toEqual([
      "a identity 0 → ?",
    ]);
  });

  test("that was one and is unknown may be any", () => {
    const before = { a: everybody };
    expect(of("aws_other", { before, after: {}, unknown: { a: true } })).toEqual([
      "a resource 1 → ?",
    ]);
    expect(of("aws_other", { before: { a: "{}" }, after: {}, unknown: { a: true } })).toEqual([]);
    expect(of("aws_other", { after: {}, unknown: { a: true } })).toEqual([]);
  });

  test("that was one and is something else now is none any more", () => {
    expect(of("aws_other", { before: { a: everybody }, after: { a: "{}" } })).toEqual([
      "a resource 1 → 0",
    ]);
  });

  test.each<[string, unknown]>([
    ["JSON of another kind", '{"rules":[]}'],
    ["a list", '["Statement"]'],
    ["null in JSON", "null"],
    ["no JSON", "{ Statement"],
    ["a text", "Statement"],
    ["an object", { Statement: [] }],
  ])("is none with %s", (_, a) => {
    expect(of("aws_other", { before: { a }, after: { a } })).toEqual([]);
  });
});

test("what the provider fills in by itself, and nobody writes, is no policy", () => {
  const plan = planOf({ address: "aws_vpc_endpoint.it", before: { policy: everybody }, after: {} });
  const [change] = plan.changes;
  if (change === undefined) throw new Error("no change");
  const filled = { ...change, afterUnknown: { policy: true, inline_policy: true } };
  expect(policiesOf(filled, plan)).toEqual([]);
});

test.each([
  "aws_ecr_lifecycle_policy",
  "aws_ecr_registry_scanning_configuration",
  "aws_dlm_lifecycle_policy",
  "aws_appautoscaling_policy",
  "aws_autoscaling_policy",
  "aws_backup_plan",
  "aws_iam_account_password_policy",
  "aws_lb_ssl_negotiation_policy",
])("%s grants nothing, whatever it is called", (type) => {
  expect(of(type, { after: { policy: everybody } })).toEqual([]);
});

describe("policies within a role", () => {
  const inline = (...policies: [string, string][]) => ({
    inline_policy: policies.map(([name, policy]) => ({ name, policy })),
  });

  test("are compared by their names", () => {
    expect(
      of("aws_iam_role", {
        before: inline(["a", allow("a:B")], ["b", allow("a:B")]),
        after: inline(["b", allow("a:B")], ["c", allow("a:B")]),
      }),
    ).toEqual([
      'inline_policy "a" identity 1 → 0',
      'inline_policy "b" identity 1 → 1',
      'inline_policy "c" identity 0 → 1',
    ]);
  });

  test("that are not known yet may be any", () => {
    const before = inline(["a", allow("a:B")]);
    expect(of("aws_iam_role", { before, after: {}, unknown: { inline_policy: true } })).toEqual([
      'inline_policy "a" identity 1 → 0',
      expect.stringMatching(/^inline_policy ".*" identity 0 → \?$/),
    ]);
    expect(
      of("aws_iam_role", {
        before,
        after: { inline_policy: [{ name: "a" }] },
        unknown: { inline_policy: [{ policy: true }] },
      }),
    ).toEqual(['inline_policy "a" identity 1 → ?']);
    expect(of("aws_iam_role", { before, after: inline(["a", "words"]) })).toEqual([
      'inline_policy "a" identity 1 → ?',
    ]);
    expect(of("aws_iam_role", { before, after: inline(["a", ""]) })).toEqual([
      'inline_policy "a" identity 1 → 0',
    ]);
  });
});
