import { expect, test } from "vitest";
import { type EdgesProps, edges } from "../../../../src/stack/constructs/network/edges";
import { peerName } from "../../../../src/stack/constructs/network/security-group-rules";

/** No endpoints of its own. */
const others = { ownEndpoints: false, gateways: [] };

const edgesWith = (props: Partial<EdgesProps> = {}) =>
  edges({
    clientCidrs: ["10.20.0.0/16"],
    clientSecurityGroupIds: ["sg-jenkins"],
    cloudFront: false,
    ownVpn: false,
    existingLoadBalancerGroupId: undefined,
    servicePort: 8080,
    database: { mode: "own", port: 5432 },
    egress: { securityGroupIds: ["sg-endpoints"], prefixListIds: ["pl-s3"], cidrs: [], ...others },
    connections: [],
    resolverCidrs: [],
    ...props,
  });
const table = (props: Partial<EdgesProps> = {}) =>
  edgesWith(props).map(
    ({ from, to, port, protocol }) => `${peerName(from)} > ${peerName(to)}:${port}/${protocol}`,
  );

test("lets clients reach the load balancer, it the tasks, and they the database and what is listed", () => {
  expect(table()).toEqual([
    "10.20.0.0/16 > load balancer:443/tcp",
    "sg-jenkins > load balancer:443/tcp",
    "10.20.0.0/16 > load balancer:80/tcp",
    "sg-jenkins > load balancer:80/tcp",
    "load balancer > service:8080/tcp",
    "service > database:5432/tcp",
    "service > sg-endpoints:443/tcp",
    "service > pl-s3:443/tcp",
  ]);
});

test("people on a VPN of its own reach the load balancer on 443 alone", () => {
  expect(table({ ownVpn: true }).filter((edge) => edge.includes("vpn"))).toEqual([
    "vpn > load balancer:443/tcp",
  ]);
});

test("CloudFront reaches the load balancer on 443 alone, where a distribution of its own comes for clients", () => {
  expect(table({ cloudFront: true }).filter((edge) => edge.includes("cloudfront"))).toEqual([
    "cloudfront > load balancer:443/tcp",
  ]);
});

test("ranges that the file lists are reached on 443", () => {
  const egress = { securityGroupIds: [], prefixListIds: [], cidrs: ["10.30.0.0/16"], ...others };
  expect(table({ egress }).slice(-1)).toEqual(["service > 10.30.0.0/16:443/tcp"]);
});

test.each<[string, Partial<EdgesProps>, string]>([
  ["of its own", {}, "database"],
  [
    "of others",
    { database: { mode: "existing", port: 6432, securityGroupId: "sg-postgres" } },
    "sg-postgres",
  ],
])("the rule to a database %s says what it is", (_, props, name) => {
  expect(edgesWith(props).find(({ to }) => peerName(to) === name)?.because).toBe("PostgreSQL");
});

test("an existing load balancer reaches the tasks; its clients are its owner's affair", () => {
  expect(
    table({
      clientCidrs: [],
      clientSecurityGroupIds: [],
      existingLoadBalancerGroupId: "sg-shared",
      database: { mode: "none" },
    }),
  ).toEqual([
    "sg-shared > service:8080/tcp",
    "service > sg-endpoints:443/tcp",
    "service > pl-s3:443/tcp",
  ]);
});

test("an existing database is reached on its own port", () => {
  expect(
    table({ database: { mode: "existing", port: 6432, securityGroupId: "sg-postgres" } }),
  ).toContain("service > sg-postgres:6432/tcp");
});

test("without a database nothing leads to one", () => {
  expect(table({ database: { mode: "none" } }).filter((edge) => edge.includes("database"))).toEqual(
    [],
  );
});

test("only a resolver of one's own needs port 53, on both protocols", () => {
  expect(table().filter((edge) => edge.includes(":53/"))).toEqual([]);
  expect(table({ resolverCidrs: ["10.0.0.2/32"] })).toEqual(
    expect.arrayContaining(["service > 10.0.0.2/32:53/udp", "service > 10.0.0.2/32:53/tcp"]),
  );
});

test("a connection on another port leads from the tasks to its end, and says what it is for", () => {
  const connections = [
    { to: { kind: "security group", id: "sg-redis" }, port: 6379, purpose: "cache" },
    { to: { kind: "range", cidr: "10.40.0.0/24" }, port: 1521, purpose: "the old database" },
  ] as const;
  expect(table({ connections }).slice(-2)).toEqual([
    "service > sg-redis:6379/tcp",
    "service > 10.40.0.0/24:1521/tcp",
  ]);
});

test("in a network of its own the tasks reach its endpoints and what its gateways lead to", () => {
  const egress = {
    ...{ securityGroupIds: [], prefixListIds: [], cidrs: [] },
    ...{ ownEndpoints: true, gateways: ["dynamodb", "s3"] },
  };
  expect(table({ egress }).slice(-3)).toEqual([
    "service > endpoints:443/tcp",
    "service > dynamodb:443/tcp",
    "service > s3:443/tcp",
  ]);
});
