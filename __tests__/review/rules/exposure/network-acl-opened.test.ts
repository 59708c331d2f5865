import { describe, expect, test } from "vitest";
import { readPlan } from "../../../../src/review/read/plan";
import { networkAclOpened } from "../../../../src/review/rules/exposure/network-acl-opened";
import {
  documentOf,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../../support/plans";

const line = (rule_no: number, action: string, cidr_block: string, more: Values = {}) => ({
  rule_no,
  action,
  cidr_block,
  ipv6_cidr_block: "",
  protocol: "6",
  from_port: 443,
  to_port: 443,
  ...more,
});
const everything = { protocol: "-1", from_port: 0, to_port: 0 };

describe("network-acl-opened, of lines within the list", () => {
  const ingress = (...lines: Values[]) => ({ id: "acl-1", ingress: lines, egress: [] });
  const said = (
    before: Values[],
    after: Values[],
    unknown: Values = {},
    type = "aws_network_acl",
  ) => saidOfUpdate(networkAclOpened, `${type}.it`, ingress(...before), ingress(...after), unknown);
  const office = line(100, "allow", "10.1.0.0/16");
  const nobody = line(200, "deny", "203.0.113.0/24", everything);
  const all = line(300, "allow", "0.0.0.0/0", everything);

  test.each(["aws_network_acl", "aws_default_network_acl"])(
    "refuses that %s lets in more",
    (type) => {
      expect(said([office], [line(100, "allow", "0.0.0.0/0")], {}, type)).toEqual([
        "refused: lets in tcp on port 443 from 0.0.0.0/0",
      ]);
    },
  );

  test.each([
    ["more ports", [line(100, "allow", "10.1.0.0/16", { to_port: 444 })]],
    ["every protocol", [line(100, "allow", "10.1.0.0/16", everything)]],
    ["a second line", [office, line(110, "allow", "10.2.0.0/16")]],
    ["IPv6", [office, line(110, "allow", "", { ipv6_cidr_block: "::/0" })]],
  ])("refuses %s", (_, after) => {
    expect(said([office], after)).toHaveLength(1);
  });

  test("refuses what is not known yet, and outbound rules as inbound ones", () => {
    expect(said([office], [], { ingress: true })).toEqual([
      "refused: lets in all traffic from addresses that are known only after the apply",
    ]);
    const out = (cidr: string) => ({ id: "acl-1", egress: [line(100, "allow", cidr)] });
    expect(
      saidOfUpdate(networkAclOpened, "aws_network_acl.it", out("10.0.0.0/8"), out("0.0.0.0/0")),
    ).toEqual(["refused: lets out tcp on port 443 to 0.0.0.0/0"]);
  });

  test("lets fewer addresses, another number and another order pass", () => {
    expect(said([office], [line(100, "allow", "10.1.2.0/24")])).toEqual([]);
    expect(said([office, nobody, all], [all, { ...nobody, rule_no: 210 }, office])).toEqual([]);
    expect(said([office], [])).toEqual([]);
  });

  test("refuses that a denial goes, is narrower or is passed by", () => {
    const stops = "refused: no longer stops all traffic from 203.0.113.0/24";
    expect(said([nobody, all], [all])).toEqual([
      "refused: lets in all traffic from 0.0.0.0/0",
      stops,
    ]);
    expect(said([nobody], [])).toEqual([stops]);
    expect(
      said([nobody, all], [line(200, "deny", "203.0.113.0/25", everything), all]),
    ).toHaveLength(2);
    expect(said([nobody, all], [{ ...nobody, rule_no: 400 }, all])).toHaveLength(2);
    expect(said([nobody, all], [nobody, { ...all, rule_no: 100 }])).toHaveLength(2);
  });

  test("lets a denial be widened, come first, or stand behind what it always stood behind", () => {
    expect(said([nobody, all], [line(200, "deny", "203.0.0.0/16", everything), all])).toEqual([]);
    expect(said([nobody, all], [{ ...nobody, rule_no: 1 }, all])).toEqual([]);
    const trusted = line(50, "allow", "203.0.113.7/32");
    expect(said([trusted, nobody, all], [trusted, { ...nobody, rule_no: 60 }, all])).toEqual([]);
  });
});

describe("network-acl-opened, of lines that are resources", () => {
  const rule = (name: string, before: Values | null, after: Values | null): Made => {
    const values = (one: Values | null) =>
      one && {
        network_acl_id: "acl-1",
        egress: false,
        rule_number: one["rule_no"],
        rule_action: one["action"],
        ...one,
      };
    const isKept = before === after ? { actions: ["no-op"] } : {};
    return {
      address: `aws_network_acl_rule.${name}`,
      before: values(before),
      after: values(after),
      ...isKept,
    };
  };
  const denied = line(100, "deny", "203.0.113.0/24", everything);
  const all = line(200, "allow", "0.0.0.0/0", everything);
  const said = (...made: Made[]) => saidBy(networkAclOpened, planOf(...made));

  test("refuses a new line that another does not cover, before or behind a denial", () => {
    const web = line(50, "allow", "203.0.113.0/24");
    expect(said(rule("web", null, web))).toEqual([
      "refused: lets in tcp on port 443 from 203.0.113.0/24",
    ]);
    expect(said(rule("web", null, web), rule("all", all, all))).toEqual([]);
    expect(said(rule("web", null, web), rule("all", all, all), rule("no", denied, denied))).toEqual(
      ["refused: lets in tcp on port 443 from 203.0.113.0/24"],
    );
    const behind = { ...web, rule_no: 150 };
    expect(
      said(rule("web", null, behind), rule("all", all, all), rule("no", denied, denied)),
    ).toEqual([]);
  });

  test("refuses that a denial goes, and lets one come", () => {
    expect(said(rule("no", denied, null), rule("all", all, all))).toEqual([
      "refused: no longer stops all traffic from 203.0.113.0/24",
    ]);
    expect(said(rule("no", null, denied), rule("all", all, all))).toEqual([]);
  });

  test("lets a denial of one protocol stand behind a line of another, and refuses a place not known yet", () => {
    const tcp = { ...denied, protocol: "tcp", from_port: 22, to_port: 22 };
    const udp = line(200, "allow", "203.0.113.0/24", {
      protocol: "17",
      from_port: 22,
      to_port: 22,
    });
    const moved = rule("no", tcp, { ...tcp, rule_no: 300 });
    expect(said(moved, rule("udp", udp, udp))).toEqual([]);
    const unknown = { ...rule("no", denied, denied), actions: ["update"] };
    expect(said({ ...unknown, unknown: { rule_number: true } }, rule("all", all, all))).toEqual([
      "refused: no longer stops all traffic from 203.0.113.0/24",
    ]);
    expect(said(unknown, rule("all", all, all))).toEqual([]);
  });

  test("leaves it to the list when that goes with its lines", () => {
    const list = { address: "aws_network_acl.it", before: { id: "acl-1", vpc_id: "vpc-1" } };
    expect(said(rule("no", denied, null), rule("all", all, null), list)).toEqual([
      "refused: deletes the list: its subnets fall back to the network's own",
    ]);
  });

  test("does not take the list's own copy of its lines for more lines", () => {
    const copy = { id: "acl-1", ingress: [denied, all], tags: {} };
    const document = documentOf(rule("no", denied, null), {
      address: "aws_network_acl.it",
      before: copy,
      after: copy,
      actions: ["no-op"],
    });
    for (const { type, expressions } of document.configuration.root_module.resources) {
      if (type === "aws_network_acl") delete expressions["ingress"];
    }
    expect(saidBy(networkAclOpened, readPlan(document, "test"))).toHaveLength(1);
  });

  test("refuses what it would take too long to compare, and does not try", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => {
        const kept = { ...all, rule_no: i + 1 };
        return rule(`r${i}`, kept, kept);
      });
    const web = rule("web", null, line(9_000, "allow", "10.0.0.0/8"));
    expect(said(web, ...many(400))).toEqual([
      "refused: has too many lines for anybody to say which decides",
    ]);
    expect(said(web, ...many(399))).toEqual([]);
  });

  test("judges a list that this plan makes by what it is", () => {
    const first = (values: Values) =>
      said(
        { address: "aws_network_acl.it", after: {}, unknown: { id: true } },
        {
          address: "aws_network_acl_rule.it",
          after: { egress: false, rule_number: 1, rule_action: "allow", ...values },
          unknown: { network_acl_id: true },
          configured: { network_acl_id: "${aws_network_acl.it.id}" },
        },
      );
    expect(first(all)).toEqual(["refused: lets in all traffic from 0.0.0.0/0"]);
    expect(first(line(1, "allow", "0.0.0.0/0"))).toEqual([]);
    expect(first(line(1, "allow", "10.0.0.0/8", everything))).toEqual([]);
  });
});

