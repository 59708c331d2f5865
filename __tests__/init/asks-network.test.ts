import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CommandError } from "../../src/base/errors";
import { personWho, useInitFolder } from "../support/init-folder";
import { ownNetworkSection } from "../support/own-network";
import { slipwayHere } from "../support/slipway-here";

const { init, text, made } = useInitFolder();
const inNewAccount = "--role production --account 444444444444";

test("one answer makes the network: it asks for range, zones and NAT gateways, and for no VPC or subnets", async () => {
  const person = personWho({ Network: "create" });
  await init(`shop prod ${inNewAccount} --region us-west-2`, person);

  const start = person.asked.findIndex((question) => question.startsWith("Network"));
  expect(person.asked.slice(start, start + 6)).toEqual([
    "Network: existing (a VPC that is there) or create [existing]: ",
    "Address range of the network that is made (/16 to /23) [10.40.0.0/20, a placeholder]: ",
    "Its availability zones, two or three, with commas [us-west-2a, us-west-2b, a placeholder]: ",
    "Its NAT gateways: none, one or perZone [none]: ",
    "Load balancer: internet-facing or internal [internet-facing]: ",
    "Route 53 zone of the host name [example.gov, a placeholder]: ",
  ]);
  expect(text("shop-prod")).toContain(`
network:
  mode: create
  cidr: 10.40.0.0/20 # placeholder: no network may have it to which this one may be joined
  availabilityZones:
    - us-west-2a # placeholder: preflight says which the account has
    - us-west-2b
  nat: none
  flowLogRetentionDays: 365
  egress:
    mode: listed
    endpointSecurityGroupIds: []
    prefixListIds: []
    cidrs: []
  resolverCidrs: []

loadBalancer:
`);
  expect(await slipwayHere(process.cwd(), ["check", "shop-prod"])).toMatchObject({
    code: 0,
    stderr: "",
  });
});

test.each(["production", "development"])(
  "%s in an account that has only a hosted zone names nothing else that must be there",
  async (role) => {
    const terminal = await init(
      `shop one --role ${role} --account 444444444444 --network create --cidr 10.60.0.0/20 --zones us-east-1a,us-east-1c`,
    );
    expect(text("shop-one")).not.toMatch(/\b(vpc|subnet|sg|pl)-/);
    expect(made("shop-one").environment).toMatchObject({
      network: { cidr: "10.60.0.0/20", availabilityZones: ["us-east-1a", "us-east-1c"] },
      ...{ loadBalancer: { mode: "create" }, cluster: { mode: "create" } },
      database: { mode: "create" },
    });
    expect(terminal.stdout()).not.toMatch(/^ {2}network\./m);
  },
);

test("Enter leaves the network to others, and the file says no more than before", async () => {
  await init(`shop one ${inNewAccount}`, personWho({}));
  const before = text("shop-one");
  expect(before).toContain("network:\n  vpcId: vpc-0a1b2c3d4e5f60001 # placeholder\n");
  rmSync("environments/shop-one.yaml");
  await init(`shop one ${inNewAccount} --network existing`);
  expect(text("shop-one")).toBe(before);
});

test.each([
  ["--role production", "perZone"],
  ["--role development", "one"],
])("%s that reaches the Internet gets NAT gateways: %s", async (role, nat) => {
  await init(`shop one ${role} --account 444444444444 --network create --nat ${nat}`);
  expect(made("shop-one").environment.network).toMatchObject({ nat });
  expect(text("shop-one")).toContain(
    "  egress:\n    mode: anywhere\n    reason: Say here what the tasks must reach on the Internet. # placeholder: why\n",
  );
});

test("like an environment whose tasks go anywhere it proposes gateways: one for a single task, else one in each zone", async () => {
  for (const [like, nat] of [
    ["eec-dev", "one"],
    ["eec-prod", "perZone"],
  ]) {
    const file = `environments/${like}.yaml`;
    const before = readFileSync(file, "utf8");
    const anywhere =
      "  egress:\n    mode: anywhere\n    reason: Partners publish no addresses.\n" +
      "  connections:\n    - to: securityGroup\n      securityGroupId: sg-0a1b2c3d4e5f70999\n      port: 6379\n      purpose: sessions in Redis\n";
    writeFileSync(file, before.replace(/ {2}egress:\n[\s\S]*?(?= {2}resolverCidrs)/, anywhere));
    const name = `shop-${nat?.slice(0, 3).toLowerCase()}`;
    await init(`${name.replace("-", " ")} --like ${like} --network create`);
    expect(made(name).environment.network).toMatchObject({ mode: "create", nat });
    expect(text(name)).not.toContain("sg-0a1b2c3d4e5f70999"); // it is of the other VPC
    writeFileSync(file, before);
  }
});

