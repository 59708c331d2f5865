import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { partitionOf } from "../../../src/base/arns";
import { terraformJson } from "../../../src/stack/terraform-json";
import { accessRows } from "../../../tools/access-table/access-rows";
import { renderAccessTable } from "../../../tools/access-table/render-access-table";
import { accessTables } from "../../../tools/generate-access-tables";
import { exampleEnvironment } from "../../support/example-environment";
import { exampleWith } from "../../support/example-with";
import { fixtureEnvironments } from "../../support/fixture-environments";
import { dualStackEnvironment, fourthEnvironment } from "../../support/fourth-environment";

test.each(accessTables())(
  "$file says what the module gives; else run npm run generate",
  ({ file, text }) => {
    expect(existsSync(file) && readFileSync(file, "utf8")).toBe(text);
  },
);

const environments = [
  ...fixtureEnvironments(),
  { name: "example", environment: exampleEnvironment() },
  { name: "fourth", environment: fourthEnvironment() },
  { name: "dualstack", environment: dualStackEnvironment() },
].map(({ name, environment }) => ({ name, environment, json: terraformJson(environment) }));

/** Names of all statements in any JSON text among the arguments, whatever the argument is called. */
function statementNames(value: unknown): string[] {
  if (typeof value === "string") {
    if (!value.startsWith('{"Version"')) return [];
    return JSON.parse(value).Statement.map(({ Sid }: { readonly Sid: string }) => Sid);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(statementNames);
}

describe.each(environments)("the table of $name", ({ json }) => {
  const rows = accessRows(json);

  test("has every statement of every policy", () => {
    const trusts = Object.values(json.resource["aws_iam_role"] ?? {}).length;
    const names = statementNames(json.resource).sort();
    const listed = [...new Set(rows.map(({ what }) => what))];
    expect(names.filter((name) => !listed.includes(name)).length).toBe(trusts); // in the table of trust
    expect(rows.length).toBeGreaterThanOrEqual(names.length - trusts);
  });

  test("lets no role do something like anything to anything", () => {
    const roles = rows.filter(({ who, what }) => /^(role|bearers)/.test(who) && what !== "ByAWS");
    const wild = roles.filter(
      ({ effect, actions, on }) =>
        effect === "Allow" && actions.some((action) => action.includes("*")) && on.includes("*"),
    );
    expect(wild).toEqual([]);
  });

  test("is no wider than one service where an action has a wildcard", () => {
    expect(rows.filter(({ actions }) => actions.includes("*"))).toEqual([]);
  });
});

test("a permission more is a line that changes", () => {
  const table = (settings: object) => {
    const environment = exampleWith({ ...settings });
    return renderAccessTable("shop-dev", terraformJson(environment), environment);
  };
  const before = table({}).split("\n");
  const after = table({
    "access.tester.trustedArns": [
      "arn:aws:iam::111111111111:role/jenkins",
      "arn:aws:iam::222222222222:user/anna",
    ],
  }).split("\n");
  expect(after.filter((line) => !before.includes(line))).toEqual([
    "| `shop-dev-tester` | `iam::account:role/jenkins`<br>`iam::222222222222:user/anna` |  |",
  ]);
});

test("reads as a table of who, what and on which resource", () => {
  const environment = exampleEnvironment();
  const table = renderAccessTable("shop-dev", terraformJson(environment), environment);
  expect(table.split("\n\n")[2]).toBe(
    "In an ARN `here` is `us-east-1:111111111111`, there and alone `account` is `111111111111`; an ARN that begins with its service begins with `arn:aws:`.",
  );
  expect(table).toContain(`## role shop-dev-tester

| permission | actions | on | when |
| --- | --- | --- | --- |
| SeeTheService | \`ecs:DescribeServices\` | \`ecs:here:service/shop-dev/shop-dev\` |  |
`);
});

test.each(environments)(
  "the page of $name has every ARN of its policies, to the letter",
  ({ json, environment }) => {
    const page = renderAccessTable("shop-dev", json, environment);
    const { account, region } = environment;
    expect(page.split("\n\n").slice(3).join("\n\n")).not.toContain(`${region}:${account}:`);
    const long = page
      .replaceAll(":here:", `:${region}:${account}:`)
      .replaceAll(/\baccount\b/g, account);
    const arns = accessRows(json)
      .flatMap(({ who, on, when }) => [
        who,
        ...on,
        ...when.flatMap((text) => text.split(" ").slice(2)),
      ])
      .filter((text) => text.startsWith("arn:"));
    expect(arns.length).toBeGreaterThan(40);
    const partition = `arn:${partitionOf(region)}:`;
    const isThere = (arn: string) => long.includes(arn.slice(partition.length));
    expect(arns.filter((arn) => !arn.startsWith(partition) || !isThere(arn))).toEqual([]);
  },
);
