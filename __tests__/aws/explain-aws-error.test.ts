import { expect, test } from "vitest";
import { explainAwsError } from "../../src/aws/explain-aws-error";

const awsError = (
  name: string,
  message: string,
  more: object = { $metadata: { httpStatusCode: 400 } },
) => Object.assign(new Error(message), { name }, more);

test("a refusal of AWS is one message that says where to look, not a trace", () => {
  const message = "User: ada is not authorized to perform: dynamodb:GetItem";
  expect(explainAwsError(awsError("AccessDeniedException", message))).toMatchObject({
    code: 1,
    message: `AWS refused: ${message}\nWho may do what: docs/access.md, and docs/access/<environment>.md.`,
  });
});

test("missing credentials and an unreachable endpoint are wrong use", () => {
  expect(explainAwsError(awsError("CredentialsProviderError", "none", {}))?.code).toBe(2);
  expect(
    explainAwsError(awsError("Error", "getaddrinfo ENOTFOUND x", { code: "ENOTFOUND" })),
  ).toMatchObject({
    code: 2,
    message: "AWS cannot be reached: getaddrinfo ENOTFOUND x. Check the network and the region.",
  });
});

test("any other answer of AWS names itself", () => {
  expect(explainAwsError(awsError("ThrottlingException", "slow down"))?.message).toBe(
    "AWS answered ThrottlingException: slow down",
  );
});

test("a defect stays a defect", () => {
  expect(explainAwsError(new TypeError("x is undefined"))).toBeUndefined();
});
