import { describe, expect, test } from "vitest";
import { describeTraffic, isPublicPeer } from "../../../src/review/network/security-group";
import { letsThrough, trafficNow, trafficPlanned } from "../../../src/review/network/traffic";
import { egressOpened } from "../../../src/review/rules/exposure/egress-opened";
import { ingressOpened } from "../../../src/review/rules/exposure/ingress-opened";
import { networkAclOpened } from "../../../src/review/rules/exposure/network-acl-opened";
import { type Made, planOf, saidOfUpdate, type Values } from "../support/plans";

const rule = (values: Values): Values => ({
  security_group_id: "sg-1",
  ip_protocol: "tcp",
  from_port: 443,
  to_port: 443,
  ...values,
});
const ten = { cidr_ipv4: "10.0.0.0/8" };
const all = { ip_protocol: "-1", from_port: null, to_port: null };
const icmp = (type: number, code: number) => ({
  ip_protocol: "icmp",
  from_port: type,
  to_port: code,
});

function one(values: Values, direction = "ingress") {
  const plan = planOf({
    address: `aws_vpc_security_group_${direction}_rule.it`,
    after: rule(values),
  });
  const [change] = plan.changes;
  const [found] = change ? trafficPlanned(change, plan) : [];
  if (found === undefined) throw new Error("no traffic");
  return found;
}

describe("what lets through already", () => {
  test.each<[string, Values, Values]>([
    ["the same", ten, ten],
    ["a part of the addresses", ten, { cidr_ipv4: "10.1.0.0/16" }],
    ["half of all", { cidr_ipv4: "0.0.0.0/0" }, { cidr_ipv4: "128.0.0.0/1" }],
    ["half of IPv6", { cidr_ipv6: "::/0" }, { cidr_ipv6: "8000::/1" }],
    ["a port of several", { ...ten, from_port: 1, to_port: 500 }, ten],
    ["the first port of several", { ...ten, from_port: 443, to_port: 500 }, ten],
    ["the last port of several", { ...ten, from_port: 1, to_port: 443 }, ten],
    [
      "a port of all",
      { ...ten, from_port: 0, to_port: 65_535 },
      { ...ten, ...{ to_port: 65_535 } },
    ],
    ["a protocol of all", { ...ten, ...all }, ten],
    ["a protocol by its number", ten, { ...ten, ip_protocol: "6" }],
    ["UDP by its number", { ...ten, ip_protocol: "udp" }, { ...ten, ip_protocol: 17 }],
    ["all by its name", { ...ten, ...all }, { ...ten, ...all, ip_protocol: "all" }],
    ["a protocol in capitals", ten, { ...ten, ip_protocol: "TCP" }],
    [
      "the same group",
      { referenced_security_group_id: "sg-2" },
      { referenced_security_group_id: "sg-2" },
    ],
    ["the same list", { prefix_list_id: "pl-1" }, { prefix_list_id: "pl-1" }],
    ["an ICMP type of all", { ...ten, ...icmp(-1, -1) }, { ...ten, ...icmp(8, 0) }],
    ["an ICMP code of its type", { ...ten, ...icmp(3, -1) }, { ...ten, ...icmp(3, 4) }],
    ["ICMP by its number", { ...ten, ...icmp(8, 0) }, { ...ten, ...icmp(8, 0), ip_protocol: "1" }],
    [
      "ICMP of IPv6 by its number",
      { ...ten, ...icmp(128, 0), ip_protocol: "icmpv6" },
      { ...ten, ...icmp(128, 0), ip_protocol: "58" },
    ],
  ])("%s", (_, now, after) => {
    expect(letsThrough(one(now), one(after))).toBe(true);
  });

  test.each<[string, Values, Values]>([
    ["more addresses", { cidr_ipv4: "10.1.0.0/16" }, ten],
    ["all addresses, where half were", { cidr_ipv4: "0.0.0.0/1" }, { cidr_ipv4: "0.0.0.0/0" }],
    ["the other half", { cidr_ipv4: "0.0.0.0/1" }, { cidr_ipv4: "128.0.0.0/1" }],
    ["IPv6", { cidr_ipv4: "0.0.0.0/0" }, { cidr_ipv6: "::/0" }],
    ["a port below", ten, { ...ten, from_port: 442 }],
    ["a port above", ten, { ...ten, to_port: 444 }],
    ["another protocol", ten, { ...ten, ip_protocol: "udp" }],
    ["every protocol", { ...ten, from_port: 0, to_port: 65_535 }, { ...ten, ...all }],
    ["every port of a protocol", ten, { ...ten, from_port: -1, to_port: -1 }],
    ["a port, where port 0 was", { ...ten, from_port: 0, to_port: 0 }, ten],
    ["a port that is not said", ten, { ...ten, to_port: null }],
    [
      "another group",
      { referenced_security_group_id: "sg-2" },
      { referenced_security_group_id: "sg-3" },
    ],
    [
      "another account's group of that id",
      { referenced_security_group_id: "sg-2" },
      { referenced_security_group_id: "222222222222/sg-2" },
    ],
    ["a group named like a list", { prefix_list_id: "x" }, { referenced_security_group_id: "x" }],
    ["another list", { prefix_list_id: "pl-1" }, { prefix_list_id: "pl-2" }],
    ["a list in place of addresses", { cidr_ipv4: "0.0.0.0/0" }, { prefix_list_id: "pl-1" }],
    ["nobody knows whom", {}, {}],
    [
      "another ICMP type, where all codes of one were",
      { ...ten, ...icmp(3, -1) },
      { ...ten, ...icmp(8, 0) },
    ],
    ["every ICMP type, where one was", { ...ten, ...icmp(8, 0) }, { ...ten, ...icmp(-1, -1) }],
    ["another ICMP code", { ...ten, ...icmp(3, 1) }, { ...ten, ...icmp(3, 4) }],
    ["every ICMP code", { ...ten, ...icmp(3, 1) }, { ...ten, ...icmp(3, -1) }],
    ["the next ICMP type", { ...ten, ...icmp(3, -1) }, { ...ten, ...icmp(4, 0) }],
  ])("not %s", (_, now, after) => {
    expect(letsThrough(one(now), one(after))).toBe(false);
  });

  test("not in the other direction", () => {
    expect(letsThrough(one(ten), one(ten, "egress"))).toBe(false);
  });
});

