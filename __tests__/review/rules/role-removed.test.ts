import { describe, expect, test } from "vitest";
import { rules } from "../../../src/review/rules";
import { permissionRemoved } from "../../../src/review/rules/outage/permission-removed";
import { policyDetached } from "../../../src/review/rules/outage/policy-detached";
import { roleRemoved } from "../../../src/review/rules/outage/role-removed";
import {
  entryOf,
  fixturePlan,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  updated,
  type Values,
} from "../support/plans";

/** The real plan after a release, from which objects go. */
function without(...addresses: string[]) {
  return fixturePlan("after-release", (it) => {
    for (const address of addresses) {
      Object.assign(entryOf(it, address).change, { actions: ["delete"], after: null });
    }
  });
}

const policy = (statements: Values[]) => JSON.stringify({ Statement: statements });
const allow = (action: string | string[], more: Values = {}) => ({
  Effect: "Allow",
  Action: action,
  Resource: "*",
  ...more,
});

describe("role-removed", () => {
  test("refuses to delete the role by which the deliverer works, and names what does", () => {
    expect(saidBy(roleRemoved, without("aws_iam_role.sfn-role"))).toEqual([
      "refused: deletes the role by which these work: aws_cloudwatch_event_target.scan-target, aws_sfn_state_machine.deploy",
    ]);
  });

  test("refuses it while one of several stands, and notes it when all of them go", () => {
    const [role, machine, target] = [
      "aws_iam_role.sfn-role",
      "aws_sfn_state_machine.deploy",
      "aws_cloudwatch_event_target.scan-target",
    ];
    expect(saidBy(roleRemoved, without(role, machine))).toEqual([
      `refused: deletes the role by which these work: ${target}`,
    ]);
    expect(saidBy(roleRemoved, without(role, machine, target))).toEqual([
      `noted: deletes the role; what worked by it goes too, or no longer does: ${target}, ${machine}`,
    ]);
  });

  test("refuses to delete a role of which the plan does not say who works by it", () => {
    const role = { name: "eec-dev-deploy", arn: "arn:aws:iam::111111111111:role/eec-dev-deploy" };
    expect(saidBy(roleRemoved, planOf({ address: "aws_iam_role.it", before: role }))).toEqual([
      "refused: deletes the role; who works by it is not in this plan",
    ]);
  });

  test("says that another path makes a role anew", () => {
    const before = { name: "it", arn: "arn:aws:iam::111111111111:role/it", path: "/" };
    const after = { name: "it", path: "/slipway/" };
    expect(
      saidBy(
        roleRemoved,
        planOf({ address: "aws_iam_role.it", before, after, actions: ["delete", "create"] }),
      ),
    ).toEqual(["refused: replaces the role, since its path goes from / to /slipway/"]);
  });

  test("refuses to make a role again, and lets its words be changed", () => {
    const change = (actions: string[]) =>
      fixturePlan("after-release", (it) => {
        Object.assign(entryOf(it, "aws_iam_role.sfn-role").change, { actions });
      });
    expect(saidBy(roleRemoved, change(["delete", "create"]))).toEqual([
      "refused: replaces the role, by which aws_cloudwatch_event_target.scan-target, aws_sfn_state_machine.deploy worked",
    ]);
    expect(saidBy(roleRemoved, change(["update"]))).toEqual([]);
    expect(saidBy(roleRemoved, fixturePlan("create"))).toEqual([]);
  });

  test("takes a role that is not known yet for the one that goes", () => {
    const arn = "arn:aws:iam::111111111111:role/it";
    const plan = planOf(
      { address: "aws_iam_role.it", before: { name: "it", arn } },
      {
        address: "aws_sfn_state_machine.it",
        before: { role_arn: arn },
        after: {},
        unknown: { role_arn: true },
      },
    );
    expect(saidBy(roleRemoved, plan)).toEqual([
      "refused: deletes the role by which these work: aws_sfn_state_machine.it",
    ]);
  });

  test("does not take a policy that speaks of a role for something that works by it", () => {
    const arn = "arn:aws:iam::111111111111:role/it";
    const plan = planOf(
      { address: "aws_iam_role.it", before: { name: "it", arn } },
      { address: "aws_iam_role_policy.it", before: { role: "it", policy: "{}" } },
      { address: "aws_iam_policy.it", before: { arn: "arn:p", description: arn } },
    );
    expect(saidBy(roleRemoved, plan)).toEqual([
      "refused: deletes the role; who works by it is not in this plan",
    ]);
  });

  test("refuses that tasks are left without a role, and lets them get one", () => {
    const role = (execution_role_arn: string | null) => ({ execution_role_arn });
    const address = "aws_ecs_task_definition.it";
    const arn = "arn:aws:iam::111111111111:role/it";
    expect(saidOfUpdate(roleRemoved, address, role(arn), role(null))).toEqual([
      `refused: is left without a role: \`execution_role_arn\` goes from ${arn} to unset`,
    ]);
    expect(saidOfUpdate(roleRemoved, address, role(null), role(arn))).toEqual([]);
  });

  const trust = (...statements: Values[]) => ({ assume_role_policy: policy(statements) });
  const by = (Principal: Values, more: Values = {}) => ({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal,
    ...more,
  });

  test("refuses that the service may no longer act by it, and notes a narrower trust", () => {
    const said = (after: Values) => saidBy(roleRemoved, updated("aws_iam_role.exec", {}, after));
    const tasks = { Service: "ecs-tasks.amazonaws.com" };
    expect(said(trust(by({ Service: "ec2.amazonaws.com" })))).toEqual([
      "refused: ecs-tasks.amazonaws.com may no longer act by it",
    ]);
    expect(said(trust())).toHaveLength(1);
    expect(
      said(trust(by(tasks, { Condition: { StringEquals: { "aws:SourceAccount": "1" } } }))),
    ).toEqual(["noted: the service ecs-tasks.amazonaws.com may no longer assume the role"]);
    expect(said(trust(by(tasks), by({ Service: "ec2.amazonaws.com" })))).toEqual([]);
  });
});

