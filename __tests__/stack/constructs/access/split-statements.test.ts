import { expect, test } from "vitest";
import { type PolicyStatement, policyJson } from "../../../../src/base/policy";
import { splitStatements } from "../../../../src/stack/constructs/access/access-role";

const statements: PolicyStatement[] = ["One", "Two", "Three"].map((Sid) => ({
  Sid,
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: "arn:aws:sqs:us-east-1:111111111111:queue",
}));
const lengthOf = (...of: readonly PolicyStatement[]) => policyJson(of).length;
const [one, two, three] = statements as [PolicyStatement, PolicyStatement, PolicyStatement];

test("statements stay together while they fit, and in their order", () => {
  expect(splitStatements(statements, lengthOf(...statements))).toEqual([[one, two, three]]);
  expect(splitStatements(statements, lengthOf(...statements) - 1)).toEqual([[one, two], [three]]);
  expect(splitStatements(statements, lengthOf(three))).toEqual([[one], [two], [three]]);
});

test("refuses a statement that is too long by itself", () => {
  expect(() => splitStatements([three], lengthOf(three) - 1)).toThrow(
    `Three: must be at most ${lengthOf(three) - 1} characters, got ${lengthOf(three)}`,
  );
});

test("a token counts as the ARN that it becomes, however many digits the framework's counter has", () => {
  const withToken = (digits: string): PolicyStatement => ({
    ...one,
    Resource: `\${TfToken[TOKEN.${digits}]}`,
  });
  const arn = `arn:aws-us-gov:kms:us-gov-west-1:111111111111:key/${"0".repeat(36)}`;
  const longest = lengthOf({ ...one, Resource: arn });
  for (const digits of ["9", "99999"]) {
    expect(splitStatements([withToken(digits)], longest)).toHaveLength(1);
    expect(() => splitStatements([withToken(digits)], longest - 1)).toThrow(
      `One: must be at most ${longest - 1} characters, got ${longest}`,
    );
  }
});
