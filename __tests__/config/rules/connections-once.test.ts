import { expect, test } from "vitest";
import { connectionsOnce, egressRanges } from "../../../src/config/network";
import { judged } from "../../support/judged";

const to = {
  cache: { to: "securityGroup", securityGroupId: "sg-0fedcba9876543210", purpose: "cache" },
  range: { to: "range", cidr: "10.40.0.0/24", purpose: "the old database" },
  mail: { to: "anywhere", reason: "The relay publishes no addresses.", purpose: "mail" },
  bucket: { to: "prefixList", prefixListId: "pl-0123456789abcdef0", purpose: "archive" },
};
const listed = {
  mode: "listed",
  endpointSecurityGroupIds: ["sg-0123456789abcdef0"],
  prefixListIds: ["pl-0123456789abcdef0"],
  cidrs: ["10.60.0.0/24"],
};
const anywhere = { mode: "anywhere", reason: "The VPC has no interface endpoints." };
const judge = (connections: readonly object[], egress: object = listed, more: object = {}) =>
  judged(connectionsOnce, {
    "network.egress": egress,
    "network.connections": connections,
    ...more,
  });

test("one end may be reached on several ports, and several ends on one", () => {
  const connections = [
    { ...to.cache, port: 6379 },
    { ...to.cache, port: 6380 },
    { ...to.range, port: 6379 },
    { ...to.mail, port: 587 },
    { ...to.bucket, port: 80 },
  ];
  expect(judge(connections)).toBe("");
  expect(judge(connections, anywhere)).toBe("");
});

test("refuses a connection that is there twice", () => {
  const twice = [
    { ...to.cache, port: 6379 },
    { ...to.cache, port: 6379, purpose: "sessions" },
  ];
  expect(judge(twice)).toBe(
    `network.connections[1]: must be a connection of its own, got port 6379 of sg-0fedcba9876543210: network.connections[0] has it already
    remove it here
`,
  );
});

test.each([
  ["an endpoint's", { ...to.cache, securityGroupId: "sg-0123456789abcdef0" }, listed],
  ["a prefix list's", to.bucket, listed],
  ["a range's", { ...to.range, cidr: "10.60.0.0/24" }, listed],
  ["anywhere's", to.mail, anywhere],
])("refuses %s port 443 once more", (_, connection, egress) => {
  expect(judge([{ ...connection, port: 443 }], egress)).toContain(
    "network.egress has it already\n    remove it here\n",
  );
});

test("refuses the resolver's port 53 once more", () => {
  expect(
    judge([{ ...to.range, port: 53 }], listed, { "network.resolverCidrs": ["10.40.0.0/24"] }),
  ).toContain("got port 53 of 10.40.0.0/24: network.resolverCidrs has it already");
});

test("refuses the port of the existing database, which has its own", () => {
  const database = {
    mode: "existing",
    securityGroupId: "sg-0fedcba9876543210",
    port: 5432,
    addIngressRule: false,
  };
  const other = { database, "secrets.variables": {} };
  expect(judge([{ ...to.cache, port: 5432 }], listed, other)).toContain(
    "it is the database's, which needs no connection of its own",
  );
  expect(judge([{ ...to.cache, port: 5433 }], listed, other)).toBe("");
});

test.each([listed, anywhere])("refuses a range that is anywhere by another name", (egress) => {
  const connections = [{ ...to.range, cidr: "0.0.0.0/1", port: 25 }];
  expect(
    judged(egressRanges, { "network.egress": egress, "network.connections": connections }),
  ).toBe(
    `network.connections[0].cidr: must be /8 or narrower (/16 for IPv6), got 0.0.0.0/1
    give the range itself, or write to: anywhere with the reason
`,
  );
});
