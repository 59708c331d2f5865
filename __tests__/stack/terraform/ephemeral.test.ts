import { Construct } from "constructs";
import { expect, test } from "vitest";
import { TerraformOutput } from "#terraform";
import { Ephemeral } from "../../../src/stack/overrides";
import { synthesizeIn } from "../../support/synth";

test("writes a block that the framework does not know, under a readable address, and refers to it", () => {
  const { json } = synthesizeIn((stack) => {
    const random = new Ephemeral(new Construct(stack, "secret"), "random", {
      type: "aws_secretsmanager_random_password",
      config: { password_length: 64 },
    });
    new TerraformOutput(stack, "reference", {
      value: random.attribute("random_password"),
      staticId: true,
    });
  });

  expect(json["ephemeral"]).toEqual({
    aws_secretsmanager_random_password: { secret_random: { password_length: 64 } },
  });
  expect(json["output"]).toEqual({
    reference: {
      value: "${ephemeral.aws_secretsmanager_random_password.secret_random.random_password}",
    },
  });
});
