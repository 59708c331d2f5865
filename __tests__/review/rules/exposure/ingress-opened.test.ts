import { describe, expect, test } from "vitest";
import { ingressOpened } from "../../../../src/review/rules/exposure/ingress-opened";
import {
  entryOf,
  fixturePlan,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../../support/plans";

describe("ingress-opened", () => {
  test("refuses a VPN into a network that stands, and lets a first plan make one", () => {
    const vpn = { address: "aws_ec2_client_vpn_endpoint.vpn", after: { split_tunnel: true } };
    const vpc = { address: "aws_vpc.it", before: {}, after: {}, actions: ["no-op"] };
    expect(saidBy(ingressOpened, planOf(vpc, vpn))).toEqual([
      "refused: people outside get into the network through a new VPN",
    ]);
    expect(
      saidBy(ingressOpened, planOf({ ...vpc, before: null, actions: ["create"] }, vpn)),
    ).toEqual([]);
    expect(saidBy(ingressOpened, planOf(vpc, { ...vpn, before: { split_tunnel: true } }))).toEqual(
      [],
    );
  });

  test("refuses whom a VPN that stands lets in, by name, and lets one that is made say so", () => {
    const endpoint = "aws_ec2_client_vpn_endpoint.vpn";
    const said = (after: Values, before: Values | null = {}) =>
      saidBy(
        ingressOpened,
        planOf(
          { address: endpoint, before, after: {}, actions: [before ? "no-op" : "create"] },
          {
            address: "aws_ec2_client_vpn_authorization_rule.it",
            after: { target_network_cidr: "10.0.0.0/16", ...after },
            unknown: { client_vpn_endpoint_id: true },
            configured: { client_vpn_endpoint_id: `\${${endpoint}.id}` },
          },
        ),
      );
    expect(said({ authorize_all_groups: true })).toEqual([
      "refused: lets in everybody on the VPN, to 10.0.0.0/16",
    ]);
    expect(said({ access_group_id: "team" })).toEqual([
      "refused: lets in members of team on the VPN, to 10.0.0.0/16",
    ]);
    expect(said({ authorize_all_groups: true }, null)).toEqual([]);
  });

  const open = "aws_vpc_security_group_ingress_rule.db-open";
  const opened = (after: Values, unknown: Values = {}) =>
    saidBy(
      ingressOpened,
      fixturePlan("opened-and-widened", (it) => {
        const { change } = entryOf(it, open);
        change.after = { ...change.after, ...after };
        change.after_unknown = { ...change.after_unknown, ...unknown };
      }),
    );

  test("refuses a rule that lets the world into the database's group", () => {
    expect(opened({})).toEqual([
      "refused: lets in all traffic from 0.0.0.0/0, to aws_security_group.db-sg",
    ]);
  });

  test.each([
    [
      "one port to one private network",
      { cidr_ipv4: "10.20.0.0/16", ip_protocol: "tcp", from_port: 5432, to_port: 5432 },
      "tcp on port 5432 from 10.20.0.0/16",
    ],
    [
      "another group",
      {
        cidr_ipv4: null,
        referenced_security_group_id: "sg-0other",
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
      },
      "tcp on port 5432 from group sg-0other",
    ],
    ["IPv6", { cidr_ipv4: null, cidr_ipv6: "::/0" }, "all traffic from ::/0"],
    [
      "a prefix list, whose addresses the plan does not have",
      { cidr_ipv4: null, prefix_list_id: "pl-1" },
      "all traffic from prefix list pl-1",
    ],
  ])("refuses to open a group that exists to %s", (_, after, said) => {
    expect(opened(after)).toEqual([`refused: lets in ${said}, to aws_security_group.db-sg`]);
  });

  test("counts addresses that are not known yet as anybody's", () => {
    expect(opened({ cidr_ipv4: null }, { cidr_ipv4: true })).toEqual([
      "refused: lets in all traffic from addresses that are known only after the apply, to aws_security_group.db-sg",
    ]);
  });

  test("lets a rule pass that says again what the group lets in already", () => {
    const after = {
      cidr_ipv4: null,
      referenced_security_group_id: "sg-7fc0138b652b6002e",
      ip_protocol: "tcp",
      from_port: 5432,
      to_port: 5432,
    };
    expect(opened(after)).toEqual([]);
  });

  test("lets the rules between a first plan's own groups pass, and refuses its rule for the world", () => {
    expect(saidBy(ingressOpened, fixturePlan("create"))).toEqual([
      "refused: lets in tcp on port 443 from 0.0.0.0/0, to aws_security_group.alb-sg",
    ]);
  });

  test("lets a first plan admit a private network to a group of its own", () => {
    const plan = fixturePlan("create", (it) => {
      const { change } = entryOf(it, "aws_vpc_security_group_ingress_rule.https");
      change.after = { ...change.after, cidr_ipv4: "10.20.0.0/16" };
    });
    expect(saidBy(ingressOpened, plan)).toEqual([]);
  });

  const rule = {
    security_group_id: "sg-1",
    ip_protocol: "tcp",
    from_port: 443,
    to_port: 443,
    cidr_ipv4: "10.1.0.0/16",
  };
  test.each([
    ["more addresses", { cidr_ipv4: "10.0.0.0/8" }, true],
    ["fewer addresses", { cidr_ipv4: "10.1.2.0/24" }, false],
    ["more ports", { from_port: 0 }, true],
    ["fewer ports: none at all", { from_port: 443, to_port: 443 }, false],
    ["every protocol", { ip_protocol: "-1" }, true],
    ["the same protocol by its number", { ip_protocol: "6" }, false],
  ])("of a rule that is changed to %s says so: %s, %s", (_, change, isWider) => {
    const said = saidOfUpdate(ingressOpened, "aws_vpc_security_group_ingress_rule.it", rule, {
      ...rule,
      ...change,
    });
    expect(said).toHaveLength(isWider ? 1 : 0);
  });

  test("reads the older rule resource and rules within the group alike", () => {
    const older = {
      type: "ingress",
      security_group_id: "sg-1",
      protocol: "tcp",
      from_port: 22,
      to_port: 22,
      cidr_blocks: ["0.0.0.0/0"],
    };
    expect(
      saidBy(ingressOpened, planOf({ address: "aws_security_group_rule.ssh", after: older })),
    ).toEqual(["refused: lets in tcp on port 22 from 0.0.0.0/0, to sg-1"]);
    expect(
      saidBy(
        ingressOpened,
        planOf({ address: "aws_security_group_rule.ssh", after: { ...older, type: "egress" } }),
      ),
    ).toEqual([]);
    const block = {
      protocol: "tcp",
      from_port: 22,
      to_port: 22,
      cidr_blocks: ["0.0.0.0/0"],
      ipv6_cidr_blocks: [],
      self: false,
    };
    expect(
      saidOfUpdate(ingressOpened, "aws_security_group.it", { ingress: [] }, { ingress: [block] }),
    ).toEqual(["refused: lets in tcp on port 22 from 0.0.0.0/0, to aws_security_group.it"]);
    expect(
      saidOfUpdate(ingressOpened, "aws_security_group.it", { ingress: [block] }, { ingress: [] }),
    ).toEqual([]);
  });

  test("counts rules within a group that are not known yet as open", () => {
    const said = saidOfUpdate(
      ingressOpened,
      "aws_security_group.it",
      { ingress: [] },
      {},
      { ingress: true },
    );
    expect(said[0]).toBe(
      "refused: lets in all traffic from addresses that are known only after the apply, to aws_security_group.it",
    );
  });
});

test("ingress-opened compares no group with more rules than AWS allows, and takes nothing for let in already", () => {
  const rule = (port: number) => ({
    security_group_id: "sg-1",
    ip_protocol: "tcp",
    from_port: port,
    to_port: port,
    cidr_ipv4: "10.0.0.0/8",
  });
  const saidOf = (count: number) => {
    const kept = Array.from({ length: count }, (_, port) => ({
      address: `aws_vpc_security_group_ingress_rule.it[${port}]`,
      before: rule(port),
      after: rule(port),
      actions: port === 0 ? ["update"] : ["no-op"],
    }));
    return saidBy(ingressOpened, planOf(...kept));
  };
  expect(saidOf(1_000)).toEqual([]);
  expect(saidOf(1_001)).toHaveLength(1);
});
