import { expect, test } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { reviewPlan } from "../../../src/review/review-plan";

const narrow =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"}]}';

function privilegeFindings(policy: string) {
  const document = {
    format_version: "1.2",
    planned_values: { root_module: {} },
    resource_changes: [
      {
        address: "aws_iam_role_policy.app",
        mode: "managed",
        type: "aws_iam_role_policy",
        name: "app",
        change: {
          actions: ["update"],
          before: { name: "app", role: "app", policy: narrow },
          after: { name: "app", role: "app", policy },
          after_unknown: {},
        },
      },
    ],
    configuration: { root_module: { resources: [] } },
  };
  const { findings } = reviewPlan(readPlan(document, "test"));
  return findings.filter(
    (finding) => finding.class === "privilege" && finding.verdict === "refused",
  );
}

test("another spelling of the same policy is no change of rights", () => {
  expect(privilegeFindings(JSON.stringify(JSON.parse(narrow), null, 2))).toEqual([]);
});

test.each([
  [
    "a name written with an escape",
    '{"Version":"2012-10-17","\\u0053tatement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  ],
  ["a text that is no JSON", "hello"],
  ["JSON that is no policy", '["Allow"]'],
])("refuses a policy of %s: what cannot be read counts as the worst", (_, policy) => {
  expect(privilegeFindings(policy)).not.toEqual([]);
});
