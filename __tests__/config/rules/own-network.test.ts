import { expect, test } from "vitest";
import {
  ownNetworkAlone,
  ownNetworkFits,
  ownNetworkLeadsThere,
} from "../../../src/config/own-network";
import { prefixLengths, subnetRanges, usableAddresses } from "../../../src/config/subnet-ranges";
import { ownEndpoints } from "../../../src/config/task-endpoints";
import { judged } from "../../support/judged";
import { ownNetworkEnvironment, ownNetworkSection } from "../../support/own-network";

const lengths = Array.from(
  { length: prefixLengths.to - prefixLengths.from + 1 },
  (_, index) => prefixLengths.from + index,
);

function bounds(range: string): [number, number] {
  const [address = "", bits] = range.split("/");
  const first = address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(bits)) - 1];
}

test.each(lengths)(
  "the subnets of a /%s do not overlap, lie in it, and leave a quarter free",
  (length) => {
    const cidr = `172.16.0.0/${length}`;
    const { public: open, service, database } = subnetRanges(cidr, 3);
    const all = [...open, ...service, ...database].map(bounds).sort(([a], [b]) => a - b);
    const [first, last] = bounds(cidr);
    expect(all[0]?.[0]).toBe(first);
    for (const [index, [from]] of all.entries()) {
      expect(from).toBe(index === 0 ? first : (all[index - 1]?.[1] ?? 0) + 1);
    }
    expect(all.at(-1)?.[1]).toBe(first + ((last - first + 1) * 3) / 4 - 1);
    // A load balancer takes no subnet smaller than this.
    expect(open.every((range) => Number(range.split("/")[1]) <= 27)).toBe(true);
  },
);

test.each([
  ["10.40.0.0/16", "10.40.0.0/19", "10.40.32.0/20", "10.40.48.0/20", 8187],
  ["10.40.0.0/20", "10.40.0.0/23", "10.40.2.0/24", "10.40.3.0/24", 507],
  ["192.168.254.0/23", "192.168.254.0/26", "192.168.254.64/27", "192.168.254.96/27", 59],
])(
  "%s in its first zone: service %s, public %s, database %s",
  (cidr, service, open, database, count) => {
    const ranges = subnetRanges(cidr, 2);
    expect([ranges.service[0], ranges.public[0], ranges.database[0]]).toEqual([
      service,
      open,
      database,
    ]);
    expect(usableAddresses(service)).toBe(count);
  },
);

test("a third zone at the end moves no subnet of the other two", () => {
  const [two, three] = [2, 3].map((zones) => subnetRanges("10.40.0.0/20", zones));
  for (const tier of ["public", "service", "database"] as const) {
    expect(three?.[tier].slice(0, 2)).toEqual(two?.[tier]);
  }
});

const own = (more: object) => ({ network: { ...ownNetworkSection(), ...more } });
const everywhere = { mode: "anywhere", reason: "Partners publish no addresses." };

test.each(["10.0.0.0/16", "172.31.0.0/16", "192.168.254.0/23", "100.64.0.0/20"])(
  "takes %s",
  (cidr) => {
    expect(judged(ownNetworkFits, own({ cidr }))).toBe("");
  },
);

test.each(["10.0.0.0/15", "10.0.0.0/24", "172.32.0.0/16", "198.51.100.0/23", "fd00::/16"])(
  "refuses %s as the range of a network of our own",
  (cidr) => {
    expect(judged(ownNetworkFits, own({ cidr }))).toBe(
      `network.cidr: must be a private IPv4 range of /16 to /23, got ${cidr}
    choose one of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 that no network has to which it may be joined, such as 10.40.0.0/20
`,
    );
  },
);

test("the service subnets hold two revisions of the most tasks, a migration, endpoints and an internal load balancer", () => {
  const tasks = (tasksMax: number) =>
    judged(ownNetworkFits, { ...own({ cidr: "10.40.0.0/23" }), "service.tasksMax": tasksMax });
  expect(tasks(46)).toBe("");
  expect(tasks(47)).toBe(
    `network.cidr: must have room for 119 addresses in its service subnets (94 for tasks during a rollout, 1 for a migration, 8 for endpoints, 16 for the load balancer), got 10.40.0.0/23, of which they are 118 in 10.40.0.0/26 and 10.40.0.128/26
    choose a larger range, or lower service.tasksMax
`,
  );
});

test("refuses a zone of another region", () => {
  expect(judged(ownNetworkFits, own({ availabilityZones: ["us-east-1a", "us-west-2b"] }))).toBe(
    `network.availabilityZones[1]: must be a zone of us-east-1, got us-west-2b
    name zones such as us-east-1a: aws ec2 describe-availability-zones --region us-east-1
`,
  );
});

