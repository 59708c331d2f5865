import { expect, test } from "vitest";
import { ownTags } from "../../../src/config/identity";
import { judged } from "../../support/judged";

const tagged = (tags: Record<string, string>) => judged(ownTags, { tags });
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, "x"]));

test("tags of the owner's own are accepted, up to 40", () => {
  expect(tagged({ team: "shop", "cost-center": "42" }) + tagged(many(40))).toBe("");
});

test.each(["application", "environment", "managed-by", "Application"])(
  "refuses the tag %s, which every resource has",
  (key) => {
    expect(tagged({ [key]: "x" })).toBe(
      `tags.${key}: must not be application, environment, managed-by, which every resource has, got ${key}
    remove it, or give the tag another name
`,
    );
  },
);

test("refuses tags that differ in capital letters only, which IAM takes for one", () => {
  expect(tagged({ team: "a", Team: "b" })).toBe(
    `tags.Team: must differ from team in more than capital letters, got Team
    IAM takes both for one tag: keep one
`,
  );
});

test("refuses 41 tags", () => {
  expect(tagged(many(41))).toBe(
    `tags: must be at most 40 tags, got 41
    AWS allows 50 on a resource, and some are set by the module and by AWS
`,
  );
});
