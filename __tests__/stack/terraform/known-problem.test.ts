import { expect, test } from "vitest";
import { knownProblem } from "../../../src/operate/terraform";

const facts = { environment: "shop-dev", account: "111111111111", again: "plan again" };

const boxed = (...lines: string[]) =>
  ["╷", ...lines.map((line) => `│ ${line}`), "╵", ""].join("\n");
const sts =
  "validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity";

test.each([
  [
    boxed("Error: No valid credential sources found", "", "Please see https://…"),
    "There are no AWS credentials: sign in to account 111111111111 (such as `aws sso login`) and set AWS_PROFILE, then plan again.",
  ],
  [
    "Error: failed to get shared config profile, shop\n",
    "There is no AWS profile shop: correct AWS_PROFILE, or write it into ~/.aws/config.",
  ],
  [
    `Error: ${sts}, https response error StatusCode: 403, RequestID: x, api error ExpiredToken: The security token included in the request is expired`,
    "The AWS credentials have expired: sign in to account 111111111111 again, then plan again.",
  ],
  [
    `Error: ${sts}, https response error StatusCode: 403, RequestID: x, api error InvalidClientTokenId: The security token included in the request is invalid.`,
    "AWS does not know these credentials: sign in to account 111111111111 again.",
  ],
  [
    boxed("Error: Invalid account ID", "", "AWS account ID not allowed: 999999999999"),
    "These credentials are of account 999999999999, but shop-dev lives in 111111111111: sign in there, then plan again.",
  ],
  [
    boxed('Error: Failed to get existing workspaces: S3 bucket "shop-state" does not exist.'),
    "The state's bucket shop-state does not exist: make it once for the account with `npx cdktf apply state-111111111111`.",
  ],
  [
    boxed(
      "Could not retrieve the list of available versions for provider hashicorp/aws:",
      "could not connect to registry.terraform.io: failed to request discovery",
      "document: Get …",
    ),
    "Terraform cannot reach registry.terraform.io, where its AWS provider comes from: open the network, or set up a mirror (https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation).",
  ],
  [
    `Error: ${sts}, exceeded maximum number of attempts, 5, request send failed, Post "https://x/": dial tcp 127.0.0.1:1: connect: connection refused\n`,
    "AWS cannot be reached (dial tcp 127.0.0.1:1: connect: connection refused): check the network and its proxy.",
  ],
  [
    `Error: ${sts}, https response error StatusCode: 407, RequestID: , api error UnknownError: UnknownError\n`,
    "What answered is not AWS (HTTP 407): check the network, its proxy and AWS_ENDPOINT_URL.",
  ],
  [
    `Error: ${sts}, https response error StatusCode: 200, RequestID: , deserialization failed, failed to decode response body, GetCallerIdentityResult node not found\n`,
    "What answered is not AWS (HTTP 200): check the network, its proxy and AWS_ENDPOINT_URL.",
  ],
  [
    boxed("Error: Unsupported Terraform Core version"),
    "This Terraform is too old: install Terraform 1.11 or OpenTofu 1.12 or later.",
  ],
])("explains %#: %s", (errors, line) => {
  expect(knownProblem(errors, facts)).toBe(line);
});

test("leaves to Terraform's own words what it does not know", () => {
  expect(
    knownProblem(boxed("Error: creating ECS Service: ClusterNotFound"), facts),
  ).toBeUndefined();
});