test("with a NAT gateway besides where permissions need one, so that the first answer is a valid one", async () => {
  const file = "environments/eec-dev.yaml";
  const permissions = `  permissions:
    - on: everything
      sid: ReadScans
      actions: [textract:DetectDocumentText]
      reason: Textract reads scans, and has no resources to name.
`;
  writeFileSync(file, readFileSync(file, "utf8").replace(/^service:\n/m, `$&${permissions}`));
  await init("shop one --like eec-dev --network create");
  expect(made("shop-one").environment.network).toMatchObject({ nat: "one" });
});

test("beside a production in others' network it is a declared difference, whose reason is to be written", async () => {
  await init(`shop prod ${inNewAccount}`);
  await init("shop dev --role development --account 444444444444 --network create");
  expect(made("shop-dev").environment.network.mode).toBe("create");
  expect(text("shop-dev")).toContain(
    "mirrors: shop-prod\ndifferences:\n  - setting: network\n    because: Say here why this may differ from what is mirrored. # placeholder: why\n",
  );
  expect(await slipwayHere(process.cwd(), ["parity", "shop-dev"])).toMatchObject({ code: 0 });
});

test("each network gets a range that no other file has", async () => {
  await init(`shop one ${inNewAccount} --network create`);
  await init(`shop two ${inNewAccount} --network create`);
  expect(made("shop-two").environment.network).toMatchObject({ cidr: "10.41.0.0/20" });
});

test("what is like an environment with a network of its own has one too, in its own region", async () => {
  await init(`shop one ${inNewAccount} --network create --cidr 10.60.0.0/19 --nat perZone`);
  const person = personWho({ "AWS region": "us-west-2", "Its NAT gateways": "none" });
  await init("shop two --like shop-one", person);

  expect(person.asked.filter((question) => question.startsWith("Network"))).toEqual([]);
  expect(made("shop-two").environment.network).toEqual({
    ...ownNetworkSection(),
    cidr: "10.40.0.0/19",
    availabilityZones: ["us-west-2a", "us-west-2b"],
    flowLogRetentionDays: 365,
  });
});

test("a range that is too small is asked for again, with the reason", async () => {
  const person = personWho({
    Network: "create",
    "Address range": ["10.40.0.0/24", "10.50.0.0/22"],
  });
  const terminal = await init(`shop prod ${inNewAccount}`, person);
  expect(terminal.stdout()).toContain(
    "  must be a private IPv4 range of /16 to /23, got 10.40.0.0/24; choose one of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 that no network has to which it may be joined, such as 10.40.0.0/20\n",
  );
  expect(made("shop-prod").environment.network).toMatchObject({ cidr: "10.50.0.0/22" });
});

test("is not asked where load balancer or database stand in others' network", async () => {
  const person = personWho({});
  await init("shop test --role test", person);
  expect(person.asked.filter((question) => /^(Network|VPC)/.test(question))).toEqual([
    "VPC (vpc-…) [vpc-0a1b2c3d4e5f60001, a placeholder]: ",
  ]);
});

test("refuses it there as a flag, with what to do", async () => {
  await expect(init("shop test --role test --network create")).rejects.toThrow(
    /database\.mode: must be create or none where network\.mode is create, got existing\n {4}an existing database is in another VPC, to which nothing leads: make one here, or use its VPC with network\.mode: existing\n/,
  );
});

test.each([
  [
    "shop one --role production --network made",
    '--network must be one of existing, create, got "made". Nothing was written.',
  ],
  [
    "shop one --role production --network create --vpc vpc-0123456789abcdef0",
    "--vpc must be left out: the environment that it is like has no network.vpcId. Nothing was written.",
  ],
  [
    "shop one --role production --cidr 10.60.0.0/20",
    "--cidr must be left out: the environment that it is like has no network.cidr. Nothing was written.",
  ],
])("refuses %s", async (words, message) => {
  await expect(init(words)).rejects.toThrow(new CommandError(2, message));
});

test("refuses others' network where the environment that it is like makes its own", async () => {
  await init(`shop one ${inNewAccount} --network create`);
  await expect(init("shop two --like shop-one --network existing")).rejects.toThrow(
    new CommandError(
      2,
      "--network existing needs an environment to be like whose VPC exists, and this one makes its own: use --like with another, or --role. Nothing was written.",
    ),
  );
});
