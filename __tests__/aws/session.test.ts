import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { callerAccount, openSession } from "../../src/aws/session";

// STS as far as a session asks it: who calls, by the key that signs; and credentials of a role.
let server: Server;
let caller: string;
let given: string;
const asked: URLSearchParams[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const query = new URLSearchParams(body);
    asked.push(query);
    const action = query.get("Action");
    const role = query.get("RoleArn")?.split("/").at(-1);
    const acting = request.headers.authorization?.includes("Credential=ASIA")
      ? `arn:aws:sts::111111111111:assumed-role/${lastRole}/s`
      : caller;
    if (role) lastRole = role;
    const result =
      action === "AssumeRole" ? `<Credentials>${given}</Credentials>` : `<Arn>${acting}</Arn>`;
    response.end(
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result></${action}Response>`,
    );
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
});
afterAll(() => server.close());

let lastRole = "";
beforeEach(() => {
  asked.length = 0;
  given =
    "<AccessKeyId>ASIA2</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>";
});

const base = (accessKeyId = "AKIA1") => ({
  region: "eu-west-1",
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  credentials: async () => ({ accessKeyId, secretAccessKey: "x" }),
});
const open = (role?: string, key?: string, iamPath?: string) =>
  openSession({
    iamPath,
    account: "111111111111",
    region: "us-east-1",
    environment: "shop-dev",
    role,
    base: base(key),
  });
const assumed = () => asked.find((one) => one.get("Action") === "AssumeRole");

test.each([
  ["a user", "arn:aws:iam::111111111111:user/ada", "ada"],
  ["a role's session", "arn:aws:sts::111111111111:assumed-role/ci/run-17", "run-17"],
  ["characters that STS refuses", "arn:aws:iam::111111111111:user/a da!é", "a-da--"],
  [
    "characters that STS takes",
    "arn:aws:iam::111111111111:user/a_d+a=b,c.d@e-f",
    "a_d+a=b,c.d@e-f",
  ],
  ["64 characters", `arn:aws:iam::111111111111:user/${"a".repeat(64)}`, "a".repeat(64)],
  ["65 characters", `arn:aws:iam::111111111111:user/${"a".repeat(65)}`, "a".repeat(64)],
  ["one character, of which STS wants two", "arn:aws:iam::111111111111:user/a", "slipway"],
  ["two characters", "arn:aws:iam::111111111111:user/ab", "ab"],
  ["the account itself", "arn:aws:iam::111111111111:root", "root"],
])("who acts as a role is named in the session: %s", async (_, who, name) => {
  caller = who;
  const session = await open("shop-dev-plan");
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: 2 to 64 of [\w+=,.@-]
  expect(assumed()?.get("RoleSessionName")).toBe(name);
  expect(assumed()?.get("RoleArn")).toBe("arn:aws:iam::111111111111:role/shop-dev-plan");
  expect(session).toMatchObject({
    account: "111111111111",
    region: "us-east-1",
    environment: "shop-dev",
    caller: "arn:aws:sts::111111111111:assumed-role/shop-dev-plan/s",
    config: { region: "us-east-1" },
  });
});

test.each([
  ["no role is asked for", undefined, "arn:aws:iam::111111111111:user/ada"],
  ["the caller is that role already", "plan", "arn:aws:sts::111111111111:assumed-role/plan/ada"],
])("acts as the caller where %s", async (_, role, who) => {
  caller = who;
  expect((await open(role)).caller).toBe(who);
  expect(assumed()).toBeUndefined();
});

test.each([
  ["another account's role of that name", "arn:aws:sts::222222222222:assumed-role/plan/ada"],
  ["a role whose name only begins so", "arn:aws:sts::111111111111:assumed-role/plan-b/ada"],
  ["a user of that name", "arn:aws:iam::111111111111:user/plan"],
])("assumes the role for %s", async (_, who) => {
  caller = who;
  await open("plan");
  expect(assumed()?.get("RoleArn")).toBe("arn:aws:iam::111111111111:role/plan");
});

test("the account is the one that the credentials belong to", async () => {
  caller = "arn:aws:iam::222222222222:user/ada";
  expect(await callerAccount(base())).toBe("222222222222");
});

test("refuses credentials of another account, by name", async () => {
  caller = "arn:aws:iam::222222222222:user/ada";
  await expect(open()).rejects.toMatchObject({
    code: 2,
    message:
      "shop-dev is in account 111111111111, but these credentials belong to arn:aws:iam::222222222222:user/ada. Use credentials of that account.",
  });
});

test("hands on what STS gave, with its end, so that the SDK asks again before", async () => {
  caller = "arn:aws:iam::111111111111:user/ada";
  const { config } = await open("plan");
  expect(await config.credentials?.()).toEqual({
    accessKeyId: "ASIA2",
    secretAccessKey: "s",
    sessionToken: "t",
    expiration: new Date("2999-01-01T00:00:00Z"),
  });
  given = given.replace(/<Expiration>.*<\/Expiration>/, "");
  expect(await config.credentials?.()).toEqual({
    accessKeyId: "ASIA2",
    secretAccessKey: "s",
    sessionToken: "t",
  });
});

test.each(["AccessKeyId", "SecretAccessKey", "SessionToken"])(
  "refuses credentials of STS without %s",
  async (part) => {
    caller = "arn:aws:iam::111111111111:user/ada";
    given = given.replace(new RegExp(`<${part}>.*</${part}>`), "");
    await expect(open("plan")).rejects.toMatchObject({
      code: 2,
      message: "AWS does not let you in to shop-dev as plan: STS gave no credentials of plan",
    });
  },
);

test("says that there are no credentials, and how to get some", async () => {
  const none = Object.assign(new Error("none"), { name: "CredentialsProviderError" });
  const opened = openSession({
    account: "111111111111",
    region: "us-east-1",
    environment: "shop-dev",
    role: undefined,
    base: { region: "us-east-1", credentials: () => Promise.reject(none) },
  });
  await expect(opened).rejects.toMatchObject({
    code: 2,
    message:
      "There are no AWS credentials for shop-dev. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.",
  });
});

test.each([
  ["nobody but the credentials' provider", {}],
  ["AWS, when it was asked for credentials", { $metadata: { httpStatusCode: 403 } }],
])("says whom AWS does not let in, by the words of %s", async (_, more) => {
  const error = Object.assign(new Error("expired"), more);
  const opened = openSession({
    account: "111111111111",
    region: "us-east-1",
    environment: "shop-dev",
    role: undefined,
    base: { region: "us-east-1", credentials: () => Promise.reject(error) },
  });
  await expect(opened).rejects.toMatchObject({
    code: 2,
    message: "AWS does not let you in to shop-dev: expired",
  });
});

test.each([
  [
    "Could not load credentials from any providers",
    "There are no AWS credentials for the account in the profile shop. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.",
  ],
  [
    "The SSO session token associated with profile=shop was not found or is invalid.",
    "The login of the profile shop is over, or was never made. Log in: aws sso login --profile shop",
  ],
])("names the profile that has no credentials: %s", async (said, message) => {
  const none = Object.assign(new Error(said), { name: "CredentialsProviderError" });
  vi.stubEnv("AWS_PROFILE", "shop");
  await expect(
    callerAccount({ region: "us-east-1", credentials: () => Promise.reject(none) }),
  ).rejects.toMatchObject({ code: 2, message });
  vi.unstubAllEnvs();
});

describe("says of an answer", () => {
  let status: number;
  let page: string;
  let other: Server;
  beforeAll(async () => {
    other = createServer((_, response) => response.writeHead(status).end(page));
    await new Promise<void>((listening) => other.listen(0, "127.0.0.1", listening));
  });
  afterAll(() => other.close());
  const asked = () =>
    callerAccount({
      ...base(),
      endpoint: `http://127.0.0.1:${(other.address() as AddressInfo).port}`,
    });

  test.each([
    ["of a proxy", 407, "<html><body>Log in to the proxy</body></html>"],
    ["of a network that asks for a login", 200, "<html><body>Welcome</body></html>"],
    ["that is no XML", 404, "no such page"],
  ])("%s that it is not AWS's", async (_, code, text) => {
    [status, page] = [code, text];
    await expect(asked()).rejects.toMatchObject({
      code: 2,
      message: `What answered is not AWS (HTTP ${code}). Check the network, its proxy and AWS_ENDPOINT_URL.`,
    });
  });

  test("of AWS to an old session that its credentials have expired", async () => {
    status = 403;
    page =
      "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>old</Message></Error></ErrorResponse>";
    await expect(asked()).rejects.toMatchObject({
      code: 2,
      message: "The AWS credentials for the account have expired. Log in again.",
    });
  });
});

test("says that the network is missing, not that AWS refuses", async () => {
  const error = Object.assign(new Error("getaddrinfo ENOTFOUND sts.us-east-1.amazonaws.com"), {
    code: "ENOTFOUND",
  });
  const opened = openSession({
    account: "111111111111",
    region: "us-east-1",
    environment: "shop-dev",
    role: undefined,
    base: { region: "us-east-1", credentials: () => Promise.reject(error) },
  });
  await expect(opened).rejects.toMatchObject({
    code: 2,
    message:
      "AWS cannot be reached: getaddrinfo ENOTFOUND sts.us-east-1.amazonaws.com. Check the network and the region.",
  });
});

test("acts as a role below a path by its whole ARN", async () => {
  caller = "arn:aws:iam::111111111111:user/ada";
  await open("shop-dev-promoter", "AKIA1", "/slipway/");
  expect(assumed()?.get("RoleArn")).toBe(
    "arn:aws:iam::111111111111:role/slipway/shop-dev-promoter",
  );
});
