import { describe, expect, test } from "vitest";
import type { Environment } from "../../../src/config/schema";
import { ownEndpoints } from "../../../src/config/task-endpoints";
import { judgementOf, kinds } from "../../../src/review/attributes";
import {
  byNumber,
  byNumberDown,
  byNumberOr,
  byRank,
  type Judgement,
  unlessFalse,
  unlessTrue,
  whenPresent,
  whenTrue,
} from "../../../src/review/attributes/judgement";
import type { Finding } from "../../../src/review/findings";
import { rules } from "../../../src/review/rules";
import { exampleEnvironment } from "../../support/example-environment";
import type { Made, Values } from "../support/plans";
import {
  besideByType,
  caseOf,
  cases,
  harmlessRows,
  isCase,
  notingCases,
  notingRows,
  rowsThatMayEnd,
  strongToWeak,
} from "./cases";
import { findings, objectWith, ofUpdate } from "./objects";
import { familiarValues, fixedRows, namedRows, notedWhenNew } from "./row-names";

const rows = Object.entries(kinds).flatMap(([type, { attributes }]) =>
  Object.entries(attributes).map(([path, judgement]) => [type, path, judgement] as const),
);
const of = (...names: Judgement["kind"][]) => rows.filter(([, , { kind }]) => names.includes(kind));
const refused = (found: readonly Finding[]) => found.filter(({ verdict }) => verdict === "refused");
const names = new Set(rules.map(({ name }) => name));

/** Found by one of these rules; and the other change is not, or is no more than noted where the first is refused. */
function expectPair(
  found: readonly Finding[],
  passes: readonly Finding[],
  by: readonly string[],
): void {
  const [mine, others] = [found, passes].map((all) =>
    all.filter(({ rule }) => by.includes(rule) || rule.startsWith("unfamiliar")),
  );
  expect(mine?.map(({ rule }) => rule).filter((one) => by.includes(one))).not.toEqual([]);
  expect(mine?.filter(({ rule }) => rule.startsWith("unfamiliar"))).toEqual([]);
  expect(refused(mine ?? []).length > 0 ? refused(others ?? []) : others).toEqual([]);
}

test("every rule that a row names is one", () => {
  const named = Object.values(kinds).flatMap(({ deleted, replaced, attributes }) =>
    [deleted, replaced, ...Object.values(attributes)].flatMap((row) =>
      "rule" in row ? [row.rule] : "rules" in row ? row.rules : [],
    ),
  );
  expect(named.filter((name) => !names.has(name))).toEqual([]);
});

test("each case is one of a row, so that no row can go unnoticed", () => {
  const places = (table: Readonly<Record<string, object>>) =>
    Object.entries(table).flatMap(([type, paths]) =>
      Object.keys(paths).map((path) => `${type} ${path}`),
    );
  const known = (kind: Judgement["kind"]) => of(kind).map(([type, path]) => `${type} ${path}`);
  expect(places(cases).sort()).toEqual(known("by rule").sort());
  expect(places(strongToWeak).sort()).toEqual(known("weakened").sort());
});

test("a row that several rules judge has a case for each of them, and for no other", () => {
  for (const [type, path, row] of of("by rule")) {
    const one = cases[type]?.[path];
    const several = one === undefined || isCase(one) ? [] : Object.keys(one);
    const rules = "rules" in row && row.rules.length > 1 ? [...row.rules] : [];
    expect(several.sort(), `${type} ${path}`).toEqual(rules.sort());
  }
});

test("the rows that name no case are these, each with its rule", () => {
  const placesIn = (table: Readonly<Record<string, readonly string[]>>, rule: string) =>
    Object.entries(table).flatMap(([type, paths]) =>
      paths.map((path) => `${type} ${path}: ${rule}`),
    );
  const known = of("kept", "changed", "lost").map(
    ([type, path, row]) => `${type} ${path}: ${"rule" in row && row.rule}`,
  );
  const meant = Object.entries(namedRows).flatMap(([rule, table]) => placesIn(table, rule));
  expect(known.sort()).toEqual(meant.sort());
});

