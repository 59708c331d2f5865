import { expect, test } from "vitest";
import { acceptedFindings, judgeFindings } from "../support/accepted-findings";

const accepted = [
  { check: "CKV_AWS_18", resource: "aws_s3_bucket.*", reason: "It is a bucket of logs itself." },
];
const finding = { stack: "shop-test", check: "CKV_AWS_18", resource: "aws_s3_bucket.logs" };

test("accepts what is listed", () => {
  expect(judgeFindings([finding], accepted)).toEqual([]);
});

test.each([
  [{ ...finding, check: "CKV_AWS_19" }, "CKV_AWS_19 at aws_s3_bucket.logs"],
  [{ ...finding, resource: "aws_s3_bucketXlogs" }, "CKV_AWS_18 at aws_s3_bucketXlogs"],
])("refuses what is not listed", (other, text) => {
  expect(judgeFindings([finding, other], accepted)).toEqual([
    `shop-test: ${text}: correct it, or accept it in policy/accepted-findings.yaml`,
  ]);
});

test("refuses an entry that finds nothing any more", () => {
  expect(judgeFindings([], accepted)).toEqual([
    "policy/accepted-findings.yaml: CKV_AWS_18 at aws_s3_bucket.* is not found any more: remove it",
  ]);
});

test("the committed list is well formed, with a reason for each entry and none twice", () => {
  const keys = acceptedFindings().map(({ check, resource }) => `${check} ${resource}`);
  expect(new Set(keys).size).toBe(keys.length);
});
