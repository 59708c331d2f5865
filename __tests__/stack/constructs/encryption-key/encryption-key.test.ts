import { expect, test } from "vitest";
import { EncryptionKey, keyPolicy } from "../../../../src/stack/constructs/encryption-key";
import { synthesizeIn } from "../../../support/synth";

const props = {
  account: "111111111111",
  region: "us-east-1",
  logGroupNames: ["/slipway/shop-test/app"],
  databaseEvents: false,
  siteBucketName: undefined,
};

const key = () =>
  synthesizeIn(
    (stack) =>
      new EncryptionKey(stack, "encryption", {
        ...props,
        alias: "alias/shop-test",
        description: "Everything that shop-test keeps",
      }),
  );

test("turns each year, and without it every backup is lost: no plan deletes it, AWS waits thirty days", () => {
  expect(key().resource("aws_kms_key.encryption")).toEqual({
    description: "Everything that shop-test keeps",
    enable_key_rotation: true,
    deletion_window_in_days: 30,
    policy: keyPolicy(props),
    lifecycle: { prevent_destroy: true },
  });
});

test("has a name for people", () => {
  expect(key().only("aws_kms_alias")).toEqual({
    name: "alias/shop-test",
    target_key_id: "${aws_kms_key.encryption.key_id}",
  });
});
