import { describe, expect, test } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { ingressOpened } from "../../../src/review/rules/exposure/ingress-opened";
import { plainHttp } from "../../../src/review/rules/exposure/plain-http";
import { managedPolicyAttached } from "../../../src/review/rules/privilege/managed-policy-attached";
import { roleSwapped } from "../../../src/review/rules/privilege/role-swapped";
import { trustWidened } from "../../../src/review/rules/privilege/trust-widened";
import type { Rule } from "../../../src/review/rules/rule";
import { encryptionReduced } from "../../../src/review/rules/safety/encryption-reduced";
import { imageOutsideDelivery } from "../../../src/review/rules/safety/image-outside-delivery";
import { documentOf, type Made, saidBy } from "../support/plans";

/** What one rule says of the first object, of which one attribute is not known and is made from these references. */
function said(rule: Rule, attribute: string, references: string[] | undefined, ...made: Made[]) {
  const document = documentOf(...made);
  const [block] = document.configuration.root_module.resources;
  if (block) block.expressions[attribute] = references ? { references } : {};
  const address = made[0]?.address;
  return saidBy(rule, readPlan(document, "test")).filter(() => address !== undefined);
}

const unresolvable: [string, string[] | undefined][] = [
  ["a local value", ["local.it"]],
  ["a variable", ["var.it"]],
  ["a module's output", ["module.other.it", "module.other"]],
  ["data", ["data.aws_ecs_task_definition.it.arn", "data.aws_ecs_task_definition.it"]],
  ["nothing that the plan says", undefined],
];

describe("a service whose new revision", () => {
  const task = (more: Partial<Made> = {}): Made => ({
    address: "aws_ecs_task_definition.it",
    before: {
      family: "app",
      revision: 18,
      arn: "arn:aws:ecs:r:111111111111:task-definition/app:18",
    },
    after: { family: "app" },
    unknown: { arn: true, revision: true },
    actions: ["delete", "create"],
    ...more,
  });
  const service = (running = "arn:aws:ecs:r:111111111111:task-definition/app:18"): Made => ({
    address: "aws_ecs_service.it",
    before: { name: "s", task_definition: running },
    after: { name: "s" },
    unknown: { task_definition: true },
  });
  const own = ["aws_ecs_task_definition.it.arn", "aws_ecs_task_definition.it"];
  const of = (references: string[] | undefined, ...made: Made[]) =>
    said(imageOutsideDelivery, "task_definition", references, ...made);

  test.each(unresolvable)("refuses it when it comes from %s", (_, references) => {
    const by = references ? ` (${references.join(", ")})` : "";
    expect(of(references, service(), task())).toEqual([
      `refused: the service goes from arn:aws:ecs:r:111111111111:task-definition/app:18 to a revision that is not known before the apply${by}`,
    ]);
  });

  test("refuses the larger of its own and one that is looked up, since either may be it", () => {
    const either = [
      ...own,
      "data.aws_ecs_task_definition.it.revision",
      "data.aws_ecs_task_definition.it",
    ];
    expect(of(either, service(), task())).toHaveLength(1);
  });

  test("passes when it is made of the revision that the service has, however that is written", () => {
    expect(of(own, service(), task())).toEqual([]);
    expect(of(own, service("app:18"), task())).toEqual([]);
    expect(
      of(
        ["aws_ecs_task_definition.it[0].arn", "aws_ecs_task_definition.it[0]"],
        service(),
        task({ address: "aws_ecs_task_definition.it[0]" }),
      ),
    ).toEqual([]);
  });

  test.each(["app:19", "app:17", "other:18"])(
    "refuses it while the service runs %s, since Terraform's memory is of app:18",
    (running) => {
      expect(of(own, service(running), task())).toEqual([
        `refused: the service runs ${running}, and Terraform makes its new revision from app:18, with the image of that one`,
      ]);
    },
  );

  test("takes a service that names no revision for one that follows the latest, of that family alone", () => {
    const named = (family: string) =>
      service(`arn:aws:ecs:r:111111111111:task-definition/${family}`);
    expect(of(own, service("app"), task())).toEqual([]);
    expect(of(own, named("app"), task())).toEqual([]);
    expect(of(own, named("other-app"), task())).toHaveLength(1);
  });

  test.each([
    "web/app:18",
    "arn:aws:ecs:r:222222222222:task-definition/app:18",
    "arn:aws:ecs:other:111111111111:task-definition/app",
  ])("refuses it while the service runs %s, in another place", (running) => {
    expect(of(own, service(running), task())).toEqual([
      `refused: the service runs ${running}, and Terraform makes its new revision from app:18, with the image of that one`,
    ]);
  });

  test("refuses a task definition that was not there", () => {
    expect(of(own, service(), task({ before: null, actions: ["create"] }))).toEqual([
      "refused: the service goes from arn:aws:ecs:r:111111111111:task-definition/app:18 to the new aws_ecs_task_definition.it",
    ]);
  });
});

