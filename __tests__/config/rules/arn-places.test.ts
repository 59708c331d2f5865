import { expect, test } from "vitest";
import { arnPlaces } from "../../../src/config/arn-places";
import { judged } from "../../support/judged";

const listener = (region: string, account: string) => ({
  loadBalancer: {
    mode: "existing",
    listenerArn: `arn:aws:elasticloadbalancing:${region}:${account}:listener/app/shared/0123456789abcdef/0123456789abcdef`,
    securityGroupId: "sg-0123456789abcdef0",
    addSecurityGroupRule: false,
    priority: 1,
  },
});
const certificate = (region: string, account: string) => ({
  "domain.certificate": {
    mode: "existing",
    arn: `arn:aws:acm:${region}:${account}:certificate/00000000-0000-0000-0000-000000000000`,
  },
});

test("listener and certificate of this account and region are accepted", () => {
  const settings = {
    ...listener("us-east-1", "111111111111"),
    ...certificate("us-east-1", "111111111111"),
  };
  expect(judged(arnPlaces, settings)).toBe("");
});

test.each([
  ["loadBalancer.listenerArn", listener],
  ["domain.certificate.arn", certificate],
])("refuses a %s of another region or account", (path, settings) => {
  expect(judged(arnPlaces, settings("us-west-2", "222222222222"))).toBe(
    `${path}: must be in this environment's region us-east-1, got us-west-2
    give the ARN of one in us-east-1
${path}: must be in this environment's account 111111111111, got 222222222222
    give the ARN of one in 111111111111, or correct account
`,
  );
});

const secret = (region: string, keyRegion: string) => ({
  "secrets.variables.PAYMENTS_KEY": {
    source: "arn",
    arn: `arn:aws:secretsmanager:${region}:222222222222:secret:payments-a1B2c3`,
    jsonKey: null,
    kmsKeyArn: `arn:aws:kms:${keyRegion}:222222222222:key/00000000-0000-0000-0000-000000000000`,
  },
});

test("a secret and its key may be of another account", () => {
  expect(judged(arnPlaces, secret("us-east-1", "us-east-1"))).toBe("");
});

test("refuses a secret or a key of another region", () => {
  expect(judged(arnPlaces, secret("us-west-2", "eu-west-1"))).toBe(
    `secrets.variables.PAYMENTS_KEY.arn: must be in this environment's region us-east-1, got us-west-2
    give the ARN of one in us-east-1
secrets.variables.PAYMENTS_KEY.kmsKeyArn: must be in this environment's region us-east-1, got eu-west-1
    give the ARN of one in us-east-1
`,
  );
});

test("refuses a key of another region for the records of sessions", () => {
  const kmsKeyArn = "arn:aws:kms:us-west-2:222222222222:key/0000";
  const execRecords = { mode: "logs", logGroupName: "/shared/exec", kmsKeyArn };
  expect(judged(arnPlaces, { cluster: { mode: "existing", name: "shared", execRecords } })).toBe(
    `cluster.execRecords.kmsKeyArn: must be in this environment's region us-east-1, got us-west-2
    give the ARN of one in us-east-1
`,
  );
});