test("refuses what others own in a VPC that does not exist yet, and IPv6", () => {
  const arn =
    "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef";
  const others = {
    ...own({}),
    loadBalancer: {
      mode: "existing",
      listenerArn: arn,
      securityGroupId: "sg-0123456789abcdef0",
      addSecurityGroupRule: false,
      priority: 10,
    },
    database: {
      mode: "existing",
      securityGroupId: "sg-0123456789abcdef0",
      port: 5432,
      addIngressRule: false,
    },
  };
  expect(judged(ownNetworkAlone, others)).toBe(
    `loadBalancer.mode: must be create where network.mode is create, got existing
    a load balancer reaches tasks in its own VPC alone: make one here, or use its VPC with network.mode: existing
database.mode: must be create or none where network.mode is create, got existing
    an existing database is in another VPC, to which nothing leads: make one here, or use its VPC with network.mode: existing
`,
  );
  expect(judged(ownNetworkAlone, { ...own({}), "loadBalancer.ipAddressType": "dualstack" })).toBe(
    `loadBalancer.ipAddressType: must be ipv4 where network.mode is create, got dualstack
    write ipv4: the network that is made has no IPv6 addresses
`,
  );
  expect(judged(ownNetworkAlone, { ...own({}), database: { mode: "none" } })).toBe("");
});

const listed = (cidrs: string[]) => ({ ...ownNetworkSection().egress, cidrs });
const connection = (more: object) => ({ port: 6379, purpose: "sessions in Redis", ...more });

test("without a NAT gateway the tasks go to what is in the network", () => {
  const inside = {
    egress: listed(["10.40.8.0/24"]),
    connections: [connection({ to: "range", cidr: "10.40.9.0/24" })],
    resolverCidrs: ["10.40.0.2/32"],
  };
  expect(judged(ownNetworkLeadsThere, own(inside))).toBe("");
});

test.each([
  ["egress.mode", { egress: everywhere }, "anywhere"],
  ["egress.cidrs[0]", { egress: listed(["10.0.0.0/8"]) }, "10.0.0.0/8"],
  [
    "connections[0].cidr",
    { connections: [connection({ to: "range", cidr: "10.41.0.0/24" })] },
    "10.41.0.0/24",
  ],
  [
    "connections[0].to",
    { connections: [connection({ to: "anywhere", reason: "It publishes no addresses." })] },
    "anywhere",
  ],
  ["resolverCidrs[0]", { resolverCidrs: ["fd00::2/128"] }, "fd00::2/128"],
])(
  "refuses network.%s beyond a network without a NAT gateway, and takes it with one",
  (at, more, got) => {
    expect(judged(ownNetworkLeadsThere, own(more))).toBe(
      `network.${at}: must be inside of 10.40.0.0/20 where network.nat is none, got ${got}
    remove it, or write nat: one or perZone: nothing else leads out of the network
`,
    );
    expect(judged(ownNetworkLeadsThere, own({ ...more, nat: "perZone" }))).toBe("");
  },
);

test("refuses a NAT gateway that nothing goes through", () => {
  expect(judged(ownNetworkLeadsThere, own({ nat: "one" }))).toBe(
    `network.nat: must be none where the tasks go nowhere outside 10.40.0.0/20, got one
    write none, since a gateway costs money by the hour; or say in network.egress or network.connections where they go
`,
  );
});

const may = (...actions: string[]) => [
  { on: "everything", sid: "Uses", actions, reason: "These actions know no resource." },
];

test("refuses a permission for a service to which no endpoint leads", () => {
  const given = { ...own({}), "service.permissions": may("sqs:SendMessage", "ec2:DescribeVpcs") };
  expect(judged(ownNetworkLeadsThere, given)).toBe(
    `service.permissions: must name only services to which an endpoint leads where network.nat is none, got ec2
    write nat: one or perZone and network.egress.mode: anywhere with the reason, or remove the actions
`,
  );
});

test("endpoints are those of what a task needs and the application may call; with egress to anywhere only the free ones", () => {
  const endpoints = (settings: object) => ownEndpoints(ownNetworkEnvironment({ ...settings }));
  const needed = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"];
  expect(endpoints({})).toEqual({ interfaces: needed, gateways: ["s3"] });
  expect(endpoints({ "service.execEnabled": true }).interfaces).toEqual(
    [...needed, "kms", "ssmmessages"].sort(),
  );
  expect(
    endpoints({
      "service.permissions": may("sqs:SendMessage", "dynamodb:GetItem", "s3:GetObject"),
    }),
  ).toEqual({ interfaces: [...needed, "sqs"], gateways: ["dynamodb", "s3"] });
  const open = { "network.egress": everywhere, "network.nat": "one" };
  expect(endpoints(open)).toEqual({ interfaces: [], gateways: ["s3"] });
});