describe("permission-removed", () => {
  const exec = "aws_iam_role_policy.exec-policy";

  test("refuses that the policy by which tasks pull their image goes", () => {
    expect(saidBy(permissionRemoved, without(exec))).toEqual([
      "refused: eec-dev-exec may no longer use ecr:BatchGetImage on arn:aws:ecr:us-east-1:000000000000:repository/eec/dev; ecr:GetDownloadUrlForLayer on arn:aws:ecr:us-east-1:000000000000:repository/eec/dev",
    ]);
  });

  test("leaves it to the role when that goes too", () => {
    expect(saidBy(permissionRemoved, without(exec, "aws_iam_role.exec"))).toEqual([]);
  });

  const of = (role: string, ...actions: string[]) => ({ role, policy: policy([allow(actions)]) });
  const gone = {
    address: "aws_iam_role_policy.old",
    before: of("r", "s3:GetObject", "s3:PutObject"),
  };

  test("lets another policy of the same role say the same, and refuses what it leaves out", () => {
    const beside = (role: string, ...actions: string[]) =>
      saidBy(
        permissionRemoved,
        planOf(gone, { address: "aws_iam_role_policy.new", after: of(role, ...actions) }),
      );
    expect(beside("r", "s3:*")).toEqual([]);
    expect(beside("r", "s3:GetObject")).toEqual([
      "refused: r may no longer use s3:PutObject on everything",
    ]);
    expect(beside("other", "s3:*")).toHaveLength(1);
  });

  test("refuses that it moves to another role, or goes without that anybody can read it", () => {
    const address = "aws_iam_role_policy.it";
    const moved = (role: string) =>
      saidBy(
        permissionRemoved,
        planOf({
          address,
          before: of("r", "s3:GetObject"),
          after: of(role, "s3:GetObject"),
          actions: ["delete", "create"],
        }),
      );
    expect(moved("other")).toEqual(["refused: r may no longer use s3:GetObject on everything"]);
    expect(moved("r")).toEqual([]);
    expect(
      saidBy(permissionRemoved, planOf({ address, before: { role: "r", policy: "?" } })),
    ).toEqual(["refused: r loses a policy that cannot be read"]);
  });

  test("notes what a policy no longer allows or now denies, and refuses that it allows nothing", () => {
    const said = (address: string, ...statements: Values[]) =>
      saidOfUpdate(permissionRemoved, address, of("r", "s3:GetObject", "s3:PutObject"), {
        role: "r",
        policy: policy(statements),
      });
    for (const address of ["aws_iam_role_policy.it", "aws_iam_policy.it"]) {
      expect(said(address, allow("s3:GetObject"))).toEqual([
        "noted: `policy` no longer allows s3:PutObject on everything",
      ]);
      expect(said(address)).toEqual([
        "refused: `policy` no longer allows s3:GetObject on everything; s3:PutObject on everything",
      ]);
      expect(said(address, allow("s3:*"), { ...allow("s3:PutObject"), Effect: "Deny" })).toEqual([
        "noted: `policy` now denies s3:PutObject on everything",
      ]);
      expect(said(address, allow("s3:*"))).toEqual([]);
    }
  });

  test("refuses a first boundary, beyond which no policy gives anything, and leaves another to its rule", () => {
    const bound = (permissions_boundary: string | null) => ({ permissions_boundary });
    const said = (before: string | null, after: string | null, unknown: Values = {}) =>
      saidOfUpdate(permissionRemoved, "aws_iam_role.it", bound(before), bound(after), unknown);
    const refused = (boundary: string) => [
      `refused: may do only what its new permissions boundary allows too: ${boundary}`,
    ];
    expect(said(null, "arn:b")).toEqual(refused("arn:b"));
    expect(said("", null, { permissions_boundary: true })).toEqual(
      refused("a value that is known only after the apply"),
    );
    expect(said("arn:a", "arn:b")).toEqual([]);
  });

  test("sees a policy that is written within the role", () => {
    const role = (...actions: string[][]) => ({
      inline_policy: actions.map((list) => ({ name: "it", policy: policy([allow(list)]) })),
    });
    expect(
      saidOfUpdate(permissionRemoved, "aws_iam_role.it", role(["s3:GetObject"]), role()),
    ).toEqual(['refused: `inline_policy "it"` no longer allows s3:GetObject on everything']);
  });
});