describe.each(unresolvable)("what comes from %s counts as the worst", (_, references) => {
  test("a role of something new stands already", () => {
    const target: Made = {
      address: "aws_cloudwatch_event_target.it",
      after: {},
      unknown: { role_arn: true },
    };
    expect(said(roleSwapped, "role_arn", references, target)).toEqual([
      "refused: starts to work by a role that stands already: `role_arn` is a value that is known only after the apply",
    ]);
  });

  test("a policy is not this plan's", () => {
    const attachment: Made = {
      address: "aws_iam_role_policy_attachment.it",
      after: { role: "r" },
      unknown: { policy_arn: true },
    };
    const policy: Made = { address: "aws_iam_policy.it", after: {}, unknown: { arn: true } };
    expect(said(managedPolicyAttached(), "policy_arn", references, attachment, policy)).toEqual([
      "refused: attaches the policy a value that is known only after the apply",
    ]);
  });

  test("a security group stands already", () => {
    const rule: Made = {
      address: "aws_vpc_security_group_ingress_rule.it",
      after: { ip_protocol: "tcp", from_port: 443, to_port: 443, cidr_ipv4: "10.0.0.0/8" },
      unknown: { security_group_id: true },
    };
    const group: Made = { address: "aws_security_group.it", after: {}, unknown: { id: true } };
    expect(said(ingressOpened, "security_group_id", references, rule, group)).toHaveLength(1);
    const own = ["aws_security_group.it.id", "aws_security_group.it"];
    expect(said(ingressOpened, "security_group_id", own, rule, group)).toEqual([]);
    expect(
      said(
        ingressOpened,
        "security_group_id",
        [...own, ...(references ?? ["local.x"])],
        rule,
        group,
      ),
    ).toHaveLength(1);
  });

  test("a listener serves over plain HTTP", () => {
    const rule: Made = {
      address: "aws_lb_listener_rule.it",
      after: { action: [{ type: "forward", target_group_arn: "g" }] },
      unknown: { listener_arn: true },
    };
    expect(said(plainHttp, "listener_arn", references, rule)).toHaveLength(1);
  });

  test("a database's parameter group does not require TLS", () => {
    const database = (was: string): Made => ({
      address: "aws_db_instance.it",
      before: { parameter_group_name: was },
      after: {},
      unknown: { parameter_group_name: true },
    });
    expect(
      said(encryptionReduced, "parameter_group_name", references, database("own")),
    ).toHaveLength(1);
    expect(
      said(encryptionReduced, "parameter_group_name", references, database("default.postgres17")),
    ).toHaveLength(1);
  });
});

describe("a new role that trusts", () => {
  const trusts = (AWS: string, named: readonly string[] = []) =>
    said(
      trustWidened(new Set(named)),
      "assume_role_policy",
      undefined,
      {
        address: "aws_iam_role.it",
        after: {
          name: "it",
          assume_role_policy: JSON.stringify({
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS } }],
          }),
        },
      },
      {
        address: "aws_iam_role.own",
        before: { arn: "arn:aws:iam::111111111111:role/own" },
        after: { arn: "arn:aws:iam::111111111111:role/own" },
        actions: ["no-op"],
      },
    );

  test.each([
    ...["AROAEXAMPLEEXAMPLE123", "AIDAEXAMPLEEXAMPLE123", "something", "1111111111110"],
    ...[
      "arn:aws:iam::*:role/it",
      "${data.aws_iam_policy_document.x.json}",
      "arn:aws:iam::${var.account}:root",
    ],
  ])("refuses %s: nobody knows whose principal it is", (principal) => {
    expect(trusts(principal)).toEqual([
      `refused: the principal ${principal} may assume the role (nobody knows whose principal it is)`,
    ]);
  });

  test.each([
    ["111111111111", "account 111111111111"],
    ["arn:aws:iam::111111111111:root", "account 111111111111"],
    ["arn:aws:iam::111111111111:role/ci", "the role ci of account 111111111111"],
    [
      "arn:aws:sts::111111111111:assumed-role/ci/x",
      "the session x of the role ci of account 111111111111",
    ],
  ])("refuses %s of this account, unless the file names it", (principal, who) => {
    expect(trusts(principal)).toEqual([
      `refused: ${who} may assume the role (the environment's file does not name it)`,
    ]);
    const named = principal.replace(/^arn:aws:iam::(\d+):root$/, "$1");
    expect(trusts(principal, [named])).toEqual([]);
  });

  test("refuses another account", () => {
    expect(trusts("arn:aws:iam::999999999999:root")).toEqual([
      "refused: account 999999999999 may assume the role (another account)",
    ]);
  });
});
