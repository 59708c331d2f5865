import { expect, test } from "vitest";
import { existingSecret } from "../../../../src/stack/constructs/secrets/container-secrets";

const secretArn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:payments-a1B2c3";
const parameterArn = "arn:aws-us-gov:ssm:us-gov-west-1:111111111111:parameter/shop/payments";

test("takes the whole of a secret of Secrets Manager", () => {
  expect(
    existingSecret({ name: "PAYMENTS", arn: secretArn, jsonKey: undefined, keyArn: undefined }),
  ).toEqual({
    name: "PAYMENTS",
    valueFrom: secretArn,
    arn: secretArn,
    store: "secretsmanager",
    keyArn: undefined,
  });
});

test("takes one key of a secret's JSON, at whatever version is current", () => {
  expect(
    existingSecret({ name: "PAYMENTS", arn: secretArn, jsonKey: "token", keyArn: "key" }),
  ).toMatchObject({ valueFrom: `${secretArn}:token::`, arn: secretArn, keyArn: "key" });
});

test("recognises a parameter of SSM by its ARN", () => {
  expect(
    existingSecret({ name: "PAYMENTS", arn: parameterArn, jsonKey: undefined, keyArn: "key" }),
  ).toMatchObject({ valueFrom: parameterArn, store: "ssm", keyArn: "key" });
});

test("a key that looks like an expression of Terraform stays text", () => {
  expect(
    existingSecret({ name: "PAYMENTS", arn: secretArn, jsonKey: "${path.cwd}", keyArn: undefined })
      .valueFrom,
  ).toBe(`${secretArn}:$\${path.cwd}::`);
});