test.each<[Values, string]>([
  [ten, "tcp on port 443 from 10.0.0.0/8"],
  [{ ...ten, from_port: 80 }, "tcp on ports 80 to 443 from 10.0.0.0/8"],
  [{ ...ten, from_port: 0 }, "tcp on ports 0 to 443 from 10.0.0.0/8"],
  [{ ...ten, to_port: 65_535 }, "tcp on ports 443 to 65535 from 10.0.0.0/8"],
  [{ ...ten, from_port: 0, to_port: 65_535 }, "tcp on every port from 10.0.0.0/8"],
  [{ ...ten, ...all }, "all traffic from 10.0.0.0/8"],
  [{ ...ten, ip_protocol: "50" }, "50 on port 443 from 10.0.0.0/8"],
  [{ ...ten, ...icmp(8, 0) }, "icmp of type 8, code 0 from 10.0.0.0/8"],
  [{ ...ten, ...icmp(3, -1) }, "icmp of type 3 from 10.0.0.0/8"],
  [{ ...ten, ...icmp(255, 255) }, "icmp of type 255, code 255 from 10.0.0.0/8"],
  [{ ...ten, ...icmp(-1, -1) }, "icmp of every type from 10.0.0.0/8"],
  [{ referenced_security_group_id: "sg-2" }, "tcp on port 443 from group sg-2"],
  [{ prefix_list_id: "pl-1" }, "tcp on port 443 from prefix list pl-1"],
])("%j is %s", (values, said) => {
  expect(describeTraffic(one(values))).toBe(said);
});

test.each<[Values, boolean]>([
  [ten, false],
  [{ cidr_ipv4: "0.0.0.0/1" }, true],
  [{ cidr_ipv6: "8000::/1" }, true],
  [{ prefix_list_id: "pl-1" }, true],
  [{ referenced_security_group_id: "sg-2" }, false],
  [{}, true],
])("the other side of %j may be on the Internet: %s", (values, isPublic) => {
  expect(isPublicPeer(one(values))).toBe(isPublic);
});

