import { describe, expect, test } from "vitest";
import { keyLockedOut } from "../../../../src/review/rules/safety/key-locked-out";
import { saidOfUpdate } from "../../support/plans";

describe("key-locked-out", () => {
  const policy = (...actions: string[]) => ({
    is_enabled: true,
    policy: JSON.stringify({
      Statement: [
        { Effect: "Allow", Principal: { AWS: "111111111111" }, Action: actions, Resource: "*" },
      ],
    }),
  });

  test("refuses a key that nobody may administer any more", () => {
    expect(
      saidOfUpdate(keyLockedOut, "aws_kms_key.it", policy("kms:*"), policy("kms:Decrypt")),
    ).toEqual(["refused: nobody may change the key's policy any more"]);
    expect(
      saidOfUpdate(
        keyLockedOut,
        "aws_kms_key.it",
        policy("kms:*"),
        policy("kms:Put*", "kms:Decrypt"),
      ),
    ).toEqual([]);
  });

  test("refuses to switch a key off, and lets it be switched on", () => {
    expect(
      saidOfUpdate(keyLockedOut, "aws_kms_key.it", { is_enabled: true }, { is_enabled: false }),
    ).toEqual(["refused: switches the key off"]);
    expect(
      saidOfUpdate(keyLockedOut, "aws_kms_key.it", { is_enabled: false }, { is_enabled: true }),
    ).toEqual([]);
  });

  test("says nothing of a key that was off before, and stays off", () => {
    const off = { is_enabled: false };
    expect(
      saidOfUpdate(keyLockedOut, "aws_kms_key.it", off, { ...off, description: "Retired" }),
    ).toEqual([]);
  });

  test("refuses to switch off AWS's check against locking oneself out", () => {
    expect(
      saidOfUpdate(
        keyLockedOut,
        "aws_kms_key.it",
        { is_enabled: true },
        { is_enabled: true, bypass_policy_lockout_safety_check: true },
      ),
    ).toHaveLength(1);
  });
});
