import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kindOf, kinds } from "../../../src/review/attributes";
import { holds, openings } from "../../../src/review/attributes/openings";
import { plainType } from "../../../src/review/read/resource-type";
import { planRules, rules } from "../../../src/review/rules";
import * as rowRules from "../../../src/review/rules/row-rules";
import type { Rule } from "../../../src/review/rules/rule";
import { fixturePlan, planOf, saidBy } from "../support/plans";

const all = [...rules, ...planRules];
const folder = join(__dirname, "../../../src/review/rules");

test("each file of the rules is one rule of that name and class, each rule of rows has rows, and every one is asked", () => {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
  const ofCode = all.filter((rule) => !Object.values(rowRules).includes(rule as Rule));
  expect(ofCode.map((rule) => `${rule.class.replace(" ", "-")}/${rule.name}.ts`).sort()).toEqual(
    files.sort(),
  );
  const rows = JSON.stringify(kinds);
  for (const rule of Object.values(rowRules)) {
    expect(all).toContain(rule);
    expect(rows).toContain(`"rule":"${rule.name}"`);
    expect(rule).not.toHaveProperty("check");
  }
});

test("a rule that names its kinds looks at each kind of which a row names it", () => {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const missed = Object.entries(kinds).flatMap(([type, { deleted, replaced, attributes }]) =>
    [deleted, replaced, ...Object.values(attributes)]
      .flatMap((row) => ("rules" in row ? row.rules : []))
      .filter((name) => byName.get(name)?.kinds?.has(type) === false)
      .map((name) => `${name} ${type}`),
  );
  expect([...new Set(missed)]).toEqual([]);
});

test("to name its kinds only spares the question, but for four rules that take each kind for theirs", () => {
  const plans = [
    ...(["create", "after-release", "database-replaced", "opened-and-widened"] as const).map(
      (name) => fixturePlan(name),
    ),
    planOf(
      ...Object.keys(kinds).flatMap((type) => [
        { address: `${type}.gone`, before: {} },
        { address: `${type}.made`, after: {} },
        { address: `${type}.changed`, before: {}, after: {} },
      ]),
    ),
  ];
  const saysMore = rules.filter((rule) => {
    const { kinds: _, ...ofAll } = rule;
    return plans.some((plan) => saidBy(ofAll, plan).join() !== saidBy(rule, plan).join());
  });
  expect(saysMore.map(({ name }) => name).sort()).toEqual([
    "automation-added",
    "delivery-steps-removed",
    "key-alias-moved",
    "name-moved",
  ]);
});

/** Kinds that the module never makes and that rules name all the same, each with why. */
const namedBeside: Readonly<Record<string, string>> = {
  aws_caller_identity: "data: whose account it is",
  aws_secretsmanager_random_password: "ephemeral: where passwords come from",
  aws_default_network_acl: "who gets in: the order of an ACL's lines",
  aws_network_acl: "who gets in: the order of an ACL's lines",
  aws_network_acl_association: "who gets in: the order of an ACL's lines",
  aws_network_acl_rule: "who gets in: the order of an ACL's lines",
  aws_security_group_rule: "security groups: the older kind of a rule",
  aws_default_route_table: "public access: a subnet's route to the Internet",
  aws_lambda_function_url: "public access: a function that anybody calls",
  aws_iam_user: "policies: what bounds a user's, and whose they are",
  aws_kms_key_policy: "policies: of a key, as a resource of its own",
  aws_secretsmanager_secret_policy: "policies: of a secret",
  aws_ssoadmin_permission_set_inline_policy: "policies: of people",
};

test("rules name no kind that the module never makes, but what a project's own kinds are judged by", () => {
  const files = ["rules", "attributes", "iam", "network"].flatMap((room) =>
    readdirSync(join(folder, "..", room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8")),
  );
  const code = files.map((text) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")).join("\n");
  const named = [...code.matchAll(/\b(?:aws|random|tls)(?:_[a-z0-9]+)+\b(?!_)/g)].map(
    ([kind]) => kind,
  );
  const beside = [...new Set(named)].filter(
    (kind) => kindOf(plainType(kind)) === undefined && !(kind in openings || kind in holds),
  );
  expect(beside.sort()).toEqual(Object.keys(namedBeside).sort());
});

test("the manual names each rule once, under its class", () => {
  const manual = readFileSync(join(__dirname, "../../../docs/review.md"), "utf8");
  const named = manual
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const title = section.split("\n")[0]?.toLowerCase();
      return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => `${title}/${name}`);
    });
  expect(named.sort()).toEqual(all.map((rule) => `${rule.class}/${rule.name}`).sort());
});

test.each(all)(
  "$name says why it matters and what to do, in whole sentences",
  ({ why, advice }) => {
    expect(why).toMatch(/^[A-Z0-9].{20,}\.$/);
    expect(advice).toMatch(/^[A-Z].{10,}\.$/);
  },
);

test("no rule and no row of the manual waits to be written", () => {
  const manual = readFileSync(join(__dirname, "../../../docs/review.md"), "utf8");
  expect(manual.split("\n").filter((line) => line.includes("TODO"))).toEqual([]);
  const waiting = all.filter(({ why, advice }) => `${why} ${advice}`.includes("TODO"));
  expect(waiting.map(({ name }) => name)).toEqual([]);
});
