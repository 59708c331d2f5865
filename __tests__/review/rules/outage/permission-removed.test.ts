import { describe, expect, test } from "vitest";
import { permissionRemoved } from "../../../../src/review/rules/outage/permission-removed";
import { planOf, saidBy, saidOfUpdate, type Values, without } from "../../support/plans";
import { allowed, policyOf } from "../../support/policy-text";

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

  const of = (role: string, ...actions: string[]) => ({
    role,
    policy: policyOf([allowed(actions)]),
  });
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
        policy: policyOf(statements),
      });
    for (const address of ["aws_iam_role_policy.it", "aws_iam_policy.it"]) {
      expect(said(address, allowed("s3:GetObject"))).toEqual([
        "noted: `policy` no longer allows s3:PutObject on everything",
      ]);
      expect(said(address)).toEqual([
        "refused: `policy` no longer allows s3:GetObject on everything; s3:PutObject on everything",
      ]);
      expect(
        said(address, allowed("s3:*"), { ...allowed("s3:PutObject"), Effect: "Deny" }),
      ).toEqual(["noted: `policy` now denies s3:PutObject on everything"]);
      expect(said(address, allowed("s3:*"))).toEqual([]);
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
      inline_policy: actions.map((list) => ({ name: "it", policy: policyOf([allowed(list)]) })),
    });
    expect(
      saidOfUpdate(permissionRemoved, "aws_iam_role.it", role(["s3:GetObject"]), role()),
    ).toEqual(['refused: `inline_policy "it"` no longer allows s3:GetObject on everything']);
  });
});
