import { expect, test } from "vitest";
import { TerraformOutput } from "#terraform";
import {
  ContainerSecrets,
  type ContainerSecretsProps,
} from "../../../../src/stack/constructs/secrets/container-secrets";
import { synthesizeIn } from "../../../support/synth";

const url = "postgresql://u:${ephemeral.aws_x.y.secret_string}@host:5432/shop?sslmode=require";

function secrets(
  sourceByVariable: ContainerSecretsProps["sourceByVariable"],
  props: Partial<ContainerSecretsProps> = {},
) {
  return synthesizeIn((stack) => {
    const { all } = new ContainerSecrets(stack, "secret", {
      sourceByVariable,
      namePrefix: "shop-test",
      version: 2,
      keyArn: "key",
      database: { url, generation: 0 },
      ...props,
    });
    new TerraformOutput(stack, "all", {
      value: all.map(({ name, store, keyArn, valueFrom }) => ({ name, store, keyArn, valueFrom })),
      staticId: true,
    });
  });
}

const allOf = (...args: Parameters<typeof secrets>) =>
  (secrets(...args).json["output"] as { all: { value: unknown } }).all.value;

test("makes a generated secret under the environment's prefix and pins its version for the container", () => {
  const source = { SECRET_KEY: { source: "generated", length: 64 } } as const;
  expect(secrets(source).resource("aws_secretsmanager_secret.secret_SECRET_KEY")).toMatchObject({
    name: "shop-test/SECRET_KEY",
    kms_key_id: "key",
  });
  expect(allOf(source)).toEqual([
    {
      name: "SECRET_KEY",
      store: "secretsmanager",
      keyArn: "key",
      valueFrom:
        "${aws_secretsmanager_secret_version.secret_SECRET_KEY_version.arn}:::${aws_secretsmanager_secret_version.secret_SECRET_KEY_version.version_id}",
    },
  ]);
});

test("stores the database's URL as a whole, at the common version", () => {
  expect(
    secrets({ DATABASE_URL: { source: "database" } }).resource(
      "aws_secretsmanager_secret_version.secret_DATABASE_URL_version",
    ),
  ).toMatchObject({ secret_string_wo: url, secret_string_wo_version: 2 });
});

test("makes nothing for a secret that exists", () => {
  const arn = "arn:aws:ssm:us-east-1:111111111111:parameter/shop/payments";
  const source = { PAYMENTS: { source: "arn", arn, jsonKey: null, kmsKeyArn: null } } as const;
  expect(secrets(source).addresses()).toEqual([]);
  expect(allOf(source)).toEqual([{ name: "PAYMENTS", store: "ssm", valueFrom: arn }]);
});

test("says the same whatever the order of the lines in the file", () => {
  const a = { source: "generated", length: 32 } as const;
  const b = { source: "generated", length: 64 } as const;
  expect(secrets({ A: a, B: b }).text()).toBe(secrets({ B: b, A: a }).text());
});

test("refuses the database's URL where the environment makes no database", () => {
  expect(() => secrets({ DATABASE_URL: { source: "database" } }, { database: undefined })).toThrow(
    "test/secret: DATABASE_URL is the database's URL, but the environment makes no database",
  );
});
