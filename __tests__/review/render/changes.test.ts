import { describe, expect, test } from "vitest";
import { differenceText, remarksOf } from "../../../src/review/render/fates";
import { reviewPlan } from "../../../src/review/review-plan";
import {
  type Document,
  entryOf,
  fixturePlan,
  type Made,
  planOf,
  type Values,
} from "../support/plans";

function textsOf(...made: Made[]): string[] {
  return reviewPlan(planOf(...made)).changes.flatMap((change) => [
    ...remarksOf(change),
    ...change.differences.map(differenceText),
  ]);
}

const update = (before: Values, after: Values, more: Partial<Made> = {}) =>
  textsOf({ address: "aws_some_kind.it", before, after, ...more });

function container(before: Values, after: Values): string[] {
  const plan = fixturePlan("environment-variable", (it: Document) => {
    const { change } = entryOf(it, "aws_ecs_task_definition.td");
    for (const [side, values] of [
      [change.before, before],
      [change.after, after],
    ] as const) {
      const [app] = JSON.parse(String(side?.["container_definitions"]));
      Object.assign(side ?? {}, {
        container_definitions: JSON.stringify([{ ...app, environment: [], ...values }]),
      });
    }
  });
  const [, task] = reviewPlan(plan).changes;
  return task?.differences.map(differenceText) ?? [];
}

