import { describe, expect, test } from "vitest";
import { renderDifference } from "../../src/difference/render-difference";

const difference = {
  stack: "shop-dev",
  added: ["aws_s3_bucket.logs"],
  removed: ["aws_s3_bucket.old"],
  changed: [{ where: "aws_db_instance.database: multi_az", before: true, after: undefined }],
};

test("says so when nothing changes", () => {
  expect(renderDifference([], "text")).toBe("Nothing: the synthesized Terraform means the same.\n");
  expect(renderDifference([], "markdown")).toContain("Nothing: the synthesized Terraform");
});

test("on a terminal: what goes, what comes, what changes", () => {
  expect(renderDifference([difference], "text")).toBe(`shop-dev
  - aws_s3_bucket.old
  + aws_s3_bucket.logs
  ~ aws_db_instance.database: multi_az: true → (none)
`);
});

test("in a comment: a table for each stack, with the counts on top", () => {
  const lines = renderDifference([difference], "markdown").split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "### What this changes in the Terraform",
      "<details open><summary><b>shop-dev</b>: 1 added, 1 removed, 1 changed</summary>",
      "| ~ | <code>aws&#95;db&#95;instance.database: multi&#95;az</code> | <code>true</code> | <code>(none)</code> |",
    ]),
  );
});

describe("a value that would say more than itself", () => {
  const hostile = (after: string) =>
    renderDifference(
      [{ ...difference, changed: [{ where: "x: y", before: 1, after }] }],
      "markdown",
    );

  test("stays text in a comment", () => {
    const said = hostile("</code><img src=x> | `@everyone` [a](b)");
    expect(said).not.toMatch(/<img|`|\[a\]/);
    expect(said.split("\n").at(-4)?.split("|")).toHaveLength(6);
  });

  test("cannot move the cursor or begin another line", () => {
    const change = { where: "x: y", before: 1, after: "\u001b[2J\nall is well" };
    const said = renderDifference([{ ...difference, changed: [change] }], "text");
    expect(said).not.toContain("\u001b");
    expect(said).toContain("1 → \\u001b[2J\\nall is well");
  });

  test("is cut where it is long", () => {
    expect(hostile("a".repeat(161))).toContain(`${"a".repeat(160)}…`);
    expect(hostile("a".repeat(160))).not.toContain("…");
  });
});

test("counts the rest beyond 60 rows, so that a comment stays within GitHub's limit", () => {
  const added = Array.from({ length: 61 }, (_, at) => `aws_s3_bucket.b${at}`);
  const said = renderDifference([{ ...difference, added, removed: [], changed: [] }], "markdown");
  expect(said).toContain("… and 1 more");
  expect(said).not.toContain("b60");
});
