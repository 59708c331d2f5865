import { describe, expect, test } from "vitest";
import { readPlan } from "../../src/review/read/plan";
import { connectionsOf } from "../../src/review/traffic";
import { exampleEnvironment } from "../support/example-environment";
import { stackOnce } from "../support/stack-once";
import { firstPlan } from "./support/first-plan";
import { type Made, planOf } from "./support/plans";

test("a first plan opens the path from the clients to the database, by the names of its parts", () => {
  const connections = connectionsOf(readPlan(firstPlan(stackOnce(exampleEnvironment())), "test"));
  const between = (from: string, to: string) =>
    connections.filter((one) => one.from === from && one.to === to);
  expect(between("load balancer", "service")).toEqual([
    { from: "load balancer", to: "service", port: "8080", fate: "opened" },
  ]);
  expect(between("service", "database")).toEqual([
    { from: "service", to: "database", port: "5432", fate: "opened" },
  ]);
  expect(connections.filter(({ to }) => to === "load balancer").length).toBeGreaterThan(0);
});

describe("a rule of a group that nothing here is attached to", () => {
  const rule = (values: object) => ({
    security_group_id: "sg-1",
    ip_protocol: "tcp",
    from_port: 443,
    to_port: 443,
    cidr_ipv4: "10.0.0.0/8",
    ...values,
  });
  const said = (made: Omit<Made, "address">) =>
    connectionsOf(planOf({ address: "aws_vpc_security_group_ingress_rule.it", ...made }));

  test.each([
    ["stays", { before: rule({}), after: rule({}), actions: ["no-op"] }, undefined],
    ["is opened", { after: rule({}) }, "opened"],
    ["is closed", { before: rule({}) }, "closed"],
    ["is changed", { before: rule({ cidr_ipv4: "10.0.0.0/16" }), after: rule({}) }, "changed"],
  ])("%s", (_, made, fate) => {
    expect(said(made)).toEqual([{ from: "10.0.0.0/8", to: "sg-1", port: "443", fate }]);
  });

  test.each([
    [{ from_port: 1, to_port: 2 }, "1-2"],
    [{ ip_protocol: "udp", from_port: 53, to_port: 53 }, "53/udp"],
    [{ ip_protocol: "-1" }, "all"],
  ])("%j is written %s", (values, port) => {
    expect(said({ after: rule(values) })[0]?.port).toBe(port);
  });

  test("is left out where nobody knows its other end", () => {
    expect(said({ after: rule({ cidr_ipv4: null }) })).toEqual([]);
  });
});
