import { describe, expect, test } from "vitest";
import { identityProviderOnce } from "../../../src/config/access";
import { hostedZoneOnce, hostNameOnce } from "../../../src/config/domain";
import { namePrefix, stateBucket } from "../../../src/config/identity";
import { listenerRuleOnce } from "../../../src/config/load-balancer";
import { repositoryOnce } from "../../../src/config/repository";
import type { PairRule } from "../../../src/config/rule";
import { exampleEnvironment } from "../../support/example-environment";
import { exampleWith } from "../../support/example-with";
import { written } from "../../support/judged";

/** What a rule says of `shop-prod` with these settings beside `shop-dev`, which is the example. */
const beside = (rule: PairRule, settings: Record<string, unknown>, dev = exampleEnvironment()) =>
  written(rule(exampleWith({ environment: "prod", ...settings }), dev));
const own = "give each environment its own";

describe("state bucket", () => {
  const account = { account: "222222222222" };

  test("one for an account, another for another", () => {
    expect(beside(stateBucket, {})).toBe("");
    expect(beside(stateBucket, { ...account, "state.bucket": "shop-terraform-state-2" })).toBe("");
  });

  test("refuses another bucket or region in the same account", () => {
    const fix = "an account has one state stack; write the same section in all its files";
    expect(beside(stateBucket, { "state.bucket": "other", "state.region": "us-west-2" })).toBe(
      `state.bucket: must be shop-terraform-state-111111111111, as in shop-dev of the same account, got other
    ${fix}
state.region: must be us-east-1, as in shop-dev of the same account, got us-west-2
    ${fix}
`,
    );
  });

  test("refuses Fargate's FIPS mode in one file of an account and not in another", () => {
    expect(beside(stateBucket, { "state.fargateFips": true })).toBe(
      `state.fargateFips: must be left out, as in shop-dev of the same account, got true
    an account has one state stack; write the same section in all its files
`,
    );
  });

  test("refuses the bucket of another account", () => {
    expect(beside(stateBucket, account)).toBe(
      `state.bucket: must be a bucket of account 222222222222, got shop-terraform-state-111111111111, which is of 111111111111 in shop-dev
    give each account its own bucket
`,
    );
  });
});

describe("repository", () => {
  test("the same name in another account or region is another repository", () => {
    expect(beside(repositoryOnce, { account: "222222222222" })).toBe("");
    expect(beside(repositoryOnce, { region: "us-west-2" })).toBe("");
    expect(beside(repositoryOnce, { "repository.name": "shop/prod" })).toBe("");
  });

  test("refuses one repository in two environments", () => {
    expect(beside(repositoryOnce, {})).toBe(
      `repository.name: must not be used twice, shop-dev has it, got shop/dev\n    ${own}\n`,
    );
  });
});

describe("host name", () => {
  test("another name, or the same in another zone, is another name", () => {
    expect(beside(hostNameOnce, { "domain.hostName": "www.dev.example.gov" })).toBe("");
    expect(beside(hostNameOnce, { "domain.hostedZone.id": "Z1111111111111111" })).toBe("");
  });

  test("refuses one name in two environments", () => {
    expect(beside(hostNameOnce, {})).toBe(
      `domain.hostName: must not be used twice, shop-dev has it, got shop.dev.example.gov\n    ${own}\n`,
    );
  });
});

