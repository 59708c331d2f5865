import { describe, expect, test } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { ingressOpened } from "../../../src/review/rules/exposure/ingress-opened";
import { documentOf, type Made, planOf, saidBy } from "../support/plans";

const ofGroup = "${aws_security_group.service.id}";
const postgres = { ip_protocol: "tcp", from_port: 5432, to_port: 5432 };

const group: Made = {
  address: "aws_security_group.service",
  after: { name: "service" },
  unknown: { id: true },
};
const service: Made = {
  address: "aws_ecs_service.service",
  after: { name: "web" },
  unknown: { network_configuration: [{ security_groups: true }] },
  configured: { network_configuration: [{ security_groups: ofGroup }] },
};
const goesIn: Made = {
  address: "aws_vpc_security_group_ingress_rule.in",
  after: { ...postgres, security_group_id: "sg-database" },
  unknown: { referenced_security_group_id: true },
  configured: { referenced_security_group_id: ofGroup },
};
const goesOut: Made = {
  address: "aws_vpc_security_group_egress_rule.out",
  after: { ...postgres, referenced_security_group_id: "sg-database" },
  unknown: { security_group_id: true },
  configured: { security_group_id: ofGroup },
};
const whole = { group, service, goesIn, goesOut };

const said = (made: Partial<typeof whole>, ...more: Made[]) =>
  saidBy(ingressOpened, planOf(...Object.values({ ...whole, ...made }), ...more));
const stands = (made: Made): Made => ({ ...made, before: { ...made.after }, actions: ["no-op"] });
const instead = (made: Made, values: Made["after"]): Made => ({
  ...made,
  after: { ...made.after, ...values },
});
const lets = (what = "tcp on port 5432") =>
  `lets in ${what} from group aws_security_group.service, to sg-database`;

