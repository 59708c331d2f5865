import { describe, expect, test } from "vitest";
import { connectionClosed } from "../../../../src/review/rules/outage/connection-closed";
import { entryOf, fixturePlan, planOf, saidBy, type Values } from "../../support/plans";

describe("connection-closed", () => {
  const rule = "aws_vpc_security_group_ingress_rule.db-in";
  const without = (
    edit: (change: { actions: string[]; before: Values | null; after: Values | null }) => void,
  ) => fixturePlan("after-release", (it) => edit(entryOf(it, rule).change));

  test("refuses that the service's path to the database is closed", () => {
    const plan = without((change) => Object.assign(change, { actions: ["delete"], after: null }));
    expect(saidBy(connectionClosed, plan)).toEqual([
      "refused: no longer lets through tcp on port 5432 from group sg-7fc0138b652b6002e, at aws_security_group.db-sg",
    ]);
  });

  test("refuses that the path moves to another port", () => {
    const plan = without((change) =>
      Object.assign(change, {
        actions: ["update"],
        after: { ...change.after, from_port: 5433, to_port: 5433 },
      }),
    );
    expect(saidBy(connectionClosed, plan)).toHaveLength(1);
  });

  describe("while a rule is made again", () => {
    const https = (cidr_ipv4: string, description: string) => ({
      security_group_id: "sg-1",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      cidr_ipv4,
      description,
    });
    const rule = (actions: string[], cidr = "0.0.0.0/0", name = "it") => ({
      address: `aws_vpc_security_group_ingress_rule.${name}`,
      before: https(cidr, "a"),
      after: https(cidr, actions[0] === "no-op" ? "a" : "b"),
      actions,
    });
    const said = (...rules: ReturnType<typeof rule>[]) =>
      saidBy(connectionClosed, planOf(...rules));
    const gap =
      "deletes, then creates again, what lets through tcp on port 443 from 0.0.0.0/0, at sg-1: between the two nothing does, and it stays so if the second step fails";

    test("refuses that it goes first, and lets it go last", () => {
      expect(said(rule(["delete", "create"]))).toEqual([`refused: ${gap}`]);
      expect(said(rule(["create", "delete"]))).toEqual([]);
    });

    test("notes it of private addresses", () => {
      expect(said(rule(["delete", "create"], "10.0.0.0/8"))).toEqual([
        `noted: ${gap.replace("0.0.0.0/0", "10.0.0.0/8")}`,
      ]);
    });

    test("has nothing to say when another rule lets the same through meanwhile, and not when that one goes too", () => {
      const [first, second] = [rule(["delete", "create"]), rule(["no-op"], "0.0.0.0/0", "other")];
      expect(said(first, second)).toEqual([]);
      expect(said(first, { ...second, actions: ["create", "delete"] })).toEqual([]);
      expect(said(first, { ...second, actions: ["delete", "create"] })).toHaveLength(2);
      const narrower = rule(["no-op"], "203.0.113.0/24", "other");
      expect(said(first, narrower)).toHaveLength(1);
    });
  });

  test("lets a rule go whose traffic another rule of the group lets through, and notes that addresses are shut out", () => {
    const rule = {
      security_group_id: "sg-1",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      cidr_ipv4: "10.1.0.0/16",
    };
    const gone = { address: "aws_vpc_security_group_ingress_rule.old", before: rule };
    expect(saidBy(connectionClosed, planOf(gone))).toEqual([
      "noted: no longer lets through tcp on port 443 from 10.1.0.0/16, at sg-1",
    ]);
    expect(
      saidBy(
        connectionClosed,
        planOf(gone, {
          address: "aws_vpc_security_group_ingress_rule.new",
          after: { ...rule, cidr_ipv4: "10.0.0.0/8" },
        }),
      ),
    ).toEqual([]);
  });

  test.each([
    ["the public", { cidr_ipv4: "0.0.0.0/0" }, "0.0.0.0/0"],
    ["a group", { referenced_security_group_id: "sg-2" }, "group sg-2"],
  ])(
    "notes that the path of %s goes while another rule for it is made, in any order",
    (_, peer, name) => {
      const rule = {
        security_group_id: "sg-1",
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
        ...peer,
      };
      const gone = { address: "aws_vpc_security_group_ingress_rule.old", before: rule };
      const made = { address: "aws_vpc_security_group_ingress_rule.new", after: rule };
      expect(saidBy(connectionClosed, planOf(gone, made))).toEqual([
        `noted: deletes what lets through tcp on port 443 from ${name}, at sg-1, while another rule for it is made: Terraform does the two in any order`,
      ]);
      const stays = { ...made, before: rule, actions: ["no-op"] };
      expect(saidBy(connectionClosed, planOf(gone, stays))).toEqual([]);
    },
  );

  test.each([
    ["the public", { cidr_ipv4: "0.0.0.0/0" }, "0.0.0.0/0"],
    ["a service of AWS", { prefix_list_id: "pl-1" }, "prefix list pl-1"],
  ])("refuses that the path of %s is closed", (_, peer, name) => {
    const before = {
      ...{ security_group_id: "sg-1", ip_protocol: "tcp", from_port: 443, to_port: 443 },
      ...peer,
    };
    const address = "aws_vpc_security_group_ingress_rule.it";
    expect(saidBy(connectionClosed, planOf({ address, before }))).toEqual([
      `refused: no longer lets through tcp on port 443 from ${name}, at sg-1`,
    ]);
  });
});