describe("rules in every form", () => {
  const block = { protocol: "tcp", from_port: 22, to_port: 22 };
  const peersOf = (address: string, values: Values, unknown: Values = {}) => {
    const plan = planOf({ address, after: values, unknown });
    return plan.changes.flatMap((change) =>
      trafficPlanned(change, plan).map((traffic) => describeTraffic(traffic)),
    );
  };
  const everyPeer = {
    cidr_blocks: ["10.0.0.0/8", "10.1.0.0/16"],
    ipv6_cidr_blocks: ["fd00::/8"],
    prefix_list_ids: ["pl-1"],
    security_groups: ["sg-2"],
    self: true,
  };
  const every = ["10.0.0.0/8", "10.1.0.0/16", "fd00::/8", "prefix list pl-1", "group sg-2", "self"];

  test.each(["aws_security_group", "aws_default_security_group"])(
    "the rules within %s name every peer, in both directions",
    (type) => {
      const found = peersOf(`${type}.it`, {
        ingress: [{ ...block, ...everyPeer }],
        egress: [{ ...block, ...everyPeer }],
      });
      expect(found).toEqual([
        ...every.map((peer) => `tcp on port 22 from ${peer}`),
        ...every.map((peer) => `tcp on port 22 to ${peer}`),
      ]);
      expect(
        peersOf(`${type}.it`, { ingress: [{ ...block, self: false, cidr_blocks: [""] }] }),
      ).toEqual([]);
    },
  );

  test("the older rule says every peer, and its one group", () => {
    const older = { ...block, type: "ingress", self: true, cidr_blocks: ["10.0.0.0/8"] };
    expect(
      peersOf("aws_security_group_rule.it", { ...older, source_security_group_id: "sg-2" }),
    ).toEqual([
      "tcp on port 22 from 10.0.0.0/8",
      "tcp on port 22 from group sg-2",
      "tcp on port 22 from self",
    ]);
    expect(peersOf("aws_security_group_rule.it", { ...older, type: "egress" })).toEqual([
      "tcp on port 22 to 10.0.0.0/8",
      "tcp on port 22 to self",
    ]);
  });

  test("what is not known yet is anybody, and in a group that is not made yet its name", () => {
    const unknown = "addresses that are known only after the apply";
    const older = { ...block, type: "ingress" };
    for (const name of ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"])
      expect(peersOf("aws_security_group_rule.it", older, { [name]: true })).toEqual([
        `tcp on port 22 from ${unknown}`,
      ]);
    expect(peersOf("aws_security_group_rule.it", older, { cidr_blocks: [true] })).toEqual([
      `tcp on port 22 from ${unknown}`,
    ]);
    expect(peersOf("aws_security_group.it", {}, { ingress: true })).toHaveLength(5);
    expect(
      peersOf("aws_security_group_rule.it", older, { source_security_group_id: true }),
    ).toEqual(["tcp on port 22 from group (not known yet)"]);
    const named = (address: string, attribute: string): Made => ({
      address,
      after: address.includes("vpc") ? rule({}) : older,
      unknown: { [attribute]: true },
      configured: { [attribute]: "${aws_security_group.web.id}" },
    });
    for (const [address, attribute] of [
      ["aws_vpc_security_group_ingress_rule.it", "referenced_security_group_id"],
      ["aws_security_group_rule.it", "source_security_group_id"],
    ] as const) {
      const plan = planOf(named(address, attribute));
      const [change] = plan.changes;
      expect(change && trafficPlanned(change, plan)[0]?.peer).toEqual({
        kind: "group",
        name: "aws_security_group.web",
      });
    }
  });

  test("what the provider fills in by itself, and nobody writes, is no rule", () => {
    const plan = planOf({ address: "aws_security_group.it", after: { name: "it" } });
    const [change] = plan.changes;
    if (change === undefined) throw new Error("no change");
    expect(trafficPlanned({ ...change, afterUnknown: { ingress: true } }, plan)).toEqual([]);
  });

  test("a protocol that is not known yet is every one", () => {
    expect(
      peersOf("aws_vpc_security_group_ingress_rule.it", { ...rule(ten), ip_protocol: null }),
    ).toEqual(["all traffic from 10.0.0.0/8"]);
    expect(
      peersOf("aws_vpc_security_group_ingress_rule.it", rule(ten), { ip_protocol: true }),
    ).toEqual(["all traffic from 10.0.0.0/8"]);
  });

  test("what is not there lets nothing through, and another kind neither", () => {
    const sides = (made: Made) => {
      const plan = planOf(made);
      const [change] = plan.changes;
      return change && [trafficNow(change).length, trafficPlanned(change, plan).length];
    };
    const address = "aws_vpc_security_group_ingress_rule.it";
    expect(sides({ address, after: rule(ten) })).toEqual([0, 1]);
    expect(sides({ address, before: rule(ten) })).toEqual([1, 0]);
    expect(sides({ address: "aws_vpc.it", before: rule(ten), after: rule(ten) })).toEqual([0, 0]);
  });
});

test("a rule out to another ICMP type or more addresses is refused as one in", () => {
  for (const [said, direction] of [
    [ingressOpened, "ingress"],
    [egressOpened, "egress"],
  ] as const) {
    const address = `aws_vpc_security_group_${direction}_rule.it`;
    const now = rule({ cidr_ipv4: "203.0.113.0/24", ...icmp(3, -1) });
    expect(saidOfUpdate(said, address, now, { ...now, ...icmp(8, 0) })).toHaveLength(1);
    expect(saidOfUpdate(said, address, now, { ...now, ...icmp(3, 1) })).toEqual([]);
  }
});

test("a line of a network ACL for another ICMP type is refused", () => {
  const line = (icmp_type: number, icmp_code: number) => ({
    id: "acl-1",
    ingress: [
      {
        ...{ rule_no: 100, action: "allow", cidr_block: "0.0.0.0/0", protocol: "1" },
        ...{ from_port: 0, to_port: 0, icmp_type, icmp_code },
      },
    ],
  });
  const said = (before: Values, after: Values) =>
    saidOfUpdate(networkAclOpened, "aws_network_acl.it", before, after);
  expect(said(line(8, 0), line(-1, -1))).toEqual([
    "refused: lets in icmp of every type from 0.0.0.0/0",
  ]);
  expect(said(line(8, -1), line(8, 0))).toEqual([]);
  expect(said(line(8, 0), line(8, -1))).toEqual(["refused: lets in icmp of type 8 from 0.0.0.0/0"]);
});
