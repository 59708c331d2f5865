import { expect, test } from "vitest";
import { terraformJson } from "../../../src/stack/terraform-json";
import { exampleEnvironment } from "../example-environment";
import { Synthesized } from "../synth";
import { referencesIn } from "../terraform-references";
import { violations } from ".";

type Json = Record<string, Record<string, Record<string, Record<string, unknown>>>>;

const environment = exampleEnvironment();
const untouched = terraformJson(environment);

/** What is found wrong with the example when somebody changes its JSON. */
function after(change: (resource: Json[string], json: Json) => void): string[] {
  const json = structuredClone(untouched) as unknown as Json;
  change(json["resource"] ?? {}, json);
  return violations(new Synthesized(json as never), environment);
}

/** The first resource of a type. */
const first = (resource: Json[string], type: string) =>
  Object.values(resource[type] ?? {})[0] as Record<string, unknown>;

test("finds nothing wrong with the example as it is", () => {
  expect(after(() => {})).toEqual([]);
});

test.each<[string, Parameters<typeof after>[0], string[]]>([
  [
    "all protocols",
    (r) => Object.assign(first(r, "aws_vpc_security_group_egress_rule"), { ip_protocol: "-1" }),
    [
      "aws_vpc_security_group_egress_rule.network_load_balancer_8080_to_service opens more than one port of TCP or UDP",
      "no rule for: egress ${aws_security_group.network_load_balancer.id} ${aws_security_group.network_service.id} 8080/tcp",
      "not in the table: egress ${aws_security_group.network_load_balancer.id} ${aws_security_group.network_service.id} 8080/-1",
    ],
  ],
  [
    "a rule inside a group",
    (r) => Object.assign(first(r, "aws_security_group"), { ingress: [] }),
    ["aws_security_group.network_load_balancer has rules of its own"],
  ],
  [
    "a password in the plan",
    (r) => Object.assign(first(r, "aws_db_instance"), { password: "hunter2" }),
    ["aws_db_instance.database password is in the plan"],
  ],
  [
    "a write-only argument with text",
    (r) => Object.assign(first(r, "aws_db_instance"), { password_wo: "hunter2" }),
    ["aws_db_instance.database password_wo is not ephemeral"],
  ],
  [
    "something ephemeral that would be kept",
    (r) =>
      Object.assign(first(r, "aws_db_instance"), {
        db_name:
          "${ephemeral.aws_secretsmanager_random_password.secret_SECRET_KEY_random.random_password}",
      }),
    ["aws_db_instance.database db_name would keep something ephemeral"],
  ],
  [
    "a secret as a plain variable",
    (r) => {
      const task = first(r, "aws_ecs_task_definition");
      const [app] = JSON.parse(task["container_definitions"] as string);
      app.environment.push({ name: "SECRET_KEY", value: "x" });
      task["container_definitions"] = JSON.stringify([app]);
    },
    ["aws_ecs_task_definition.service_task: SECRET_KEY is a plain variable"],
  ],
  [
    "data that a plan may delete",
    (r) => delete first(r, "aws_kms_key")["lifecycle"],
    ["aws_kms_key.encryption could be destroyed by a plan"],
  ],
  [
    "a public database",
    (r) => Object.assign(first(r, "aws_db_instance"), { publicly_accessible: true }),
    ["aws_db_instance.database is public, unencrypted or easy to lose"],
  ],
  [
    "missing tags",
    (_, json) =>
      Object.assign(json["provider"] as object, { aws: [{ default_tags: [{ tags: {} }] }] }),
    ["the provider's default tags are not the environment's"],
  ],
  [
    "a policy without bounds",
    (r) =>
      Object.assign(first(r, "aws_iam_role_policy"), {
        policy: JSON.stringify({
          Statement: [{ Sid: "All", Effect: "Allow", Action: "s3:*", Resource: "*" }],
        }),
      }),
    ["aws_iam_role_policy.service_execution_role_policy: All allows everything"],
  ],
  [
    "an output that follows releases",
    (_, json) =>
      Object.assign(json["output"] as object, {
        revision: { value: "${aws_ecs_task_definition.service_task.revision}" },
        digest: { value: "${aws_ssm_parameter.image.insecure_value}" },
      }),
    [
      "output.revision refers to a revision of the task definition",
      "output.digest refers to the released digest",
    ],
  ],
  [
    "a service that ignores its task definition",
    (r) =>
      Object.assign(first(r, "aws_ecs_service"), {
        lifecycle: { ignore_changes: ["desired_count", "task_definition"] },
      }),
    ["not so: the service leaves its count to scaling, and nothing else"],
  ],
  [
    "a reference to nothing",
    (r) => Object.assign(first(r, "aws_ecs_service"), { cluster: "${aws_ecs_cluster.gone.arn}" }),
    ["nothing is at aws_ecs_cluster.gone"],
  ],
  [
    "a token that was left",
    (r) => Object.assign(first(r, "aws_ecs_service"), { name: "${TfToken[TOKEN.7]}" }),
    ["left unresolved: ${TfToken["],
  ],
])("finds %s", (_, change, found) => {
  expect(after(change)).toEqual(found);
});

test("reads references in expressions and in depends_on, and none in text", () => {
  expect(
    referencesIn({
      a: "${tolist(aws_acm_certificate.c.domain_validation_options).0.resource_record_name}",
      b: ["x-${data.aws_subnet.one.id}", "${ephemeral.aws_x.secret.value}"],
      depends_on: ["aws_iam_role_policy.p"],
      c: "aws_not.one, and $${aws_neither.this.id}",
      d: '${(aws_ssm_parameter.image.insecure_value == "sha256:0") ? 0 : 1}',
    }),
  ).toEqual(
    new Set([
      "aws_acm_certificate.c",
      "data.aws_subnet.one",
      "ephemeral.aws_x.secret",
      "aws_iam_role_policy.p",
      "aws_ssm_parameter.image",
    ]),
  );
});
