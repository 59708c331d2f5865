import { describe, expect, test } from "vitest";
import { managedPolicyAttached } from "../../../../src/review/rules/privilege/managed-policy-attached";
import { policyWidened } from "../../../../src/review/rules/privilege/policy-widened";
import { type Made, planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";
import { allow } from "../../support/policy-text";

describe("managed-policy-attached", () => {
  const role = { address: "aws_iam_role.it", after: { name: "it" } };
  const attachment = (policy_arn: string) => ({
    address: "aws_iam_role_policy_attachment.it",
    after: { role: "it", policy_arn },
  });
  const ofNewRole = (policy_arn: string) =>
    saidBy(
      managedPolicyAttached(),
      planOf(role, { ...attachment(policy_arn), configured: { role: "${aws_iam_role.it.name}" } }),
    );
  const narrow = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole";

  test("refuses one of this plan for who is not in it, unless the file names them or nothing stands yet", () => {
    const key = { address: "aws_kms_key.it", before: {}, after: {}, actions: ["no-op"] };
    const policy = { address: "aws_iam_policy.own", after: { name: "own" } };
    const to = (type: string, after: Values): Made => ({
      address: `aws_iam_${type}_policy_attachment.it`,
      after,
      unknown: { policy_arn: true },
      configured: { policy_arn: "${aws_iam_policy.own.arn}" },
    });
    const group = to("group", { group: "developers" });
    const said = (named: string[], ...made: Made[]) =>
      saidBy(managedPolicyAttached(new Set(named)), planOf(policy, ...made));
    const what = "attaches the policy aws_iam_policy.own, which this plan makes";
    expect(said([], key, group)).toEqual([
      `refused: ${what}, to group/developers, which it does not make`,
    ]);
    expect(said(["group/developers"], key, group)).toEqual([`noted: ${what}`]);
    expect(said(["role/developers"], key, group)).toHaveLength(1);
    expect(said([], group)).toEqual([`noted: ${what}`]);
    expect(said([], key, to("role", { role: "AdminSSO" }))).toEqual([
      `refused: ${what}, to role/AdminSSO, which it does not make`,
    ]);
    const standing = {
      address: "aws_iam_role.task",
      before: { name: "task" },
      after: { name: "task" },
    };
    expect(said([], { ...standing, actions: ["no-op"] }, to("role", { role: "task" }))).toEqual([
      `noted: ${what}`,
    ]);
  });

  test("to a role that stands, known or not, its text is refused as what the role gets", () => {
    const policy = {
      address: "aws_iam_policy.own",
      after: { name: "own", policy: allow("s3:GetObject", "arn:aws:s3:::files/*") },
    };
    const role = {
      address: "aws_iam_role.task",
      before: { name: "task" },
      after: { name: "task" },
    };
    const to = (after: Values, unknown: Values): Made => ({
      ...{ address: "aws_iam_role_policy_attachment.it", after },
      unknown: { policy_arn: true, ...unknown },
      configured: { policy_arn: "${aws_iam_policy.own.arn}", role: "${aws_iam_role.task.name}" },
    });
    for (const one of [to({ role: "task" }, {}), to({}, { role: true })]) {
      const plan = planOf(policy, { ...role, actions: ["no-op"] }, one);
      expect(saidBy(managedPolicyAttached(), plan)).toEqual([
        "noted: attaches the policy aws_iam_policy.own, which this plan makes",
      ]);
      expect(saidBy(policyWidened, plan)).toEqual([
        "refused: `policy` now allows s3:GetObject on arn:aws:s3:::files/*",
      ]);
    }
  });

  test("refuses any policy on a role that exists", () => {
    expect(saidBy(managedPolicyAttached(), planOf(attachment(narrow)))).toEqual([
      `refused: attaches the policy ${narrow}`,
    ]);
  });

  test("lets a new role have AWS's policy for its service, and refuses wide ones", () => {
    expect(ofNewRole(narrow)).toEqual([]);
    expect(ofNewRole("arn:aws:iam::aws:policy/AdministratorAccess")).toEqual([
      "refused: attaches the policy arn:aws:iam::aws:policy/AdministratorAccess",
    ]);
  });

  test("refuses one that is not known, unless this plan writes it", () => {
    const unknown = (written: string, ...others: Made[]) =>
      saidBy(
        managedPolicyAttached(),
        planOf(role, ...others, {
          address: "aws_iam_role_policy_attachment.it",
          after: { role: "it" },
          unknown: { policy_arn: true },
          configured: { role: "${aws_iam_role.it.name}", policy_arn: written },
        }),
      );
    expect(unknown("${data.aws_iam_policy.some.arn}")).toHaveLength(1);
    expect(
      unknown("${aws_iam_policy.own.arn}", {
        address: "aws_iam_policy.own",
        after: { policy: allow("a:B", "arn:x") },
      }),
    ).toEqual([]);
  });

  test("refuses another policy in a role's own list, and lets one go", () => {
    const list = (...managed_policy_arns: string[]) => ({ managed_policy_arns });
    expect(
      saidOfUpdate(
        managedPolicyAttached(),
        "aws_iam_role.it",
        list("arn:a"),
        list("arn:a", "arn:b"),
      ),
    ).toEqual(["refused: attaches the policy arn:b"]);
    expect(
      saidOfUpdate(
        managedPolicyAttached(),
        "aws_iam_role.it",
        list("arn:a", "arn:b"),
        list("arn:a"),
      ),
    ).toEqual([]);
  });
});