test("each row of what the provider cannot change in place has a value that passes, and no other has", () => {
  const valued = Object.entries(fixedRows).flatMap(([type, values]) =>
    Object.keys(values).map((path) => `${type} ${path}`),
  );
  expect([...valued, ...Object.keys(familiarValues)].sort()).toEqual(
    of("fixed")
      .map(([type, path]) => `${type} ${path}`)
      .sort(),
  );
});

test.each(of("weakened"))(
  "%s %s, when new and without it, is noted if it was meant to be",
  (type, path) => {
    const weakest = strongToWeak[type]?.[path]?.at(-1);
    const found = ofUpdate(type, path, [undefined, weakest], besideByType[type], true).filter(
      ({ what }) => what.includes(`starts with \`${path}\``),
    );
    expect(found.map(({ verdict }) => verdict)).toEqual(
      notedWhenNew.includes(`${type} ${path}`) ? ["noted"] : [],
    );
  },
);

test.each<[string, (value: unknown) => number, readonly unknown[]]>([
  ["true", whenTrue, [false, true]],
  ["anything but true", unlessTrue, [true, false]],
  ["anything but false", unlessFalse, [false, true]],
  ["more of it", byNumber, [0, 1, 2]],
  ["less of it", byNumberDown, [7200, 3600, 0]],
  ["more of it, where nothing is 185", byNumberOr(185), [184, undefined, 186]],
  ["something", whenPresent, ["", "a"]],
  ["something, not nothing", whenPresent, [null, "a"]],
  ["something, not undefined", whenPresent, [undefined, "a"]],
  ["a later word", byRank("some", "most"), ["none", "some", "most"]],
])("%s protects", (_, strength, weakToStrong) => {
  const strengths = weakToStrong.map(strength);
  expect(strengths).toEqual([...new Set(strengths)].sort((a, b) => a - b));
  expect(byNumber(null)).toBe(byNumber(0));
});

describe("what is another kind of thing with another value", () => {
  const valued = of("fixed").filter(([, , row]) => "values" in row);
  const unfamiliar = (type: string, path: string, value: unknown) =>
    ofUpdate(type, path, [undefined, value], {}, true)
      .filter(({ rule }) => rule === "unfamiliar-attribute")
      .map(({ verdict, what }) => `${verdict}: ${what}`);

  test("is in these rows", () => {
    expect(valued.map(([type, path]) => `${type} ${path}`).sort()).toEqual(
      Object.keys(familiarValues).sort(),
    );
  });

  test.each(valued)("%s %s is made by the module with its own values alone", (type, path) => {
    for (const value of familiarValues[`${type} ${path}`] ?? []) {
      expect(unfamiliar(type, path, value)).toEqual([]);
      for (const other of ["another", `${value}x`, `x${value}`]) {
        expect(unfamiliar(type, path, other)).toEqual([
          `refused: sets what no rule knows: \`${path}\` ${other}`,
        ]);
      }
    }
  });

  test("an endpoint to somebody's own service, and to AWS's services that no task of ours calls", () => {
    for (const service of ["vpce.us-east-1.vpce-svc-0a1b", "us-east-1.execute-api"]) {
      expect(unfamiliar("aws_vpc_endpoint", "service_name", `com.amazonaws.${service}`)).toEqual([
        `refused: sets what no rule knows: \`service_name\` com.amazonaws.${service}`,
      ]);
    }
  });

  test("no endpoint that the module makes", () => {
    const environment = exampleEnvironment();
    const actions = ["bedrock", "cloudwatch", "dynamodb", "events", "firehose", "kinesis", "kms"]
      .concat(["lambda", "logs", "s3", "secretsmanager", "sns", "sqs", "ssm", "states", "sts"])
      .map((prefix) => `${prefix}:Get`);
    const service = {
      ...environment.service,
      execEnabled: true,
      permissions: [{ actions, resources: ["*"] }],
    };
    const network = { ...environment.network, egress: { mode: "restricted" } };
    const made = ownEndpoints({ ...environment, network, service } as Environment);
    const names = [...made.interfaces, ...made.gateways];
    expect(names.length).toBeGreaterThan(16);
    for (const name of names) {
      expect(
        unfamiliar("aws_vpc_endpoint", "service_name", `com.amazonaws.eu-west-1.${name}`),
      ).toEqual([]);
    }
  });
});

