import { expect, test } from "vitest";
import { GeneratedSecret } from "../../../../src/stack/constructs/secrets/generated-secret";
import { synthesizeIn } from "../../../support/synth";

const secret = () =>
  synthesizeIn(
    (stack) =>
      new GeneratedSecret(stack, "session_key", {
        name: "shop-test/SESSION_KEY",
        description: "SESSION_KEY of the application",
        keyArn: "key",
        length: 64,
        version: 3,
      }),
  );

test("has AWS make it, of letters and digits alone, so that it fits into a URL", () => {
  expect(secret().json["ephemeral"]).toEqual({
    aws_secretsmanager_random_password: {
      session_key_random: {
        password_length: 64,
        exclude_punctuation: true,
        require_each_included_type: true,
      },
    },
  });
});

test("goes straight from there into Secrets Manager, anew with each version", () => {
  expect(secret().only("aws_secretsmanager_secret_version")).toEqual({
    secret_id: "${aws_secretsmanager_secret.session_key.id}",
    secret_string_wo:
      "${ephemeral.aws_secretsmanager_random_password.session_key_random.random_password}",
    secret_string_wo_version: 3,
  });
});