describe("an object's changes are described", () => {
  test("by path, down to the single value", () => {
    expect(
      update(
        { health_check: [{ path: "/a", matcher: "200" }] },
        { health_check: [{ path: "/b", matcher: "200" }] },
      ),
    ).toEqual(["health_check.path: /a → /b"]);
    expect(update({ rule: [{ a: 1 }, { a: 2 }] }, { rule: [{ a: 1 }, { a: 3 }] })).toEqual([
      "rule[1].a: 2 → 3",
    ]);
    expect(update({ tags_all: { owner: "a" } }, { tags_all: { owner: "b" } })).toEqual([
      "tags.owner: a → b",
    ]);
  });

  test("by its tags, also where the provider keeps none of its own beside them", () => {
    expect(update({ tags: { owner: "a" } }, { tags: { owner: "b" } })).toEqual([
      "tags.owner: a → b",
    ]);
    const both = (owner: string) => ({ tags: { owner }, tags_all: { owner } });
    expect(update(both("a"), both("b"))).toEqual(["tags.owner: a → b"]);
  });

  const tags = (owner: string, all?: unknown) => ({ tags: { owner }, tags_all: all });
  test.each<[string, Values, Values, Partial<Made>, string[]]>([
    ["no tags_all", tags("a", null), tags("b", null), {}, ["tags.owner: a → b"]],
    ["an empty one", tags("a", {}), tags("b", {}), {}, ["tags.owner: a → b"]],
    [
      "one that is not known yet",
      tags("a", { owner: "a" }),
      tags("b"),
      { unknown: { tags_all: true } },
      ["tags.owner: a → b"],
    ],
    [
      "one that is not known in part",
      tags("a", { owner: "a" }),
      tags("b", { owner: "b" }),
      { unknown: { tags: { day: true }, tags_all: { day: true } } },
      ["tags.owner: a → b", "tags.day: (none) → (known after apply)"],
    ],
    [
      "a tag that comes from elsewhere now",
      tags("a", { owner: "a" }),
      { tags: {}, tags_all: { owner: "a" } },
      {},
      ["tags.owner: a → (none)"],
    ],
    [
      "a tag without a value",
      { tags_all: { owner: "" } },
      { tags_all: {} },
      {},
      ["tags.owner: (empty) → (none)"],
    ],
    [
      "a tag of the value 0",
      { tags_all: { owner: "0" } },
      { tags_all: {} },
      {},
      ["tags.owner: 0 → (none)"],
    ],
    [
      "a secret",
      { tags_all: { token: "hunter2" } },
      { tags_all: { token: "hunter3" } },
      {},
      ["tags.token: (secret) → (secret)"],
    ],
    [
      "what is called sensitive",
      tags("a"),
      tags("b"),
      { sensitive: { tags: { owner: true } } },
      ["tags.owner: (sensitive) → (sensitive)"],
    ],
  ])("by its tags, with %s", (_, before, after, more, said) => {
    expect(update(before, after, more)).toEqual(said);
  });

  test("by the names of what is written otherwise, where nothing else changes", () => {
    expect(
      update({ timeouts: { create: "5m" }, on: null }, { timeouts: { create: "9m" }, on: false }),
    ).toEqual(["written otherwise, to the same effect: timeouts, on"]);
    expect(update({ on: null, level: "a" }, { on: false, level: "b" })).toEqual(["level: a → b"]);
  });

  test("as what a list gains and loses", () => {
    expect(update({ subnets: ["a", "b"] }, { subnets: ["b", "c"] })).toEqual([
      "subnets: gains c; loses a",
    ]);
    expect(update({ subnets: ["a", "b"] }, { subnets: ["b", "a"] })).toEqual([
      "subnets: another order",
    ]);
  });

  test("not where a provider fills in one empty value for another", () => {
    expect(
      update(
        { a: null, b: "", c: [], d: {}, e: false, f: 0, level: "x" },
        { a: [], b: null, c: {}, d: "", e: null, f: null, level: "y" },
      ),
    ).toEqual(["level: x → y"]);
    expect(update({ json: '{"a":1,"b":2}' }, { json: '{ "b": 2, "a": 1 }' })).toEqual([
      "written otherwise, to the same effect: json",
    ]);
  });

  test("not what only the provider will say, and nobody asked for", () => {
    expect(update({ arn_suffix: "x" }, {}, { unknown: { arn_suffix: true } })).toEqual([
      "arn_suffix: x → (known after apply)",
    ]);
    const plan = fixturePlan("opened-and-widened");
    const listener = reviewPlan(plan).changes.find(
      ({ address }) => address === "aws_alb_listener.http",
    );
    expect(listener?.differences.map(({ path }) => path)).toEqual(["load_balancer_arn"]);
  });

  test("as what a policy allows, not as text", () => {
    const policy = (...actions: string[]) => ({
      policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] }),
    });
    expect(
      textsOf({
        address: "aws_iam_policy.it",
        before: policy("a:B", "a:C"),
        after: policy("a:B", "a:D"),
      }),
    ).toEqual([
      "policy: now allows a:D on everything",
      "policy: no longer allows a:C on everything",
    ]);
  });

  test("without what the provider calls sensitive, in part or in whole", () => {
    expect(
      update({ password: "hunter2" }, { password: "hunter3" }, { sensitive: { password: true } }),
    ).toEqual(["password: (sensitive) → (sensitive)"]);
    expect(update({ list: ["hunter2"] }, { list: [] }, { sensitive: { list: [true] } })).toEqual([
      "list: loses 1 (sensitive)",
    ]);
    expect(
      update(
        { block: [{ key: "hunter2", name: "a" }] },
        { block: [{ key: "hunter3", name: "b" }] },
        { sensitive: { block: [{ key: true }] } },
      ),
    ).toEqual(["block.key: (sensitive) → (sensitive)", "block.name: a → b"]);
  });

  test("without what is a secret by its name or its look, though nobody marked it", () => {
    expect(update({ auth_token: "hunter2" }, { auth_token: "hunter3" })).toEqual([
      "auth_token: (secret) → (secret)",
    ]);
    expect(
      update(
        { set: [{ name: "db.password", value: "hunter2" }] },
        { set: [{ name: "db.password", value: "hunter3" }] },
      ),
    ).toEqual(["set[db.password].value: (secret) → (secret)"]);
    const item = (S: string) => ({ item: JSON.stringify({ password: { S }, id: { S: "a" } }) });
    expect(update(item("hunter2"), item("hunter3"))).toEqual([
      "item.password.S: (secret) → (secret)",
    ]);
    expect(update({ item: null }, item("hunter2"))).toEqual(["item: (none) → (secret)"]);
    expect(update({ target: "https://me:hunter2@example.gov" }, { target: null })).toEqual([
      "target: (secret) → (none)",
    ]);
    const variables = (...values: string[]) => ({
      environment_variable: values.map((value, i) => ({ name: ["LEVEL", "PGPASSWORD"][i], value })),
    });
    expect(update(variables("info", "hunter2"), variables("debug", "hunter3"))).toEqual([
      "environment_variable[LEVEL].value: info → debug",
      "environment_variable[PGPASSWORD].value: (secret) → (secret)",
    ]);
    expect(update({ command: ["app"] }, { command: ["app", "--password", "hunter2"] })).toEqual([
      "command: gains --password, (secret)",
    ]);
    expect(update({ list: [] }, { list: [{ name: "DB_PASSWORD", value: "hunter2" }] })).toEqual([
      'list: gains {"name":"DB_PASSWORD","value":"(secret)"}',
    ]);
    expect(
      update(
        { block: null },
        { block: { code: "hunter2" } },
        { sensitive: { block: { code: true } } },
      ),
    ).toEqual(['block: (none) → {"code":"(sensitive)"}']);
  });

  test("with what forces a replacement, where it came from, and that it stood there already", () => {
    expect(
      update(
        { a: 1 },
        { a: 2 },
        { actions: ["delete", "create"], replacePaths: [["a"], ["b", 0, "c"]] },
      ),
    ).toEqual(["replaced because of a, b.0.c", "a: 1 → 2"]);
    const moved = fixturePlan("after-release", (it) => {
      Object.assign(entryOf(it, "aws_alb.alb"), { previous_address: "aws_alb.old" });
      Object.assign(entryOf(it, "aws_ecs_cluster.cluster").change, { importing: { id: "eec" } });
    });
    expect(
      reviewPlan(moved).changes.map((change) => [
        change.address,
        change.action,
        ...remarksOf(change),
      ]),
    ).toEqual([
      ["aws_alb.alb", "no-op", "moves here from aws_alb.old"],
      ["aws_ecs_cluster.cluster", "no-op", "is imported: it stands in AWS already"],
    ]);
  });
});

