import type { PolicyStatement } from "../../src/base/policy";
import type { TerraformJson } from "../../src/stack/terraform-json";
import { subjects } from "./subjects";

/** One permission, or one refusal. */
interface AccessRow {
  /** Who: a role, a policy's bearers, or what a resource's own policy names. */
  readonly who: string;
  /** The statement's name. */
  readonly what: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** On which resources. */
  readonly on: readonly string[];
  /** Under which conditions, a text each. */
  readonly when: readonly string[];
}

/** Resources whose own policies name who may use them. */
const withOwnPolicy = [
  "aws_cloudwatch_log_resource_policy",
  "aws_dynamodb_resource_policy",
  "aws_ecr_repository_policy",
  "aws_kms_key",
  "aws_s3_bucket_policy",
  "aws_sns_topic_policy",
  "aws_sqs_queue_policy",
];

/** Everything that any policy of an environment allows or refuses, by who it is and in the order of the policies. */
export function accessRows(json: TerraformJson): AccessRow[] {
  const own = withOwnPolicy.flatMap((type) =>
    Object.entries(json.resource[type] ?? {}).flatMap(
      ([name, { policy, policy_document = policy }]) =>
        statementsIn(policy_document).flatMap((statement) =>
          principals(statement).map((who) => row(who, statement, `${type}.${name}`)),
        ),
    ),
  );
  const identities = subjects(json).flatMap(({ who, policies }) =>
    policies.flatMap(statementsIn).map((statement) => row(who, statement, "")),
  );
  return [...identities, ...own].sort((a, b) => (a.who < b.who ? -1 : a.who > b.who ? 1 : 0));
}

/** The statements of a policy document. */
export function statementsIn(policy: unknown): PolicyStatement[] {
  return typeof policy === "string" ? JSON.parse(policy).Statement : [];
}

/** Whom a statement of a resource's policy is about. */
export function principals({ Principal }: PolicyStatement): string[] {
  if (Principal === undefined || typeof Principal === "string") return ["everybody"];
  return Object.values(Principal).flat();
}

/** Conditions as texts. */
export function conditions({ Condition = {} }: PolicyStatement): string[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${key} ${operator} ${[value].flat().join(" or ")}`),
  );
}

function row(who: string, statement: PolicyStatement, resource: string): AccessRow {
  return {
    who,
    what: statement.Sid,
    effect: statement.Effect,
    actions: [statement.Action].flat() as string[],
    on:
      statement.Resource === undefined || resource !== ""
        ? [resource]
        : ([statement.Resource].flat() as string[]),
    when: conditions(statement),
  };
}
