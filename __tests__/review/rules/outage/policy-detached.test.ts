import { describe, expect, test } from "vitest";
import { policyDetached } from "../../../../src/review/rules/outage/policy-detached";
import { type Made, planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

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
