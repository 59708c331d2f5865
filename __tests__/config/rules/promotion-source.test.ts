import { expect, test } from "vitest";
import { promotionSource } from "../../../src/config/promotion";
import { fromShopDev as dev, exampleWith } from "../../support/example-with";
import { written } from "../../support/judged";

/** What the rule says of `shop-prod` beside `shop-dev`. */
function judged(
  source: object,
  prod: Readonly<Record<string, unknown>> = {},
  from: Readonly<Record<string, unknown>> = {},
): string {
  const environment = exampleWith({ environment: "prod", "promotion.source": source, ...prod });
  const all = { "shop-dev": exampleWith(from), "shop-prod": environment };
  return written(promotionSource(environment, new Map(Object.entries(all)), Object.keys(all)));
}

test("refuses an environment of another application", () => {
  expect(judged(dev, {}, { application: "loans" })).toBe(
    "promotion.source.name: must be an environment of the same application, shop-dev is of loans\n    name an environment of shop\n",
  );
});

const other = { account: "222222222222" };

test("what is promoted comes from the environment as its own file has it, in one account or two", () => {
  expect(judged({ mode: "none" })).toBe("");
  expect(judged(dev)).toBe("");
  expect(judged(dev, other)).toBe("");
});

test("refuses itself, and what has no file", () => {
  expect(judged({ ...dev, name: "shop-prod" })).toBe(
    "promotion.source.name: must be another environment, got shop-prod\n    name the one that is tested\n",
  );
  expect(judged({ ...dev, name: "shop-def" })).toBe(
    "promotion.source.name: must be an environment with a file here, got shop-def\n    did you mean shop-dev?\n",
  );
});

test("refuses a place that is not the one in the other file", () => {
  expect(
    judged({ ...dev, account: "333333333333", region: "us-west-2", repository: "shop/test" }),
  ).toBe(
    `promotion.source.account: must be that of shop-dev, 111111111111, got 333333333333
    write 111111111111
promotion.source.region: must be that of shop-dev, us-east-1, got us-west-2
    write us-east-1
promotion.source.repository: must be that of shop-dev, shop/dev, got shop/test
    write shop/dev
`,
  );
});

test("refuses a source that nothing tests", () => {
  const untested = { "promotion.testCommand": null, "access.tester": { mode: "none" } };
  expect(judged(dev, {}, untested)).toBe(
    `promotion.source.name: must be an environment that is tested, and shop-dev has promotion.testCommand: null
    write into shop-dev's file the command that tests it
`,
  );
});

test("refuses a source in another account that does not let the promoter in", () => {
  expect(judged(dev, other, { "access.promotionReaders": [] })).toBe(
    `promotion.source.name: must let this environment's promoter in, and access.promotionReaders of shop-dev does not list it
    add arn:aws:iam::222222222222:role/shop-prod-promoter to access.promotionReaders of shop-dev
`,
  );
});

test("refuses roles below another path: the promoter could not name the roles that it reads by", () => {
  expect(judged(dev, { "access.iamPath": "/a/" }, { "access.iamPath": "/a/" })).toBe("");
  expect(judged(dev, { "access.iamPath": "/a/" })).toBe(
    `promotion.source.name: must have its roles below the same path, /a/ (access.iamPath), and those of shop-dev are below /
    write the same access.iamPath into both files
`,
  );
});
