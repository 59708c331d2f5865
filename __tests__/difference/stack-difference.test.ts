import { describe, expect, test } from "vitest";
import { stackDifferences } from "../../src/difference/stack-difference";
import type { TerraformJson } from "../../src/stack/terraform-json";

const database = { engine: "postgres", multi_az: true };
const policy = (...actions: string[]) => ({
  policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: actions }] }),
});

/** A stack with these resources. */
function stack(resource: TerraformJson["resource"], more: object = {}): TerraformJson {
  return { resource, ...more };
}

/** What changes in one stack. */
function difference(before: TerraformJson, after: TerraformJson) {
  return stackDifferences(new Map([["shop-dev", before]]), new Map([["shop-dev", after]]));
}

test("an equal stack is left out", () => {
  const same = stack({ aws_db_instance: { database } });
  expect(difference(same, structuredClone(same))).toEqual([]);
});

test("what the framework notes about itself is no difference", () => {
  const before = stack({}, { "//": { metadata: { version: "1" } } });
  expect(difference(before, stack({}, { "//": { metadata: { version: "2" } } }))).toEqual([]);
});

test("a changed attribute has its address and both values", () => {
  const after = { ...database, multi_az: false };
  expect(
    difference(
      stack({ aws_db_instance: { database } }),
      stack({ aws_db_instance: { database: after } }),
    ),
  ).toEqual([
    {
      stack: "shop-dev",
      added: [],
      removed: [],
      changed: [{ where: "aws_db_instance.database: multi_az", before: true, after: false }],
    },
  ]);
});

test("an attribute that comes or goes is absent on the other side", () => {
  const [found] = difference(
    stack({ aws_db_instance: { database: { engine: "postgres" } } }),
    stack({ aws_db_instance: { database } }),
  );
  expect(found?.changed).toEqual([
    { where: "aws_db_instance.database: multi_az", before: undefined, after: true },
  ]);
});

test("a renamed resource is one that goes and one that comes: that is how data is lost", () => {
  const [found] = difference(
    stack({ aws_db_instance: { database } }),
    stack({ aws_db_instance: { main: database } }),
  );
  expect(found).toMatchObject({
    removed: ["aws_db_instance.database"],
    added: ["aws_db_instance.main"],
    changed: [],
  });
});

test("data sources and ephemeral values are told from resources; a provider is known by its type", () => {
  const before = stack({}, { provider: { aws: [{ region: "us-east-1" }] } });
  const after = stack(
    {},
    {
      provider: { aws: [{ region: "us-west-2" }] },
      data: { aws_vpc: { network: {} } },
      ephemeral: { aws_secretsmanager_random_password: { password: {} } },
    },
  );
  expect(difference(before, after)).toMatchObject([
    {
      added: ["data.aws_vpc.network", "ephemeral.aws_secretsmanager_random_password.password"],
      changed: [{ where: expect.stringMatching(/^provider\.aws: .*region$/) }],
    },
  ]);
});

describe("a document that Terraform holds as text", () => {
  test("is compared part by part", () => {
    const [found] = difference(
      stack({ aws_iam_role_policy: { task: policy("s3:GetObject") } }),
      stack({ aws_iam_role_policy: { task: policy("s3:GetObject", "s3:PutObject") } }),
    );
    expect(found?.changed).toEqual([
      {
        where: "aws_iam_role_policy.task: policy.Statement.0.Action.1",
        before: undefined,
        after: "s3:PutObject",
      },
    ]);
  });

  test("is no difference when only its spaces are", () => {
    const spaced = { policy: JSON.stringify(JSON.parse(policy("a").policy), null, 2) };
    expect(
      difference(
        stack({ aws_iam_role_policy: { task: policy("a") } }),
        stack({ aws_iam_role_policy: { task: spaced } }),
      ),
    ).toEqual([]);
  });

  test("is text where it only looks like a document", () => {
    const [found] = difference(
      stack({ aws_ssm_parameter: { note: { value: "[sic]" } } }),
      stack({ aws_ssm_parameter: { note: { value: "{sic}" } } }),
    );
    expect(found?.changed).toMatchObject([{ before: "[sic]", after: "{sic}" }]);
  });

  test("shows a list as a list where the other side is none", () => {
    const one = { policy: '{"Statement":{"Action":"s3:GetObject"}}' };
    const many = { policy: '{"Statement":{"Action":["s3:GetObject","s3:PutObject"]}}' };
    const [found] = difference(
      stack({ aws_iam_role_policy: { task: one } }),
      stack({ aws_iam_role_policy: { task: many } }),
    );
    expect(found?.changed).toMatchObject([{ after: ["s3:GetObject", "s3:PutObject"] }]);
  });
});

test("a whole environment that comes or goes has all its addresses", () => {
  const after = new Map([["shop-dev", stack({ aws_db_instance: { database } })]]);
  expect(stackDifferences(new Map(), after)).toMatchObject([
    { stack: "shop-dev", added: ["aws_db_instance.database"] },
  ]);
  expect(stackDifferences(after, new Map())).toMatchObject([
    { stack: "shop-dev", removed: ["aws_db_instance.database"] },
  ]);
});