describe("rule of a shared listener", () => {
  const shared = (name: string, priority: number, maintenance = false) => ({
    loadBalancer: {
      maintenance,
      mode: "existing",
      listenerArn: `arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/${name}/0123456789abcdef/0123456789abcdef`,
      securityGroupId: "sg-0123456789abcdef0",
      addSecurityGroupRule: false,
      priority,
    },
  });
  const dev = exampleWith(shared("shared", 10));
  const otherName = { "domain.hostName": "www.dev.example.gov" };

  test("another priority or another listener is free", () => {
    expect(beside(listenerRuleOnce, { ...shared("shared", 11), ...otherName }, dev)).toBe("");
    expect(beside(listenerRuleOnce, { ...shared("second", 10), ...otherName }, dev)).toBe("");
    expect(beside(listenerRuleOnce, {}, dev)).toBe("");
  });

  test("refuses one priority for two rules", () => {
    expect(beside(listenerRuleOnce, { ...shared("shared", 10), ...otherName }, dev)).toBe(
      `loadBalancer.priority: must not be used twice, shop-dev has it, got 10\n    ${own}\n`,
    );
  });

  test("refuses the priority right behind one under maintenance, which takes both", () => {
    const refusal = (other: number, given: number) =>
      `loadBalancer.priority: must leave the next priority free for maintenance, shop-dev has ${other}, got ${given}\n    choose a priority that is further away\n`;
    const closed = { ...shared("shared", 9, true), ...otherName };
    expect(beside(listenerRuleOnce, closed, dev)).toBe(refusal(10, 9));
    const open = { ...shared("shared", 11), ...otherName };
    expect(beside(listenerRuleOnce, open, exampleWith(shared("shared", 10, true)))).toBe(
      refusal(10, 11),
    );
    expect(beside(listenerRuleOnce, { ...shared("shared", 8, true), ...otherName }, dev)).toBe("");
    expect(beside(listenerRuleOnce, { ...shared("second", 9, true), ...otherName }, dev)).toBe("");
  });

  test("refuses one host name for two rules, of which the second would never match", () => {
    const otherZone = { "domain.hostedZone.id": "Z1111111111111111" };
    expect(beside(listenerRuleOnce, { ...shared("shared", 11), ...otherZone }, dev)).toBe(
      `domain.hostName: must not be used twice, shop-dev has it, got shop.dev.example.gov\n    ${own}\n`,
    );
  });
});

describe("GitHub's identity provider", () => {
  const provider = "access.github.provider";
  const dev = exampleWith({ [provider]: "create" });

  test("is made once in an account, and used by the others", () => {
    expect(beside(identityProviderOnce, { [provider]: "existing" }, dev)).toBe("");
    const another = { [provider]: "create", account: "222222222222" };
    expect(beside(identityProviderOnce, another, dev)).toBe("");
  });

  test("refuses a second one in an account, which AWS would not make", () => {
    expect(beside(identityProviderOnce, { [provider]: "create" }, dev)).toBe(
      `access.github.provider: must not be used twice, shop-dev has it, got create
    write existing; the account has one provider at most
`,
    );
  });
});

describe("names that begin with another's", () => {
  const named = (environment: string, settings: Record<string, unknown> = {}) =>
    beside(namePrefix, { environment, ...settings });
  const fix = "give one of the two another name, or an account of its own";

  test.each(["dev2", "prod", "de"])(
    "shop-%s is no part of what shop-dev's roles reach",
    (environment) => {
      expect(named(environment)).toBe("");
    },
  );

  test("another account keeps them apart", () => {
    expect(named("dev-test", { account: "222222222222" })).toBe("");
  });

  test("refuses a name within the reach of another's roles, whichever file comes first", () => {
    const refused = (text: string) =>
      `environment: must not make a name that begins with another's in the same account: ${text}\n    ${fix}\n`;
    expect(named("dev-test")).toBe(
      refused("the roles of shop-dev reach what begins with shop-dev-, and so shop-dev-test"),
    );
    expect(
      beside(namePrefix, { environment: "dev" }, exampleWith({ environment: "dev-test" })),
    ).toBe(refused("the roles of shop-dev reach what begins with shop-dev-, and so shop-dev-test"));
  });

  test("refuses it across applications and regions too, since roles have neither", () => {
    const text = named("test", { application: "shop-dev", region: "us-west-2" });
    expect(text).toContain("and so shop-dev-test");
  });
});

describe("one hosted zone in two files", () => {
  const fix = "look the zone up in Route 53 and correct one of the two files, or the id";
  const { id, name } = exampleEnvironment().domain.hostedZone;

  test("the same zone written alike, or another zone", () => {
    expect(beside(hostedZoneOnce, {})).toBe("");
    const other = { id: "Z1111111111111111", name, visibility: "public" };
    expect(beside(hostedZoneOnce, { "domain.hostedZone": other })).toBe("");
  });

  test("refuses a zone that is private in one and public in the other", () => {
    expect(beside(hostedZoneOnce, { "domain.hostedZone.visibility": "public" })).toBe(
      `domain.hostedZone.visibility: must be private, as shop-dev says of the same zone ${id}, got public\n    ${fix}\n`,
    );
  });

  test("refuses it of the zone that proves a certificate as well", () => {
    const settings = {
      "domain.hostedZone": { id: "Z1111111111111111", name, visibility: "private" },
      "domain.certificate": {
        mode: "managed",
        validationZone: { id, name, visibility: "public" },
      },
    };
    expect(beside(hostedZoneOnce, settings)).toBe(
      `domain.certificate.validationZone.visibility: must be private, as shop-dev says of the same zone ${id}, got public\n    ${fix}\n`,
    );
  });
});