describe("network-acl-opened, of the subnets that it guards", () => {
  const acl = { id: "acl-1", vpc_id: "vpc-1", subnet_ids: ["subnet-1", "subnet-2"] };
  const said = (...made: Made[]) => saidBy(networkAclOpened, planOf(...made));
  const list = (after: Values | null): Made => ({
    address: "aws_network_acl.it",
    before: acl,
    after,
  });

  test("refuses that the list goes or leaves a subnet, and lets it take one more", () => {
    expect(said(list(null))).toEqual([
      "refused: deletes the list: its subnets fall back to the network's own",
    ]);
    expect(said(list({ ...acl, subnet_ids: ["subnet-1"] }))).toEqual([
      "refused: no longer guards subnet-2",
    ]);
    expect(said(list({ ...acl, subnet_ids: ["subnet-1", "subnet-2", "subnet-3"] }))).toEqual([]);
  });

  test("leaves it to the network or the subnet when that goes", () => {
    const gone = (address: string, id: string) => ({ address, before: { id } });
    expect(said(list(null), gone("aws_vpc.it", "vpc-1"))).toEqual([]);
    const fewer = list({ ...acl, subnet_ids: ["subnet-1"] });
    expect(said(fewer, gone("aws_subnet.it", "subnet-2"))).toEqual([]);
    expect(said(fewer, gone("aws_subnet.it", "subnet-9"))).toHaveLength(1);
  });

  test("refuses that a subnet gets another list", () => {
    const address = "aws_network_acl_association.it";
    const to = (network_acl_id: string) => ({ network_acl_id, subnet_id: "subnet-1" });
    expect(said({ address, before: to("acl-1"), after: to("acl-2") })).toEqual([
      "refused: no longer guards subnet-1",
    ]);
    expect(said({ address, before: to("acl-1") })).toHaveLength(1);
    expect(said({ address, before: to("acl-1"), after: to("acl-1") })).toEqual([]);
    expect(said({ address, after: to("acl-1") })).toEqual([]);
  });
});