test("the rows that let something pass are those that were meant to", () => {
  const named = (is: (row: Judgement) => boolean) =>
    rows.filter(([, , row]) => is(row)).map(([type, path]) => `${type} ${path}`);
  const whole = Object.entries(kinds).flatMap(([type, { deleted, replaced }]) => [
    ...(deleted.kind === "harmless" ? [`${type} deleted`] : []),
    ...(replaced.kind === "harmless" ? [`${type} replaced`] : []),
  ]);
  expect([...named(({ kind }) => kind === "harmless"), ...whole].sort()).toEqual(
    [...harmlessRows].sort(),
  );
  expect(named((row) => "verdict" in row && row.verdict === "note").sort()).toEqual(
    [...notingRows].sort(),
  );
  expect(named((row) => row.kind === "kept" && row.mayEnd).sort()).toEqual(
    [...rowsThatMayEnd].sort(),
  );
});

describe("an attribute that rules with code judge", () => {
  const judged = of("by rule").flatMap(([type, path, row]) =>
    ("rules" in row ? row.rules : []).map((rule) => [type, path, rule] as const),
  );

  test.each(judged)("%s %s, by %s", (type, path, rule) => {
    const one = caseOf(type, path, rule);
    if (one === undefined) throw new Error(`no case for ${type} ${path} by ${rule}`);
    const found = ofUpdate(type, path, one.found, one.beside, one.isNew);
    expectPair(found, ofUpdate(type, path, one.passes, one.beside, one.isNew), [rule]);
    const mine = found.filter((finding) => finding.rule === rule);
    expect(refused(mine).length > 0).toBe(!notingCases.includes(`${type} ${path}: ${rule}`));
  });
});

describe("an attribute that must not protect less", () => {
  test.each(of("weakened"))("%s %s", (type, path, judgement) => {
    const values = strongToWeak[type]?.[path];
    if (values === undefined || !("rule" in judgement))
      throw new Error(`no case for ${type} ${path}`);
    const beside = besideByType[type] ?? {};
    for (const [i, weak] of values.slice(1).entries()) {
      const strong = values[i];
      const [less, more] = [
        ofUpdate(type, path, [strong, weak], beside),
        ofUpdate(type, path, [weak, strong], beside),
      ];
      expectPair(less, more, [judgement.rule]);
      expect(less.find(({ rule }) => rule === judgement.rule)?.verdict).toBe(
        judgement.verdict === "note" ? "noted" : "refused",
      );
    }
  });
});

