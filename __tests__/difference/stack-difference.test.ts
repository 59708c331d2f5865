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

test("data sources and ephemeral values are distinguished from resources; a provider is known by its type", () => {
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
    const note = (level: string) => ({ value: JSON.stringify({ log: { level }, list: ["a"] }) });
    const [found] = difference(
      stack({ aws_ssm_parameter: { note: note("info") } }),
      stack({ aws_ssm_parameter: { note: note("debug") } }),
    );
    expect(found?.changed).toEqual([
      { where: "aws_ssm_parameter.note: value.log.level", before: "info", after: "debug" },
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
});

describe("a policy is compared by what it allows", () => {
  const statement = (...actions: string[]) => ({
    Effect: "Allow",
    Action: actions,
    Resource: "${aws_s3_bucket.logs.arn}/*",
  });
  const changed = (before: object[] | undefined, after: object[] | undefined) => {
    const one = (statements: object[] | undefined) =>
      stack({
        aws_iam_role_policy: {
          task: statements ? { policy: JSON.stringify({ Statement: statements }) } : {},
        },
      });
    return difference(one(before), one(after))[0]?.changed;
  };
  const where = "aws_iam_role_policy.task: policy";

  test("an action that comes and one that goes", () => {
    expect(
      changed(
        [statement("s3:GetObject", "s3:PutObject")],
        [statement("s3:DeleteObject", "s3:GetObject")],
      ),
    ).toEqual([
      { where, what: "now allows s3:DeleteObject on ${aws_s3_bucket.logs.arn}/*" },
      { where, what: "no longer allows s3:PutObject on ${aws_s3_bucket.logs.arn}/*" },
    ]);
  });

  test("a denial that comes and one that goes", () => {
    const deny = { ...statement("s3:PutObject"), Effect: "Deny" };
    expect(changed([statement("s3:*")], [statement("s3:*"), deny])).toEqual([
      { where, what: "now denies s3:PutObject on ${aws_s3_bucket.logs.arn}/*" },
    ]);
    expect(changed([deny], [])).toEqual([
      { where, what: "no longer denies s3:PutObject on ${aws_s3_bucket.logs.arn}/*" },
    ]);
  });

  test("not by position: another order is no difference, another spelling is", () => {
    const [a, b] = [statement("s3:GetObject", "s3:PutObject"), statement("s3:ListBucket")];
    expect(changed([a, b], [b, statement("s3:PutObject", "s3:GetObject")])).toBeUndefined();
    expect(changed([a], [statement("s3:GetObject"), statement("s3:PutObject")])).toEqual([
      { where, what: "is written otherwise, and allows and denies the same" },
    ]);
  });

  test("one that was not there, or is no longer", () => {
    const all = "s3:GetObject on ${aws_s3_bucket.logs.arn}/*";
    expect(changed(undefined, [statement("s3:GetObject")])).toEqual([
      { where, what: `now allows ${all}` },
    ]);
    expect(changed([statement("s3:GetObject")], undefined)).toEqual([
      { where, what: `no longer allows ${all}` },
    ]);
  });
});

describe("a list", () => {
  const changed = (before: unknown, after: unknown) =>
    difference(
      stack({ aws_x: { it: { list: before } } }),
      stack({ aws_x: { it: { list: after } } }),
    )[0]?.changed;

  test("says what it gains and loses, or that its order is another", () => {
    expect(changed(["a", "b"], ["b", "c"])).toEqual([
      { where: "aws_x.it: list", what: 'gains "c"; loses "a"' },
    ]);
    expect(changed(["a", "b"], ["b", "a"])).toEqual([
      { where: "aws_x.it: list", what: "another order" },
    ]);
    expect(changed("a", ["a", "b"])).toEqual([
      { where: "aws_x.it: list", before: "a", after: ["a", "b"] },
    ]);
  });

  test("of named items is compared by name, wherever they stand", () => {
    const items = (...pairs: [string, string][]) => pairs.map(([name, value]) => ({ name, value }));
    expect(
      changed(items(["A", "1"], ["B", "2"]), items(["C", "3"], ["B", "4"], ["A", "1"])),
    ).toEqual([
      { where: "aws_x.it: list[B].value", before: "2", after: "4" },
      { where: "aws_x.it: list[C]", before: undefined, after: { name: "C", value: "3" } },
    ]);
  });

  test("and any value: no secret is shown", () => {
    const items = (value: string) =>
      JSON.stringify([
        { name: "PGPASSWORD", value },
        { name: "URL", value: `redis://:${value}@c` },
      ]);
    const shown = JSON.stringify([
      changed(items("hunter2"), items("hunter3")),
      changed(["--password=hunter2"], ["--password=hunter3"]),
      changed({ auth_token: "hunter2" }, { auth_token: "hunter3" }),
    ]);
    expect(shown).toContain("(secret)");
    expect(shown).not.toContain("hunter");
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
