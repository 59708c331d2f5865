import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { newFile } from "../../src/init/new-file";

const like = readFileSync("environments/eec-dev.yaml", "utf8");
const answers = new Map<string, string | string[]>([
  ["application", "shop"],
  ["environment", "test"],
  ["account", "444444444444"],
  ["network.serviceSubnetIds", ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]],
]);

test("an answer takes the old value's place, keeps its quotes, and is no placeholder any more", () => {
  expect(newFile(like, answers)).toContain('\naccount: "444444444444"\n');
});

test("a list is replaced as a whole", () => {
  expect(parse(newFile(like, answers)).network.serviceSubnetIds).toEqual([
    "subnet-0123456789abcdef0",
    "subnet-0123456789abcdef1",
  ]);
});

test("what was not answered is copied with its mark", () => {
  expect(newFile(like, answers)).toContain("vpcId: vpc-0a1b2c3d4e5f70001 # placeholder\n");
});

test("it mirrors nothing and declares no differences, whatever it was copied from", () => {
  expect(parse(newFile(like, answers))).toMatchObject({ mirrors: null, differences: [] });
});

test("the keys stay in the order of the other file", () => {
  expect(Object.keys(parse(newFile(like, answers)))).toEqual(Object.keys(parse(like)));
});

test("an ARN of the other account becomes one of the new account, so that the file can be checked", () => {
  const loanEngine = readFileSync("environments/loan-engine-test.yaml", "utf8");
  expect(newFile(loanEngine, answers)).toContain(
    "arn: arn:aws:secretsmanager:us-east-1:444444444444:secret:loan-engine/database-url-AbCdEf # placeholder\n",
  );
});
