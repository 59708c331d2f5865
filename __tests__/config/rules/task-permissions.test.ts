import { expect, test } from "vitest";
import { partitions } from "../../../src/config/arn-places";
import { taskPermissions } from "../../../src/config/service";
import { exampleWith } from "../../support/example-with";
import { judged } from "../../support/judged";

const reads = (sid: string, resources: readonly string[]) => ({
  on: "resources",
  sid,
  actions: ["s3:GetObject"],
  resources,
});
const bucket = "arn:aws:s3:::shop-uploads/*";

test("statements with names of their own fit into the role", () => {
  const permissions = [reads("ReadUploads", [bucket]), reads("ReadReports", [bucket])];
  expect(judged(taskPermissions, { "service.permissions": permissions })).toBe("");
});

test("refuses two statements of one name, which IAM does not take", () => {
  const permissions = [reads("ReadUploads", [bucket]), reads("ReadUploads", ["arn:aws:s3:::shop"])];
  expect(judged(taskPermissions, { "service.permissions": permissions })).toBe(
    `service.permissions[1].sid: must be a name of its own, got ReadUploads again
    give each statement another name, or put their actions together
`,
  );
});

test("refuses more than IAM takes in one role", () => {
  const arns = (count: number) =>
    Array.from({ length: count }, (_, index) => `arn:aws:s3:::${"b".repeat(60)}${100 + index}/*`);
  const judge = (count: number) =>
    judged(taskPermissions, { "service.permissions": [reads("ReadAll", arns(count))] });
  expect(judge(110)).toBe("");
  expect(judge(120)).toBe(
    `service.permissions: must be at most 9240 characters as a policy, got 9832
    IAM takes no more in one role: name fewer resources, by a common beginning and *
`,
  );
});

test("points at the section, not at its first statement, when all are too much together", () => {
  const arns = Array.from(
    { length: 120 },
    (_, index) => `arn:aws:s3:::${"b".repeat(60)}${index}/*`,
  );
  const environment = exampleWith({ "service.permissions": [reads("ReadAll", arns)] });
  expect(taskPermissions(environment)).toMatchObject([
    { path: ["service", "permissions"], on: "key" },
  ]);
});

test("refuses a resource of the other partition", () => {
  const permissions = [reads("ReadUploads", ["arn:aws-us-gov:s3:::shop-uploads/*"])];
  expect(judged(partitions, { "service.permissions": permissions })).toContain(
    "service.permissions[0].resources[0]: must be in the partition aws",
  );
});
