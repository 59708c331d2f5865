import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useInitFolder } from "../support/init-folder";

const { init, text, made } = useInitFolder();

function edit(name: string, from: string | RegExp, to: string): void {
  const file = `environments/${name}.yaml`;
  const before = readFileSync(file, "utf8");
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, after);
}

test("another application's production has its images pushed, until it has an environment that is tested", async () => {
  await init("shop prod --like eec-prod");

  const { promotion, access, delivery } = made("shop-prod").environment;
  expect(promotion.source).toEqual({ mode: "none" });
  expect(access.promoter).toEqual({ mode: "none" });
  expect(delivery.countedTags).toEqual(["*"]);
  expect(text("shop-prod")).toContain(
    "    mode: none # placeholder: environment, with name: shop-dev, once it has a file\n",
  );
  expect(text("shop-prod")).toContain(
    '    - "*" # placeholder: "promoted-*" together with promotion.source\n',
  );
});

test("it takes them from the application's own environment of the same name where there is one", async () => {
  await init("shop dev --like eec-dev");
  await init("shop prod --like eec-prod --account 222222222222");

  expect(made("shop-prod").environment.promotion.source).toMatchObject({
    mode: "environment",
    name: "shop-dev",
    account: "222222222222",
    repository: "shop/dev",
  });
  expect(text("shop-prod")).toContain("    repository: shop/dev\n");
  expect(made("shop-prod").environment.delivery.countedTags).toEqual(["promoted-*"]);
});

test("not from one that nobody tests", async () => {
  await init("shop dev --like eec-dev --account 444444444444");
  edit("shop-dev", /testCommand:.*\n(.*#.*\n)?.*run-tests\n/, "testCommand: null\n");
  edit(
    "shop-dev",
    /tester:\n {4}mode: role\n {4}trustedArns:.*\n.*\n/,
    "tester:\n    mode: none\n",
  );
  await init("shop prod --like eec-prod");
  expect(text("shop-prod")).toContain(
    "with name: shop-dev, once its promotion.testCommand is set\n",
  );
});

test("not from another account that does not let it in, and it says whom to list there", async () => {
  await init("eec qa --like eec-prod");
  expect(text("eec-qa")).toContain(
    "with name: eec-dev, once its access.promotionReaders lists arn:aws:iam::111111111111:role/eec-qa-promoter\n",
  );
});

test("from another account that lets it in", async () => {
  edit(
    "eec-dev",
    /( +)- (arn:aws:iam::111111111111:role\/eec-)prod(-promoter).*\n/,
    "$&$1- $2qa$3\n",
  );
  await init("eec qa --like eec-prod");
  expect(made("eec-qa").environment.promotion.source).toMatchObject({ name: "eec-dev" });
});

test("the promoter who reads the other environment does not read this one", async () => {
  await init("shop test --like eec-dev");
  expect(made("shop-test").environment.access.promotionReaders).toEqual([]);
});
