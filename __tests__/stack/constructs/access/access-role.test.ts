import { expect, test } from "vitest";
import { AccessRole, trustInPrincipals } from "../../../../src/stack/constructs/access/access-role";
import { parsed, synthesizeIn } from "../../../support/synth";

const withStatements = (...counts: readonly number[]) =>
  synthesizeIn((stack) => {
    new AccessRole(stack, "tester", {
      name: "shop-dev-tester",
      description: "Tests",
      trust: trustInPrincipals(["arn:aws:iam::111111111111:role/jenkins"]),
      statements: counts.map((count, list) =>
        Array.from({ length: count }, (_, index) => ({
          Sid: `List${list}Number${index}`,
          Effect: "Allow" as const,
          Action: "sqs:SendMessage",
          Resource: `arn:aws:sqs:us-east-1:111111111111:${"q".repeat(60)}`,
        })),
      ),
    });
  });
const sidsByPolicy = (made: ReturnType<typeof withStatements>) =>
  Object.fromEntries(
    Object.entries(made.all("aws_iam_policy")).map(([address, { policy }]) => [
      address,
      parsed(policy).Statement.map(({ Sid }) => Sid),
    ]),
  );

test("a role lasts an hour and has its permissions in a policy of its own", () => {
  const made = withStatements(2);
  expect(made.resource("aws_iam_role.tester")).toMatchObject({
    name: "shop-dev-tester",
    max_session_duration: 3600,
  });
  const policy = made.resource("aws_iam_role_policy.tester_policy");
  expect(policy["role"]).toBe("${aws_iam_role.tester.name}");
  expect(parsed(policy["policy"]).Statement.map(({ Sid }) => Sid)).toEqual([
    "List0Number0",
    "List0Number1",
  ]);
  expect(made.all("aws_iam_policy")).toEqual({});
});

test("permissions too long for that are several policies beside it, none too long for AWS and none lost", () => {
  const made = withStatements(90);
  expect(made.all("aws_iam_role_policy")).toEqual({});
  const policies = Object.values(made.all("aws_iam_policy"));
  expect(policies.map(({ name }) => name)).toEqual(
    ["1", "1-2", "1-3"].map((part) => `shop-dev-tester-${part}`),
  );
  for (const { policy } of policies) expect((policy as string).length).toBeLessThanOrEqual(6_144);
  const sids = policies.flatMap(({ policy }) => parsed(policy).Statement.map(({ Sid }) => Sid));
  expect(sids).toEqual(Array.from({ length: 90 }, (_, index) => `List0Number${index}`));
  expect(Object.values(made.all("aws_iam_role_policy_attachment"))).toEqual(
    ["1", "1_2", "1_3"].map((part) => ({
      role: "${aws_iam_role.tester.name}",
      policy_arn: `\${aws_iam_policy.tester_policy_${part}.arn}`,
    })),
  );
});

test("a statement stays in the policy of its list, whatever becomes of the other lists", () => {
  const before = sidsByPolicy(withStatements(10, 25, 30));
  const after = sidsByPolicy(withStatements(3, 25, 30));
  expect(Object.keys(before)).toEqual(["tester_policy_1", "tester_policy_2", "tester_policy_3"]);
  expect(after).toEqual({
    ...before,
    tester_policy_1: ["List0Number0", "List0Number1", "List0Number2"],
  });
});
