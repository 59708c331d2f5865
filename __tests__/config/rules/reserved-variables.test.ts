import { expect, test } from "vitest";
import { reservedVariables } from "../../../src/config/service";
import { judged } from "../../support/judged";

const message = `must not be set: ECS and the AWS libraries use this name for region or credentials
    remove it; the task has its region and its role without it
`;

test.each(["AWS_STORAGE_BUCKET_NAME", "AWS_QUERYSTRING_AUTH", "ECSTASY", "MY_AWS_REGION"])(
  "%s is the application's own name",
  (name) => {
    expect(judged(reservedVariables, { [`service.variables.${name}`]: "x" })).toBe("");
  },
);

test.each([
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ACCESS_KEY_ID",
  "aws_secret_access_key",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_EXECUTION_ENV",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_EC2_METADATA_DISABLED",
  "ECS_CONTAINER_METADATA_URI_V4",
])("refuses %s, which ECS or the AWS libraries use", (name) => {
  expect(judged(reservedVariables, { [`service.variables.${name}`]: "x" })).toBe(
    `service.variables.${name}: ${message}`,
  );
});

test("refuses the same among secrets: a long-lived key would replace the task role", () => {
  const secret = { source: "generated", length: 40 };
  expect(judged(reservedVariables, { "secrets.variables.AWS_SECRET_ACCESS_KEY": secret })).toBe(
    `secrets.variables.AWS_SECRET_ACCESS_KEY: ${message}`,
  );
});