describe("a task's containers are described in a developer's words", () => {
  const env = (...pairs: [string, string][]) => ({
    environment: pairs.map(([name, value]) => ({ name, value })),
  });

  test("variables that change, come and go, in any order", () => {
    expect(
      container(env(["A", "1"], ["B", "2"], ["C", "3"]), env(["D", "4"], ["B", "2"], ["A", "9"])),
    ).toEqual(["app: A: 1 → 9", "app: C: 3 → (none)", "app: D: (none) → 4"]);
  });

  test("secrets by where they come from, and no value of a variable that is one", () => {
    const secret = (valueFrom: string) => ({ secrets: [{ name: "DB_PASSWORD", valueFrom }] });
    expect(container(secret("arn:s:::v1"), secret("arn:s:::v2"))).toEqual([
      "app: secret DB_PASSWORD: arn:s:::v1 → arn:s:::v2",
    ]);
    expect(container(env(["DB_PASSWORD", "hunter2"]), env(["DB_PASSWORD", "hunter3"]))).toEqual([
      "app: DB_PASSWORD: (secret) → (secret)",
    ]);
  });

  test("the image by the first digits of its digest", () => {
    const image = (digit: string) => ({ image: `r/eec@sha256:${digit.repeat(64)}` });
    expect(container(image("a"), image("b"))).toEqual([
      "app: image: r/eec@sha256:aaaaaaaaaaaa… → r/eec@sha256:bbbbbbbbbbbb…",
    ]);
  });
});

