import { expect, test } from "vitest";
import type { ContainerSecret } from "../../../../src/stack/constructs/secrets/container-secrets";
import { executionPolicy } from "../../../../src/stack/constructs/web-service/execution-role";

const secret = (props: Partial<ContainerSecret>): ContainerSecret => ({
  name: "X",
  valueFrom: "x",
  arn: "arn:secret",
  store: "secretsmanager",
  keyArn: undefined,
  ...props,
});

const policy = (secrets: ContainerSecret[]) =>
  Object.fromEntries(
    executionPolicy({
      repositoryArn: "arn:repository",
      logGroupArn: "arn:log-group",
      secrets,
      region: "us-east-1",
    }).map(({ Sid, ...rest }) => [Sid, rest]),
  );

test("pulls from this repository and writes to this log, and no more where there is no secret", () => {
  expect(policy([])).toEqual({
    LogInToTheRegistry: {
      Effect: "Allow",
      Action: "ecr:GetAuthorizationToken",
      Resource: "*",
    },
    PullTheImage: {
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
      ],
      Resource: "arn:repository",
    },
    WriteTheLog: {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "arn:log-group:*",
    },
  });
});

test("reads exactly the secrets of each store, in the order of their names: an ARN may still be a token", () => {
  const statements = policy([
    secret({ name: "Z", arn: "arn:a" }),
    secret({ name: "A", arn: "arn:b" }),
    secret({ arn: "arn:parameter", store: "ssm" }),
  ]);
  expect(statements["ReadSecrets"]).toMatchObject({
    Action: "secretsmanager:GetSecretValue",
    Resource: ["arn:b", "arn:a"],
  });
  expect(statements["ReadParameters"]).toMatchObject({
    Action: "ssm:GetParameters",
    Resource: ["arn:parameter"],
  });
});

test("names a secret once, however many variables it fills", () => {
  expect(policy([secret({ name: "A" }), secret({ name: "B" })])["ReadSecrets"]).toMatchObject({
    Resource: ["arn:secret"],
  });
});

test("decrypts with customer keys, through the one service that keeps the secret", () => {
  const statements = policy([
    secret({ keyArn: "arn:key" }),
    secret({ arn: "arn:parameter", store: "ssm", keyArn: "arn:parameter-key" }),
  ]);
  expect(statements["DecryptSecrets"]).toEqual({
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: ["arn:key"],
    Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
  });
  expect(statements["DecryptParameters"]).toMatchObject({
    Resource: ["arn:parameter-key"],
    Condition: { StringEquals: { "kms:ViaService": "ssm.us-east-1.amazonaws.com" } },
  });
});

test("needs no key for what an AWS managed key encrypts", () => {
  expect(policy([secret({ keyArn: undefined })])).not.toHaveProperty("DecryptSecrets");
});
