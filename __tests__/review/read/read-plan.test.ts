import { describe, expect, test } from "vitest";
import { parseJsonBytes } from "../../../src/review/read/parse-json";
import { changesReferredTo, readPlan } from "../../../src/review/read/plan";
import { Unreadable } from "../../../src/review/read/unreadable";
import { type Document, document, documentOf, entryOf, fixturePlan } from "../support/plans";

const parse = (text: string) => () => parseJsonBytes(Buffer.from(text), "plan.json");
const read = (edit: (plan: Document) => void) => () => {
  const plan = document("environment-variable");
  edit(plan);
  readPlan(plan, "plan.json");
};
const whole = JSON.stringify(document("environment-variable"));

describe("refuses what is no JSON, and says what it is", () => {
  test.each([
    ["", "plan.json is empty."],
    [
      "hello",
      "plan.json is not JSON. Give a saved plan file or the output of `terraform show -json`.",
    ],
    [
      "{]",
      "plan.json is not JSON (at character 1). Give a saved plan file or the output of `terraform show -json`.",
    ],
    [
      '{"@level":"info"}\n{"@level":"info"}\n',
      "plan.json is a log, one JSON message a line, not a document. Save the plan with -out=FILE and give that file, or the output of `terraform show -json FILE`.",
    ],
    ["[".repeat(201), "plan.json is nested deeper than 200 levels: no plan is."],
    ['{"a":'.repeat(1_000_000), "plan.json is nested deeper than 200 levels: no plan is."],
  ])("%.20s", (text, message) => {
    expect(parse(text)).toThrow(new Unreadable(message));
  });

  test.each([1, 10, 1000, whole.length - 1])(
    "a plan that was cut off after %s characters",
    (length) => {
      expect(parse(whole.slice(0, length))).toThrow(
        `plan.json ends in the middle of its JSON, after ${length} characters: it was cut off. Make it again.`,
      );
    },
  );

  test("and never quotes it: it may hold a secret", () => {
    expect(parse('{"password": hunter2}')).toThrow(expect.not.stringContaining("hunter2"));
  });

  test("but reads what Windows PowerShell writes, and exactly 200 levels", () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"a":1}', "utf16le")]);
    expect(parseJsonBytes(utf16, "plan.json")).toEqual({ a: 1 });
    expect(parseJsonBytes(Buffer.from(utf16).swap16(), "plan.json")).toEqual({ a: 1 });
    expect(parse('["\\\\", "[[[\\\\\\"", "]"]')).not.toThrow();
    expect(parse("[".repeat(200) + "]".repeat(200))).not.toThrow();
    expect(parse('["\\"[[[", "]"]')).not.toThrow();
  });
});

describe("refuses JSON that is no plan it can vouch for", () => {
  test.each([
    [
      "{}",
      "plan.json is JSON, but not a plan: it has no format_version. Give a saved plan file or the output of `terraform show -json PLAN`.",
    ],
    [
      "[]",
      "plan.json is JSON, but not a plan: it has no format_version. Give a saved plan file or the output of `terraform show -json PLAN`.",
    ],
    [
      "null",
      "plan.json is JSON, but not a plan: it has no format_version. Give a saved plan file or the output of `terraform show -json PLAN`.",
    ],
    [
      '{"version":4,"serial":1}',
      "plan.json is a state, not a plan: read it with `npx slipway state`.",
    ],
    [
      '{"format_version":"1.0","values":{}}',
      "plan.json is a state, not a plan: read it with `npx slipway state`.",
    ],
    [
      '{"format_version":"1.0"}',
      "plan.json has no planned_values, so it is not a plan: give the output of `terraform show -json PLAN`.",
    ],
    [
      '{"format_version":"2.0"}',
      'plan.json is a plan of format version "2.0"; this review reads version 1.x and will not guess at another.',
    ],
    [
      '{"format_version":"1.2-beta"}',
      'plan.json is a plan of format version "1.2-beta"; this review reads version 1.x and will not guess at another.',
    ],
  ])("%s", (text, message) => {
    expect(() => readPlan(JSON.parse(text), "plan.json")).toThrow(new Unreadable(message));
  });

  test("with the place of what is wrong", () => {
    expect(
      read((it) => Object.assign(it.resource_changes[3]?.change ?? {}, { actions: "update" })),
    ).toThrow(
      "plan.json is not a plan that can be reviewed:\n  `resource_changes[3].change.actions` must be a list\nGive the whole output of `terraform show -json PLAN`.",
    );
  });

  test.each(["before", "after", "after_unknown"] as const)(
    "an update without `%s`: it would look like something new",
    (side) => {
      const edit = (it: Document) => {
        delete (
          entryOf(it, "aws_ecs_service.svc").change as Partial<
            Document["resource_changes"][0]["change"]
          >
        )[side];
      };
      expect(read(edit)).toThrow(
        `plan.json is not a plan that can be reviewed: aws_ecs_service.svc lacks ${side}. Give the whole output of \`terraform show -json PLAN\`.`,
      );
    },
  );

  test("a configuration that is missing: nothing would be known to be set", () => {
    expect(read((it) => Reflect.deleteProperty(it, "configuration"))).toThrow(
      "plan.json is not a plan that can be reviewed:\n  `configuration` must be an object and is not there\nGive the whole output of `terraform show -json PLAN`.",
    );
  });
});

describe("reads", () => {
  test("any minor version of the format, and members it does not know", () => {
    expect(read((it) => Object.assign(it, { format_version: "1.99", later: {} }))).not.toThrow();
  });

  test("no ephemeral entries: they are opened, not changed", () => {
    const it = documentOf({ address: "aws_secretsmanager_random_password.it", after: {} });
    for (const entry of it.resource_changes)
      Object.assign(entry, { mode: "ephemeral", change: { ...entry.change, actions: ["open"] } });
    expect(readPlan(it, "plan.json").changes).toEqual([]);
  });

  test("blocks of nested modules, whatever their indexes hold", () => {
    const it = documentOf({ address: "aws_lb.edge", after: { internal: true } });
    Object.assign(it.resource_changes[0] ?? {}, {
      address: 'module.a["x.y"].module.b[0].aws_lb.edge',
      module_address: 'module.a["x.y"].module.b[0]',
    });
    const own = it.configuration.root_module;
    Object.assign(it.configuration, {
      root_module: { module_calls: { a: { module: { module_calls: { b: { module: own } } } } } },
    });
    const plan = readPlan(it, "plan.json");
    const [change] = plan.changes;
    expect(change?.block.modules).toEqual(["a", "b"]);
    expect(change && plan.configuration.sets(change.block, "internal")).toBe(true);
    expect(change && plan.configuration.sets(change.block, "name")).toBe(false);
  });
});

test("finds what several references name, each block once for its attribute and itself", () => {
  const plan = fixturePlan("create");
  const from = { modules: [], isData: false, type: "aws_ecs_service", name: "svc" };
  const references = ["aws_alb.alb.arn", "aws_alb.alb", "aws_ecs_cluster.cluster", "var.none"];
  expect(changesReferredTo(plan, from, references).map(({ address }) => address)).toEqual([
    "aws_alb.alb",
    "aws_ecs_cluster.cluster",
  ]);
});
