import { expect, test } from "vitest";
import { useInitFolder } from "../support/init-folder";

const { init, text, made, addOtherModes } = useInitFolder();

test.each(["eec-dev", "eec-prod", "loan-engine-test"])(
  "a second environment in %s's account uses the account's identity provider and state bucket",
  async (like) => {
    const { account, state } = made(like).environment;
    await init(`shop test --like ${like} --account ${account}`);

    expect(made("shop-test").environment.access.github).toMatchObject({ provider: "existing" });
    expect(made("shop-test").environment.state).toEqual(state);
    expect(text("shop-test")).toContain("    provider: existing\n");
  },
);

test("so does one whose name comes first, which the other's file must not be reported for", async () => {
  await init("a1 test --like eec-dev");
  expect(made("a1-test").environment.access.github).toMatchObject({ provider: "existing" });
});

test("as long as nobody said which account it is, the provider is to be looked at", async () => {
  await init("shop test --like eec-dev");
  expect(text("shop-test")).toContain(
    "provider: existing # placeholder: create in an account that has none\n",
  );
});

test("the first environment of an account makes the provider, unless the account has one already", async () => {
  await init("shop test --like eec-dev --account 444444444444");
  expect(text("shop-test")).toContain(
    "provider: create # placeholder: existing if the account has GitHub's provider already\n",
  );
});

test("the state bucket of a new account is named for it, and is in the environment's region", async () => {
  await init("shop test --like eec-dev --account 444444444444 --region us-west-2");
  expect(text("shop-test")).toContain(
    "state:\n  bucket: slipway-state-444444444444\n  region: us-west-2\n",
  );
});

test("while the account is a placeholder, so is the bucket that is named for it", async () => {
  await init("shop test --like eec-dev");
  expect(text("shop-test")).toContain(
    "  bucket: slipway-state-222222222222 # placeholder: a bucket name that is free in all of AWS\n",
  );
});

test("on a shared listener it takes the next priority that no file has", async () => {
  addOtherModes();
  await init("shop dev --like books-dev");
  await init("cards dev --like books-dev");

  expect(made("shop-dev").environment.loadBalancer).toMatchObject({ priority: 11 });
  expect(made("cards-dev").environment.loadBalancer).toMatchObject({ priority: 12 });
  expect(text("shop-dev")).toContain("  priority: 11 # placeholder\n");
});
