import { expect, test } from "vitest";
import { TerraformOutput } from "#terraform";
import { StoredSecret } from "../../../../src/stack/constructs/secrets/generated-secret";
import { synthesizeIn } from "../../../support/synth";

const secret = (value: string) =>
  synthesizeIn((stack) => {
    const { writtenArn, valueFrom } = new StoredSecret(stack, "token", {
      name: "shop-test/TOKEN",
      description: "TOKEN of the application",
      keyArn: "key",
      version: 1,
      value,
    });
    new TerraformOutput(stack, "written", { value: writtenArn, staticId: true });
    new TerraformOutput(stack, "from", { value: valueFrom, staticId: true });
  });

const ephemeral = "${ephemeral.aws_secretsmanager_random_password.x.random_password}";

test("can be got back for thirty days after it was deleted, and a plan cannot delete it", () => {
  expect(secret(ephemeral).only("aws_secretsmanager_secret")).toEqual({
    name: "shop-test/TOKEN",
    description: "TOKEN of the application",
    kms_key_id: "key",
    recovery_window_in_days: 30,
    lifecycle: { prevent_destroy: true },
  });
});

test("takes its ARN from the version, which is unknown while the value changes, so that readers wait", () => {
  expect(secret(ephemeral).json["output"]).toMatchObject({
    written: { value: "${aws_secretsmanager_secret_version.token_version.arn}" },
  });
});

test("pins the version for the container, so that a rotation rolls the service", () => {
  expect(secret(ephemeral).json["output"]).toMatchObject({
    from: {
      value:
        "${aws_secretsmanager_secret_version.token_version.arn}:::${aws_secretsmanager_secret_version.token_version.version_id}",
    },
  });
});

test("refuses text, which would be in the plan for everybody to read", () => {
  expect(() => secret("hunter2")).toThrow(
    "test/token: value must refer to an ephemeral block, or the secret would be in the plan",
  );
});
