import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { newFile } from "../../src/init/new-file";
import { fixtureEnvironments, fixtureText } from "../support/fixture-environments";

const all = fixtureEnvironments();

/** The text of `shop-test.yaml`, like another file. */
function like(name: string, answers: Record<string, string | string[]> = {}): string {
  const other = all.find((environment) => environment.name === name);
  if (!other) throw new Error(`there is no ${name}`);
  return newFile(readFileSync(other.file, "utf8"), {
    application: "shop",
    environment: "test",
    answers: new Map(Object.entries(answers)),
    like: other.environment,
    others: all.map(({ environment }) => environment),
  });
}

const subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];

test("an answer takes the old value's place, keeps its quotes, and is no placeholder any more", () => {
  expect(like("eec-dev", { account: "444444444444" })).toContain('\naccount: "444444444444"\n');
});

test("a list is replaced as a whole, and the comment that says what it is for stays", () => {
  const text = like("eec-dev", { "network.serviceSubnetIds": subnets });
  expect(text).toContain(
    `  serviceSubnetIds: # private, with the endpoints below\n    - ${subnets.join("\n    - ")}\n  databaseSubnetIds:`,
  );
});

test("what was not answered is copied with its mark", () => {
  expect(like("eec-dev")).toContain("vpcId: vpc-0a1b2c3d4e5f70001 # placeholder\n");
});

test("what only an owner knows is marked even where the other environment's owner has filled it in", () => {
  const other = all.find(({ name }) => name === "loan-engine-test");
  if (!other) throw new Error("there is no loan-engine-test");
  const filled = readFileSync(other.file, "utf8").replaceAll(/ # placeholder.*/g, "");
  const text = newFile(filled, {
    application: "shop",
    environment: "test",
    answers: new Map([["network.vpcId", "vpc-0123456789abcdef0"]]),
    like: other.environment,
    others: all.map(({ environment }) => environment),
  });

  for (const line of [
    'account: "333333333333"',
    "subnet-0a1b2c3d4e5f80101",
    "198.51.100.0/24",
    "id: Z0123456789LOANTEST",
    "name: test",
    "repository: example-gov/shop",
    "owner: shop@example.gov",
    "address: shop@example.gov",
    "securityGroupId: sg-0a1b2c3d4e5f80301",
  ]) {
    expect(text).toContain(`${line} # placeholder\n`);
  }
  expect(text).toContain("vpcId: vpc-0123456789abcdef0\n");
  expect(text).toContain("region: us-east-1\n");
});

test("it mirrors nothing and declares no differences, whatever it was copied from", () => {
  expect(parse(like("eec-dev"))).toMatchObject({ mirrors: null, differences: [] });
});

test("the keys stay in the order of the other file", () => {
  const other = parse(fixtureText("eec-dev"));
  expect(Object.keys(parse(like("eec-dev")))).toEqual(Object.keys(other));
});

test("an ARN of the other account becomes one of the new account, so that the file can be checked", () => {
  expect(like("loan-engine-test", { account: "444444444444" })).toContain(
    "arn: arn:aws:secretsmanager:us-east-1:444444444444:secret:loan-engine/database-url-AbCdEf # placeholder\n",
  );
});

test("in GovCloud every ARN is of GovCloud's partition", () => {
  const text = like("eec-prod", { account: "444444444444", region: "us-gov-west-1" });
  expect(text).not.toContain("arn:aws:");
});

test("names follow from application and environment, and nothing bears the other's", () => {
  const made = parse(like("eec-dev"));

  expect(made.repository.name).toBe("shop/test");
  expect(made.database).toMatchObject({ name: "shop", username: "shop" });
  expect(made.access.github.terraform).toMatchObject({
    planEnvironment: "shop-test-plan",
    applyEnvironment: "shop-test",
  });
  expect(parse(like("loan-engine-test")).access.github.deploy.environment).toBe("shop-test-deploy");
  expect(
    like("eec-dev")
      .replace(/^# Made by.*/m, "")
      .match(/.*\beec\b.*/gi),
  ).toBeNull();
});

test("the whole internet is nobody's own range, so it is no placeholder", () => {
  expect(like("eec-prod")).toContain("    - 0.0.0.0/0 # the public application\n");
});
