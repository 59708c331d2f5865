import { expect, test } from "vitest";
import { StateStack } from "../../src/stack/state-stack";
import { synthesizeStack } from "../support/synth";

const state = () =>
  synthesizeStack(
    (app) =>
      new StateStack(app, {
        account: "111111111111",
        region: "us-east-1",
        bucket: "shop-terraform-state-111111111111",
      }),
  );

test("the bucket of the state is private, versioned, encrypted with its own key, and no plan deletes either", () => {
  expect(state().resource("aws_s3_bucket.bucket")).toEqual({
    bucket: "shop-terraform-state-111111111111",
    lifecycle: { prevent_destroy: true },
  });
  expect(state().resource("aws_kms_key.key")).toMatchObject({
    enable_key_rotation: true,
    deletion_window_in_days: 30,
    lifecycle: { prevent_destroy: true },
  });
  expect(state().only("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toMatchObject([
    { apply_server_side_encryption_by_default: { kms_master_key_id: "${aws_kms_key.key.arn}" } },
  ]);
});

test("a state of last year can still be had, and no state expires", () => {
  expect(state().only("aws_s3_bucket_lifecycle_configuration")["rule"]).toEqual([
    expect.objectContaining({ noncurrent_version_expiration: [{ noncurrent_days: 365 }] }),
  ]);
  expect(state().text()).not.toContain('"expiration"');
});

test("the key has the name by which every environment's backend asks for it", () => {
  expect(state().only("aws_kms_alias")).toEqual({
    name: "alias/terraform-state",
    target_key_id: "${aws_kms_key.key.key_id}",
  });
});

test("its own state lies beside the checkout, since it cannot be in the bucket it makes", () => {
  expect(state().json["terraform"]).toMatchObject({
    backend: { local: { path: "../../../state-111111111111.tfstate" } },
  });
});

test.each([
  [undefined, undefined],
  [true, { name: "fargateFIPSMode", value: "enabled" }],
  [false, { name: "fargateFIPSMode", value: "disabled" }],
])("with fargateFips %s the account's setting is %o", (fargateFips, setting) => {
  const stack = synthesizeStack(
    (app) =>
      new StateStack(app, {
        account: "111111111111",
        region: "us-gov-west-1",
        bucket: "shop-terraform-state-111111111111",
        fargateFips,
      }),
  );
  const made = stack.json["resource"] as Record<string, object>;
  expect("aws_ecs_account_setting_default" in made).toBe(setting !== undefined);
  if (setting) expect(stack.only("aws_ecs_account_setting_default")).toEqual(setting);
});

test("a plan can reach no other account", () => {
  expect(state().json["provider"]).toMatchObject({
    aws: [{ region: "us-east-1", allowed_account_ids: ["111111111111"] }],
  });
});
