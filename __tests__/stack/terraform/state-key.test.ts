import { expect, test } from "vitest";
import { stateKeyArn } from "../../../src/contract/state-key";

test("names the state's key by its alias, in the region of the state", () => {
  expect(stateKeyArn({ account: "111111111111", region: "us-east-1" })).toBe(
    "arn:aws:kms:us-east-1:111111111111:alias/terraform-state",
  );
});
