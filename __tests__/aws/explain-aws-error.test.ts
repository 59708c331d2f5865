import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
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

// What each service calls a refusal: the common errors of IAM, S3 and ECS, then EC2's, then those of SNS and SQS.
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
test.each([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "NotAuthorized",
  "NotAuthorizedException",
])("%s is a refusal", (name) => {
  expect(explainAwsError(awsError(name, "no"))).toMatchObject({
    code: 1,
    message: "AWS refused: no\nWho may do what: docs/access.md, and docs/access/<environment>.md.",
  });
});

test("missing credentials are wrong use", () => {
  expect(explainAwsError(awsError("CredentialsProviderError", "none", {}))).toMatchObject({
    code: 2,
    message:
      "There are no AWS credentials. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.",
  });
});

// https://nodejs.org/api/errors.html#common-system-errors
test.each(["ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN"])(
  "with %s AWS cannot be reached, which is wrong use",
  (code) => {
    expect(explainAwsError(awsError("Error", `connect ${code}`, { code }))).toMatchObject({
      code: 2,
      message: `AWS cannot be reached: connect ${code}. Check the network and the region.`,
    });
  },
);

test.each([
  ["Error", "self-signed certificate in certificate chain"],
  ["TimeoutError", "Connection timed out after 3000 ms"],
])("%s to which AWS gave no answer is the network's, and no answer of AWS", (name, message) => {
  const unanswered = { $metadata: { attempts: 3, totalRetryDelay: 412 } };
  expect(explainAwsError(awsError(name, message, unanswered))).toMatchObject({
    code: 2,
    message: `AWS cannot be reached: ${message}. Check the network and the region.`,
  });
});

test("a request to a server that speaks no TLS is an error of the network, as the SDK reports it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = new STSClient({
    region: "us-east-1",
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
    endpoint: `https://127.0.0.1:${port}`,
    maxAttempts: 1,
  });
  const error = await client.send(new GetCallerIdentityCommand({})).catch((thrown) => thrown);
  server.close();
  expect(explainAwsError(error)).toMatchObject({
    code: 2,
    message: expect.stringMatching(/^AWS cannot be reached: .*\n?\. Check the network/s),
  });
});

test("a request that was aborted is not one that the network lost", () => {
  const aborted = awsError("AbortError", "Request aborted", { $metadata: { attempts: 1 } });
  expect(explainAwsError(aborted)?.message).toBe("AWS answered AbortError: Request aborted");
});

test("any other answer of AWS names itself", () => {
  expect(explainAwsError(awsError("ThrottlingException", "slow down"))).toMatchObject({
    code: 1,
    message: "AWS answered ThrottlingException: slow down",
  });
});

test("a defect stays a defect", () => {
  expect(explainAwsError(new TypeError("x is undefined"))).toBeUndefined();
  expect(explainAwsError(awsError("Error", "no such file", { code: "ENOENT" }))).toBeUndefined();
  expect(explainAwsError({ name: "AccessDenied", message: "no", $metadata: {} })).toBeUndefined();
});