describe("policy-detached", () => {
  const attachment = (more: Partial<Made> = {}): Made => ({
    address: "aws_iam_role_policy_attachment.it",
    before: { role: "r", policy_arn: "arn:p" },
    ...more,
  });

  test("refuses that a policy is taken from a role, and leaves it to the role when that goes", () => {
    expect(saidBy(policyDetached, planOf(attachment()))).toEqual([
      "refused: takes the policy arn:p from the role r",
    ]);
    const role = { address: "aws_iam_role.it", before: { name: "r" } };
    expect(saidBy(policyDetached, planOf(attachment(), role))).toEqual([]);
    expect(saidBy(policyDetached, planOf(attachment({ before: null, after: {} })))).toEqual([]);
  });

  test("refuses another policy in its place, and lets the one that this plan makes again be it", () => {
    const changed = (after: Values, unknown: Values, ...others: Made[]) =>
      saidBy(
        policyDetached,
        planOf(
          attachment({
            after,
            unknown,
            actions: ["delete", "create"],
            configured: { policy_arn: "${aws_iam_policy.it.arn}" },
          }),
          ...others,
        ),
      );
    expect(changed({ role: "r", policy_arn: "arn:q" }, {})).toEqual([
      "refused: takes the policy arn:p from the role r",
    ]);
    expect(changed({ role: "r" }, { policy_arn: true })).toHaveLength(1);
    const again = (arn: string): Made => ({
      address: "aws_iam_policy.it",
      before: { arn },
      after: {},
      actions: ["delete", "create"],
    });
    expect(changed({ role: "r" }, { policy_arn: true }, again("arn:p"))).toEqual([]);
    expect(changed({ role: "r" }, { policy_arn: true }, again("arn:q"))).toHaveLength(1);
    expect(changed({ role: "other", policy_arn: "arn:p" }, {})).toHaveLength(1);
  });

  test("notes it of a group, and of a list says who loses it", () => {
    expect(
      saidBy(
        policyDetached,
        planOf({
          address: "aws_iam_group_policy_attachment.it",
          before: { group: "g", policy_arn: "arn:p" },
        }),
      ),
    ).toEqual(["noted: takes the policy arn:p from the group g"]);
    const list = (...roles: string[]) => ({ policy_arn: "arn:p", roles });
    expect(
      saidOfUpdate(policyDetached, "aws_iam_policy_attachment.it", list("a", "b"), list("b")),
    ).toEqual(["refused: takes the policy arn:p from the role a"]);
    const own = (...managed_policy_arns: string[]) => ({ managed_policy_arns });
    expect(saidOfUpdate(policyDetached, "aws_iam_role.it", own("arn:p"), own())).toEqual([
      "refused: takes the policy arn:p from the role",
    ]);
  });

  test("refuses that a policy goes which somebody may have, and leaves it to the attachments", () => {
    const gone = { address: "aws_iam_policy.it", before: { arn: "arn:p" } };
    const said = "refused: deletes the policy; who has it is not in this plan";
    expect(saidBy(policyDetached, planOf(gone))).toEqual([said]);
    expect(saidBy(policyDetached, planOf(gone, attachment()))).toEqual([
      "refused: takes the policy arn:p from the role r",
    ]);
    const kept = attachment({ after: { role: "r", policy_arn: "arn:p" }, actions: ["no-op"] });
    expect(saidBy(policyDetached, planOf(gone, kept))).toEqual([said]);
  });
});

test("a role that goes with its policies is reported once", () => {
  const role = "arn:aws:iam::111111111111:role/it";
  const plan = planOf(
    { address: "aws_iam_role.it", before: { name: "it", arn: role } },
    { address: "aws_iam_role_policy.it", before: { role: "it", policy: policy([allow("s3:*")]) } },
    {
      address: "aws_iam_role_policy_attachment.it",
      before: { role: "it", policy_arn: "arn:p" },
    },
    { address: "aws_iam_policy.it", before: { arn: "arn:p", policy: policy([allow("s3:*")]) } },
  );
  expect(rules.flatMap((rule) => saidBy(rule, plan))).toEqual([
    "refused: deletes the role; who works by it is not in this plan",
  ]);
});