describe("an attribute that stays where it is set", () => {
  test.each(of("kept"))("%s %s", (type, path, judgement) => {
    const by = "rule" in judgement ? [judgement.rule] : [];
    const found = ofUpdate(type, path, ["a", "b"]);
    expectPair(found, ofUpdate(type, path, [null, "b"]), by);
    expect(found.find(({ rule }) => by.includes(rule))?.what).toMatch(/^[a-z`]/);
    const mayEnd = judgement.kind === "kept" && judgement.mayEnd;
    const ends = ofUpdate(type, path, ["a", null]).filter(({ rule }) => by.includes(rule));
    expect(ends.length).toBe(mayEnd ? 0 : 1);
  });
});

describe("an attribute of which any other value means something else", () => {
  test.each(of("changed"))("%s %s", (type, path, judgement) => {
    const by = "rule" in judgement ? [judgement.rule] : [];
    const found = ofUpdate(type, path, ["a", "b"]);
    expectPair(found, ofUpdate(type, path, ["a", "a"]), by);
    const verdict = "verdict" in judgement && judgement.verdict === "note" ? "noted" : "refused";
    expect(found.find(({ rule }) => by.includes(rule))?.verdict).toBe(verdict);
  });
});

describe("a list that must not lose a member", () => {
  test.each(of("lost"))("%s %s", (type, path, judgement) => {
    const by = "rule" in judgement ? [judgement.rule] : [];
    expectPair(
      ofUpdate(type, path, [
        ["a", "b"],
        ["b", "c"],
      ]),
      ofUpdate(type, path, [["a"], ["a", "b"]]),
      by,
    );
  });
});

describe("an attribute that is harmless", () => {
  test.each(of("harmless"))("%s %s", (type, path, judgement) => {
    expect("reason" in judgement ? judgement.reason : "").toMatch(/^.{10,}$/);
    const values: [unknown, unknown] = path.startsWith("container_definitions")
      ? [
          [{ name: "app", linuxParameters: { initProcessEnabled: true } }],
          [{ name: "app", linuxParameters: {} }],
        ]
      : ["a", "b"];
    const beside = besideByType[type] ?? {};
    expect(refused(ofUpdate(type, path, values, beside))).toEqual([]);
  });
});

describe("an attribute that the provider cannot change in place", () => {
  const unfamiliar = (found: readonly Finding[]) =>
    found.filter(({ rule }) => rule.startsWith("unfamiliar")).map(({ what }) => what);
  const another = (value: unknown) => (Array.isArray(value) ? [...value, "another"] : "another");

  test.each(of("fixed"))("%s %s", (type, path) => {
    const made = fixedRows[type]?.[path] ?? familiarValues[`${type} ${path}`]?.[0];
    if (made === undefined) throw new Error(`no value for ${type} ${path}`);
    const beside = besideByType[type];
    // It is what the module makes, and stays so; where it makes another, what replaces the object judges that.
    expect(unfamiliar(ofUpdate(type, path, [undefined, made], beside, true))).toEqual([]);
    expect(unfamiliar(ofUpdate(type, path, [made, made], beside))).toEqual([]);
    const [before, after] = [
      objectWith(path, made, beside),
      objectWith(path, another(made), beside),
    ];
    const replaced = findings({ before, after, actions: ["delete", "create"] }, type);
    expect(unfamiliar(replaced).length).toBe(`${type} ${path}` in familiarValues ? 1 : 0);
    // In place nobody knows how it could.
    const [what, ...more] = unfamiliar(ofUpdate(type, path, [made, another(made)], beside));
    expect(more).toEqual([]);
    expect(what).toMatch(`changes what no rule knows: \`${path.replace(".*", "")}`);
  });
});

describe("an object that goes", () => {
  const whole = Object.entries(kinds).flatMap(([type, { deleted, replaced }]) => [
    [type, "deleted", deleted] as const,
    [type, "replaced", replaced] as const,
  ]);
  const values: Values = {
    name: "/it/image",
    role: "r",
    arn: "arn:it",
    policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "*",
          Principal: { Service: "logs.amazonaws.com" },
        },
      ],
    }),
    policy_arn: "p",
    group: "g",
    cidr_ipv4: "0.0.0.0/0",
    ip_protocol: "tcp",
    from_port: 1,
    to_port: 1,
    security_group_id: "sg",
  };

  test.each(whole)("%s, %s", (type, how, judgement) => {
    const isReplaced = how === "replaced";
    const made = {
      before: values,
      after: isReplaced ? values : null,
      actions: isReplaced ? ["delete", "create"] : ["delete"],
    };
    const found = findings(made, type).filter(({ rule }) => rule !== "unfamiliar-attribute");
    if (judgement.kind === "harmless") expect(refused(found)).toEqual([]);
    else {
      const by =
        "rule" in judgement ? [judgement.rule] : "rules" in judgement ? judgement.rules : [];
      expect(found.map(({ rule }) => rule).filter((one) => by.includes(one))).not.toEqual([]);
    }
  });
});

test("a path without a row is refused by its name, on what stands and on what is new", () => {
  const what = (made: Omit<Made, "address">) =>
    findings(made, "aws_lb")
      .filter(({ rule }) => rule === "unfamiliar-attribute")
      .map((one) => one.what);
  const changed = {
    before: { enable_http2: true, internal: true },
    after: { enable_http2: false, internal: true },
  };
  expect(judgementOf("aws_lb", "enable_http2")).toBeUndefined();
  expect(what(changed)).toEqual(["changes what no rule knows: `enable_http2` true → false"]);
  expect(
    what({ after: { internal: true, enable_xff_client_port: true, client_keep_alive: 60 } }),
  ).toEqual(["sets what no rule knows: `enable_xff_client_port` true; `client_keep_alive` 60"]);
  expect(what({ after: { internal: true, enable_xff_client_port: null } })).toEqual([]);
});