describe("a database that is there lets in a service that the plan makes", () => {
  test("is noted, where it is that service alone and the database's port", () => {
    expect(said({})).toEqual([`noted: ${lets()}: only the service that this plan makes`]);
  });

  test("is noted beside what refers to other things, and is in other groups", () => {
    const bucket: Made = {
      address: "aws_s3_bucket.files",
      after: { bucket: "files" },
      configured: { bucket: "${aws_other.name.id}" },
    };
    const edgeGroup: Made = { ...group, address: "aws_security_group.edge" };
    const edge: Made = {
      address: "aws_lb.edge",
      after: { name: "edge" },
      unknown: { security_groups: true },
      configured: { security_groups: "${aws_security_group.edge.id}" },
    };
    const document = documentOf(...Object.values(whole), bucket, edgeGroup, edge);
    for (const { name, expressions } of document.configuration.root_module.resources)
      if (name === "files") expressions["force_destroy"] = { constant_value: null, number: 5 };
    expect(saidBy(ingressOpened, readPlan(document, "test"))).toEqual([
      `noted: ${lets()}: only the service that this plan makes`,
    ]);
  });

  test("is noted where a lookup names the group too", () => {
    const lookup: Made = {
      address: "aws_other.lookup",
      after: {},
      unknown: { id: true },
      configured: { id: ofGroup },
    };
    const document = documentOf(...Object.values(whole), lookup);
    for (const entry of document.resource_changes)
      if (entry.name === "lookup")
        Object.assign(entry, { mode: "data", address: "data.aws_other.lookup" });
    const blocks = document.configuration.root_module.resources;
    for (const block of blocks) if (block.name === "lookup") Object.assign(block, { mode: "data" });
    expect(saidBy(ingressOpened, readPlan(document, "test"))).toEqual([
      `noted: ${lets()}: only the service that this plan makes`,
    ]);
  });

  test("is refused where the group is one of two, and where only a rule inwards leads to the database", () => {
    const [one, other] = ["[0]", "[1]"].map((key) => ({
      ...group,
      address: `aws_security_group.service${key}`,
    }));
    expect(said({ group: one as Made }, other as Made)).toEqual([
      expect.stringMatching(/^refused: /),
    ]);
    const inwards = { ...goesOut, address: "aws_vpc_security_group_ingress_rule.out" };
    expect(said({ goesOut: inwards })).toContain(`refused: ${lets()}`);
  });

  const refusals: readonly (readonly [string, Partial<typeof whole>, Made?])[] = [
    ["the group stands already", { group: stands(group) }],
    ["the service stands already", { service: stands(service) }],
    [
      "the service is made again",
      { service: { ...stands(service), actions: ["delete", "create"] } },
    ],
    [
      "nothing is seen to be in the group",
      { service: instead({ ...service, configured: {}, unknown: {} }, {}) },
    ],
    [
      "something else is in the group too",
      {},
      {
        ...service,
        address: "aws_instance.bastion",
        unknown: { vpc_security_group_ids: true },
        configured: { vpc_security_group_ids: ofGroup },
      },
    ],
    [
      "something that stands comes into the group",
      {},
      {
        ...service,
        address: "aws_ecs_service.other",
        before: { network_configuration: [{ security_groups: ["sg-1"] }] },
      },
    ],
    [
      "something is in a group that cannot be followed, which may be this one",
      {},
      { ...service, address: "aws_lb.edge", unknown: { security_groups: true }, configured: {} },
    ],
    [
      "the service does not go out to that group",
      { goesOut: instead(goesOut, { referenced_security_group_id: "sg-2" }) },
    ],
    [
      "the service goes out by another port",
      { goesOut: instead(goesOut, { from_port: 443, to_port: 443 }) },
    ],
    ...[
      { ip_protocol: "udp" },
      { from_port: 5431 },
      { to_port: 5433 },
      { referenced_security_group_id: null, cidr_ipv4: "10.0.0.0/8" },
    ].map((values): (typeof refusals)[number] => [
      `the service goes out by ${JSON.stringify(values)}`,
      { goesOut: instead(goesOut, values) },
    ]),
    ["the rule out stands already", { goesOut: stands(goesOut) }],
    ["what lets it out is no rule", { goesOut: { ...goesOut, address: "aws_other.out" } }],
    [
      "another group goes out",
      {
        goesOut: {
          ...goesOut,
          configured: { security_group_id: "${aws_security_group.other.id}" },
        },
      },
      { ...group, address: "aws_security_group.other" },
    ],
    [
      "the rule stands already and becomes wider",
      {
        goesIn: {
          ...goesIn,
          before: {
            ...postgres,
            security_group_id: "sg-database",
            referenced_security_group_id: "sg-2",
          },
        },
      },
    ],
  ];
  const rows = refusals.map(([where, made, other]) => ({
    where,
    made,
    others: other ? [other] : [],
  }));
  test.each(rows)("is refused where $where", ({ made, others }) => {
    expect(said(made, ...others)).toEqual([`refused: ${lets()}`]);
  });

  test.each([
    [{ from_port: 22, to_port: 22 }, "tcp on port 22"],
    [{ from_port: 5432, to_port: 5433 }, "tcp on ports 5432 to 5433"],
    [{ ip_protocol: "udp" }, "udp on port 5432"],
    [{ ip_protocol: "-1" }, "all traffic"],
  ])("is refused with %j", (values, what) => {
    const [goesInOtherwise, goesOutOtherwise] = [instead(goesIn, values), instead(goesOut, values)];
    expect(said({ goesIn: goesInOtherwise, goesOut: goesOutOtherwise })).toEqual([
      `refused: ${lets(what)}`,
    ]);
  });

  test("is refused where only one end is PostgreSQL's port", () => {
    for (const [values, what] of [
      [{ from_port: 5431 }, "tcp on ports 5431 to 5432"],
      [{ to_port: 5433 }, "tcp on ports 5432 to 5433"],
      [{ ip_protocol: "udp" }, "udp on port 5432"],
    ] as const)
      expect(said({ goesIn: instead(goesIn, values) })).toEqual([`refused: ${lets(what)}`]);
  });

  test("is refused where the database's group is not known either", () => {
    const unknown = { security_group_id: true, referenced_security_group_id: true };
    const database = "${aws_security_group.database.id}";
    const [into, out] = [
      { ...goesIn, unknown, configured: { ...goesIn.configured, security_group_id: database } },
      {
        ...goesOut,
        unknown,
        configured: { ...goesOut.configured, referenced_security_group_id: database },
      },
    ];
    const standing = {
      ...group,
      address: "aws_security_group.database",
      before: {},
      actions: ["update"],
    };
    expect(said({ goesIn: into, goesOut: out }, standing)).toEqual([
      "refused: lets in tcp on port 5432 from group aws_security_group.service, to aws_security_group.database",
    ]);
  });

  test("is refused where the rule names addresses beside the group, or the group cannot be followed", () => {
    expect(said({ goesIn: instead(goesIn, { cidr_ipv4: "10.0.0.0/8" }) })).toEqual([
      "refused: lets in tcp on port 5432 from 10.0.0.0/8, to sg-database",
    ]);
    const document = documentOf(...Object.values(whole));
    for (const { name, expressions } of document.configuration.root_module.resources) {
      if (name === "in")
        expressions["referenced_security_group_id"] = { references: ["local.group"] };
    }
    expect(saidBy(ingressOpened, readPlan(document, "test"))).toEqual([
      "refused: lets in tcp on port 5432 from group local.group, to sg-database",
    ]);
  });
});
