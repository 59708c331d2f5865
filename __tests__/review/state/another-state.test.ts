import { describe, expect, test } from "vitest";
import type { Identity } from "../../../src/review/state/another-state";
import { anotherState } from "../../../src/review/state/another-state";
import type { StateObject } from "../../../src/review/state/read-state";

const account = "111111111111";
const identity = (name: string): Identity => {
  const [application = "", environment = ""] = name.split("-");
  return { name, account, application, environment };
};
const dev = identity("shop-dev");
const identities = [
  dev,
  identity("shop-prod"),
  { ...identity("bank-dev"), account: "222222222222" },
  { ...identity("shop-dev"), name: "shop-dev-two", environment: "dev-two" },
];

function object(address: string, values: Record<string, unknown> = {}): StateObject {
  return {
    address,
    type: "aws_x",
    isData: address.startsWith("data."),
    values,
    sensitive: {},
    isTainted: false,
    isDeposed: address.includes("deposed"),
  };
}

const tagged = (environment: string) => ({ tags_all: { application: "shop", environment } });
const arn = (owner: string) => ({ arn: `arn:aws:ecs:us-east-1:${owner}:cluster/x` });
const moves = [{ from: "aws_x.old", to: "aws_x.a" }];
const stackAddresses = ["aws_x.a", "aws_x.b", "aws_x.c", "aws_x.d"];

/** A state with one object at each address of the stack. */
const stranger = (...values: Record<string, unknown>[]) =>
  strangerIn(values.map((one, i) => object(stackAddresses[i] ?? "", one)));
const strangerIn = (objects: readonly StateObject[]) =>
  anotherState({ objects, identity: dev, stackAddresses, identities, moves });

describe("addresses are the same in all environments, so the objects say whose state it is", () => {
  test("by their tags", () => {
    expect(stranger(tagged("prod"), tagged("prod"), tagged("dev"))).toEqual({
      why: "2 of its 3 taggable objects have the tag environment = prod",
      owner: "shop-prod",
    });
    expect(stranger(tagged("dev"), tagged("dev"), tagged("prod"))).toBeUndefined();
  });

  test("not by tags of a half, nor by those of a few where most have none", () => {
    expect(stranger(tagged("prod"), tagged("dev"))).toBeUndefined();
    expect(stranger(tagged("prod"), { tags_all: {} }, { tags_all: {} })).toBeUndefined();
  });

  test("by the account of their ARNs", () => {
    expect(stranger(arn("222222222222"), arn("222222222222"), arn(account))).toEqual({
      why: "2 of its 3 ARNs are of account 222222222222",
      owner: "bank-dev",
    });
    expect(stranger(arn(account), arn(account), arn("222222222222"))).toBeUndefined();
  });

  test("by their names, of which the longest that fits counts", () => {
    const names = ["shop-prod", "/slipway/shop-prod/app", "shop/prod", "other"];
    expect(stranger(...names.map((name) => ({ name })))).toEqual({
      why: "3 of its 3 names are those of shop-prod",
      owner: "shop-prod",
    });
    expect(stranger({ name: "shop-dev-delivery" }, { name: "alias/shop-dev" })).toBeUndefined();
    expect(stranger({ name: "workshop-production" })).toBeUndefined();
    expect(stranger({ name: "shop-dev-two-delivery" })?.owner).toBe("shop-dev-two");
  });

  test("although there is no file for it", () => {
    expect(stranger(tagged("qa"), tagged("qa"))).toEqual({
      why: "2 of its 2 taggable objects have the tag environment = qa",
      owner: undefined,
    });
  });

  test("without a guess where two environments fit", () => {
    const sibling = { ...identity("shop-prod"), name: "shop-prod-two" };
    const objects = [object("aws_x.a", tagged("prod"))];
    expect(
      anotherState({
        objects,
        identity: dev,
        stackAddresses,
        moves,
        identities: [...identities, sibling],
      })?.owner,
    ).toBeUndefined();
  });
});

describe("objects that say nothing are judged by their addresses", () => {
  const at = (...addresses: string[]) => strangerIn(addresses.map((address) => object(address)));

  test("fewer than half are in the stack: another state; half are: this one", () => {
    expect(at("aws_x.a", "aws_x.other", 'aws_x.more["1"]')).toEqual({
      why: "1 of its 3 objects are in the stack of shop-dev",
      owner: undefined,
    });
    expect(at("aws_x.a", "aws_x.other")).toBeUndefined();
    expect(at('aws_x.a["1"]')).toBeUndefined();
    expect(at("aws_x.old", "aws_x.other")).toBeUndefined();
  });

  test("what a data source read and what is left over do not count", () => {
    expect(at("aws_x.a", "data.aws_x.p", "data.aws_x.q", "aws_x.r (deposed 1)")).toBeUndefined();
    expect(at("data.aws_x.p")).toBeUndefined();
  });

  test("also where the tags are this environment's own, which then is not named as the owner", () => {
    const objects = ["aws_x.p", "aws_x.q"].map((address) => object(address, tagged("dev")));
    expect(strangerIn(objects)).toEqual({
      why: "0 of its 2 objects are in the stack of shop-dev",
      owner: undefined,
    });
  });
});
