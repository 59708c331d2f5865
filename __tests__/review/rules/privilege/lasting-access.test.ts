import { describe, expect, test } from "vitest";
import { lastingAccess } from "../../../../src/review/rules/privilege/lasting-access";
import { saidOfUpdate } from "../../support/plans";

describe("lasting-access", () => {
  test("refuses that an identity provider accepts tokens for another audience", () => {
    const audiences = (...client_id_list: string[]) => ({ client_id_list });
    const address = "aws_iam_openid_connect_provider.github";
    expect(
      saidOfUpdate(
        lastingAccess,
        address,
        audiences("sts.amazonaws.com"),
        audiences("sts.amazonaws.com", "other"),
      ),
    ).toEqual(["refused: the identity provider accepts tokens for another audience"]);
    expect(saidOfUpdate(lastingAccess, address, audiences("a", "b"), audiences("a"))).toEqual([
      "refused: the identity provider no longer accepts tokens for b: whoever signs in with them no longer can",
    ]);
    expect(saidOfUpdate(lastingAccess, address, audiences("a", "b"), audiences("b", "a"))).toEqual(
      [],
    );
  });
});
