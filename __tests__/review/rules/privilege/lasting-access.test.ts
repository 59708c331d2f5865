import { describe, expect, test } from "vitest";
import { lastingAccess } from "../../../../src/review/rules/privilege/lasting-access";
import { saidOfUpdate } from "../../support/plans";

describe("lasting-access", () => {
  test("refuses that an identity provider is believed for another audience", () => {
    const audiences = (...client_id_list: string[]) => ({ client_id_list });
    const address = "aws_iam_openid_connect_provider.github";
    expect(
      saidOfUpdate(
        lastingAccess,
        address,
        audiences("sts.amazonaws.com"),
        audiences("sts.amazonaws.com", "other"),
      ),
    ).toHaveLength(1);
    expect(saidOfUpdate(lastingAccess, address, audiences("a", "b"), audiences("a"))).toEqual([
      "refused: tokens for b are no longer believed: who signs in by them no longer can",
    ]);
    expect(saidOfUpdate(lastingAccess, address, audiences("a", "b"), audiences("b", "a"))).toEqual(
      [],
    );
  });
});
