import { expect, test } from "vitest";
import { boundaryLoosened } from "../../../../src/review/rules/privilege/boundary-loosened";
import { saidOfUpdate } from "../../support/plans";

test("boundary-loosened refuses that a boundary goes or changes, and lets one be set", () => {
  const bound = (permissions_boundary: string | null) => ({ permissions_boundary });
  expect(saidOfUpdate(boundaryLoosened, "aws_iam_role.it", bound("arn:b"), bound(null))).toEqual([
    "refused: the permissions boundary goes from arn:b to unset",
  ]);
  expect(
    saidOfUpdate(boundaryLoosened, "aws_iam_role.it", bound("arn:b"), bound("arn:c")),
  ).toHaveLength(1);
  expect(saidOfUpdate(boundaryLoosened, "aws_iam_role.it", bound(null), bound("arn:b"))).toEqual(
    [],
  );
});