describe("drift", () => {
  const drift = (edit: (it: Document) => void) =>
    reviewPlan(fixturePlan("after-release", edit)).drift;
  const alb = (it: Document) => {
    const entry = it.resource_drift?.find(({ address }) => address === "aws_alb.alb");
    if (!entry) throw new Error("no drift of aws_alb.alb");
    return entry;
  };

  test("is shown for what the configuration sets, and whether the plan changes it again", () => {
    const found = drift((it) => {
      Object.assign(alb(it).change.after ?? {}, { drop_invalid_header_fields: false });
      const { change } = entryOf(it, "aws_alb.alb");
      Object.assign(change, {
        actions: ["update"],
        before: { ...change.before, drop_invalid_header_fields: false },
      });
    });
    expect(found.map(({ address, answer }) => `${address} ${answer}`)).toContain(
      "aws_alb.alb changes",
    );
    expect(found[0]?.differences).toEqual([
      { path: "drop_invalid_header_fields", before: "true", after: "false" },
    ]);
  });

  test("is not shown for what AWS filled in, and null that became empty", () => {
    const found = drift((it) => {
      Object.assign(alb(it).change.after ?? {}, { idle_timeout: 4000, subnets_seen: ["a"] });
      Object.assign(alb(it).change.before ?? {}, { security_groups: null });
      Object.assign(alb(it).change.after ?? {}, { security_groups: [] });
    });
    expect(found.map(({ address }) => address)).not.toContain("aws_alb.alb");
  });

  test("is shown for an object that was deleted", () => {
    const found = drift((it) =>
      Object.assign(alb(it).change, { actions: ["delete"], after: null }),
    );
    expect(found.find(({ address }) => address === "aws_alb.alb")).toEqual({
      address: "aws_alb.alb",
      differences: [],
      answer: "gone",
    });
  });

  test("keeps what is sensitive to itself", () => {
    const found = drift((it) => {
      const entry = it.resource_drift?.find(({ address }) => address === "aws_db_instance.db");
      Object.assign(entry?.change.after ?? {}, { password: "hunter2" });
    });
    expect(found.find(({ address }) => address === "aws_db_instance.db")?.differences).toEqual([
      { path: "password", before: "(sensitive)", after: "(sensitive)" },
    ]);
  });

  test("keeps a parameter's value to itself that is a secret by the parameter's name", () => {
    const found = drift((it) => {
      const entry = it.resource_drift?.find(({ address }) => address === "aws_ssm_parameter.image");
      Object.assign(entry?.change.before ?? {}, {
        name: "/shop/db_password",
        insecure_value: "hunter2",
      });
      Object.assign(entry?.change.after ?? {}, {
        name: "/shop/db_password",
        insecure_value: "hunter3",
      });
    });
    expect(found.find(({ address }) => address === "aws_ssm_parameter.image")?.differences).toEqual(
      [{ path: "insecure_value", before: "(sensitive)", after: "(sensitive)" }],
    );
  });
});

describe("a long text", () => {
  const long = (end: string) => `${"same words again and again ".repeat(20)}${end}`;

  test("begins shortly before it differs, so that its two sides do not read the same", () => {
    expect(update({ script: long("limit 0 of ten") }, { script: long("limit 9 of ten") })).toEqual([
      "script: …e words again and again limit 0 of ten → …e words again and again limit 9 of ten",
    ]);
    expect(
      update(
        { script: long(`0${"x".repeat(200)}`) },
        { script: long(`9${"x".repeat(200)}`) },
      ).join(),
    ).toMatch(/^script: …[a-z ]{30}0x{87}… → …[a-z ]{30}9x{87}…$/);
    expect(container({ command: [long("a"), "-v"] }, { command: [long("b"), "-v"] })).toEqual([
      expect.stringMatching(/^app: command: gains …[a-z ]{30}b; loses …[a-z ]{30}a$/),
    ]);
    expect(
      container(
        { environment: [{ name: "OPTIONS", value: long("a") }] },
        { environment: [{ name: "OPTIONS", value: long("b") }] },
      ),
    ).toEqual([expect.stringMatching(/^app: OPTIONS: …[a-z ]{30}a → …[a-z ]{30}b$/)]);
  });

  test("is cut at its end alone where it differs near the front", () => {
    expect(update({ script: `a${long("")}` }, { script: "b" }).join()).toMatch(
      /^script: asame words [^…]*… → b$/,
    );
  });
});
