import {
  AllocateAddressCommand,
  CreateVpcCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import type { Environment } from "../../../src/config/schema";
import { runPreflight } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { openNetworkEnvironment, ownNetworkEnvironment } from "../../support/own-network";
import { type Answers, accountWithAnswers } from "./account-with-answers";

const closed = ownNetworkEnvironment();
const open = openNetworkEnvironment();
const oneGateway = { ...open, network: { ...open.network, nat: "one" } } as Environment;

/** The quotas of an account, by their codes; 50 for others. */
const quotas = (own: Readonly<Record<string, object>>): Answers => ({
  GetServiceQuota: {
    body: (request) => JSON.stringify(own[JSON.parse(request).QuotaCode] ?? value(50)),
  },
});
const value = (Value: number) => ({ Quota: { Value } });
const vpcs = (quota: object) => quotas({ "L-F678F1CE": quota });
const addresses = (quota: object) => quotas({ "L-0263D0A3": quota });

const refusedBy = (action: string): Answers => ({
  [action]: {
    status: 403,
    body: "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>not authorized</Message></Error></Errors></Response>",
  },
});
const zonesAnswer = (...zones: readonly [name: string, state: string][]): Answers => ({
  DescribeAvailabilityZones: {
    body: `<DescribeAvailabilityZonesResponse><availabilityZoneInfo>${zones
      .map(([name, s]) => `<item><zoneName>${name}</zoneName><zoneState>${s}</zoneState></item>`)
      .join("")}</availabilityZoneInfo></DescribeAvailabilityZonesResponse>`,
  },
});
const more = "ask for more in the console, Service Quotas; it takes hours to days";
const permission = (...actions: readonly string[]) =>
  `let this role do ${actions.join(", ")} (docs/preflight.md has the whole policy), or look yourself`;
const forQuotas = permission(
  "servicequotas:GetServiceQuota",
  "elasticloadbalancing:DescribeLoadBalancers",
  "rds:DescribeDBInstances",
  "ec2:DescribeAddresses",
  "ec2:DescribeVpcs",
);

describeWithEmulator("an account for a network of the environment's own", (aws) => {
  const ec2Of = (environment: Environment) =>
    new EC2Client({
      ...aws().clientConfig,
      region: environment.region,
      credentials: { accessKeyId: environment.account, secretAccessKey: "none" },
    });

  async function said(subject: string, environment: Environment, answers: Answers) {
    const { account, stop } = await accountWithAnswers(aws(), environment, {
      ...quotas({}),
      ...answers,
    });
    try {
      return (await runPreflight(account))
        .filter((check) => check.subject === subject)
        .map(({ verdict, finding, fix }) => [verdict, finding, ...(fix ? [fix] : [])].join(": "));
    } finally {
      stop();
    }
  }

  /** What is said of a quota; the emulator has one VPC of its own. */
  const quotaLine = async (what: string, environment: Environment, answers: Answers) =>
    (await said("Quotas", environment, answers)).filter((line) => line.includes(what));

  test("a private zone is associated by the person who owns it: the command is there as it is typed, with the VPC's id once that is made", async () => {
    const { hostedZone } = closed.domain;
    const answers: Answers = {
      [`GET /2013-04-01/hostedzone/${hostedZone.id}`]: {
        body: `<GetHostedZoneResponse>
          <HostedZone><Id>/hostedzone/${hostedZone.id}</Id><Name>${hostedZone.name}.</Name><Config><PrivateZone>true</PrivateZone></Config></HostedZone>
          <VPCs><VPC><VPCRegion>us-east-1</VPCRegion><VPCId>vpc-0fedcba9876543210</VPCId></VPC></VPCs>
        </GetHostedZoneResponse>`,
      },
    };
    const why = "names of it resolve only in the VPCs that it is associated with: ";
    const command = `aws route53 associate-vpc-with-hosted-zone --hosted-zone-id ${hostedZone.id} --vpc VPCRegion=us-east-1,VPCId=`;
    expect((await said("Zone", closed, answers))[0]).toBe(
      `unknown: ${hostedZone.name} is private, and the network that will be made is not associated with it: ${why}after the first apply, ${command}<id of the VPC, which preflight then prints>`,
    );
    const made = await ec2Of(closed).send(
      new CreateVpcCommand({
        CidrBlock: "10.40.0.0/20",
        TagSpecifications: [
          {
            ResourceType: "vpc",
            Tags: [
              { Key: "application", Value: closed.application },
              { Key: "environment", Value: closed.environment },
              { Key: "managed-by", Value: "slipway" },
            ],
          },
        ],
      }),
    );
    const id = made.Vpc?.VpcId;
    expect((await said("Zone", closed, answers))[0]).toBe(
      `unknown: ${hostedZone.name} is not associated with ${id}: ${why}${command}${id}`,
    );
  });

  test.each<[title: string, answers: Answers, line: string]>([
    ["the zones are there", {}, "fine: 10.40.0.0/20 in us-east-1a and us-east-1b is made"],
    [
      "a zone is not offered to the account",
      zonesAnswer(["us-east-1a", "available"], ["us-east-1c", "available"]),
      "wrong: us-east-1b cannot be used here; the account has us-east-1a, us-east-1c: correct network.availabilityZones",
    ],
    [
      "a zone is impaired",
      zonesAnswer(["us-east-1a", "impaired"], ["us-east-1b", "available"]),
      "wrong: us-east-1a cannot be used here; the account has us-east-1b: correct network.availabilityZones",
    ],
    [
      "no zones are named",
      zonesAnswer(),
      "wrong: us-east-1a and us-east-1b cannot be used here; the account has none: correct network.availabilityZones",
    ],
    [
      "AWS refuses to name the zones",
      refusedBy("DescribeAvailabilityZones"),
      `unknown: AWS refuses to say: not authorized: ${permission("ec2:DescribeAvailabilityZones", "ec2:DescribeVpcs")}`,
    ],
    [
      "AWS refuses to name the VPCs",
      refusedBy("DescribeVpcs"),
      `unknown: AWS refuses to say: not authorized: ${permission("ec2:DescribeAvailabilityZones", "ec2:DescribeVpcs")}`,
    ],
  ])("Network: %s", async (_, answers, line) => {
    expect(await said("Network", closed, answers)).toEqual([line]);
  });

  test.each<[title: string, answers: Answers, lines: readonly string[]]>([
    ["as many as are needed", vpcs(value(2)), ["fine: 2 of 2 VPCs"]],
    [
      "one too few",
      vpcs(value(1)),
      [`wrong: 2 VPCs would be needed, and the account may have 1: ${more}`],
    ],
    [
      "without a value",
      vpcs({}),
      ["unknown: the quota of VPCs has no value: look in the console, Service Quotas"],
    ],
  ])("a quota of VPCs: %s", async (_, answers, lines) => {
    expect(await quotaLine("VPCs", closed, answers)).toEqual(lines);
  });

  test.each<[title: string, environment: Environment, answers: Answers, lines: readonly string[]]>([
    ["without a NAT gateway none is needed", closed, addresses(value(0)), []],
    ["one gateway", oneGateway, addresses(value(2)), ["fine: 2 of 2 elastic IPs"]],
    ["a gateway in each zone", open, addresses(value(3)), ["fine: 3 of 3 elastic IPs"]],
    [
      "one too few",
      open,
      addresses(value(2)),
      [`wrong: 3 elastic IPs would be needed, and the account may have 2: ${more}`],
    ],
    [
      "without a value",
      open,
      addresses({}),
      ["unknown: the quota of elastic IPs has no value: look in the console, Service Quotas"],
    ],
  ])(
    "a quota of elastic IPs, of which one is in use: %s",
    async (_, environment, answers, lines) => {
      await ec2Of(environment).send(new AllocateAddressCommand({ Domain: "vpc" }));
      expect(await quotaLine("elastic IPs", environment, answers)).toEqual(lines);
    },
  );

  test.each(["DescribeVpcs", "DescribeAddresses"])(
    "Quotas: refused %s is unknown, and names the permissions",
    async (action) => {
      expect(await said("Quotas", open, refusedBy(action))).toEqual([
        `unknown: AWS refuses to say: not authorized: ${forQuotas}`,
      ]);
    },
  );

  async function makeVpcFor(environment: string): Promise<string | undefined> {
    const { application } = open;
    const tags = { application, environment, "managed-by": "slipway" };
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const { Vpc } = await ec2Of(open).send(
      new CreateVpcCommand({
        CidrBlock: "10.40.0.0/20",
        TagSpecifications: [{ ResourceType: "vpc", Tags }],
      }),
    );
    return Vpc?.VpcId;
  }

  test("once it is made, the VPC is known by its tags and counts in no quota", async () => {
    const vpcId = await makeVpcFor(open.environment);
    const full = quotas({ "L-F678F1CE": value(0), "L-0263D0A3": value(0) });
    expect(await said("Network", open, full)).toEqual([
      `fine: ${vpcId}, made for this environment`,
    ]);
    expect(await quotaLine("VPCs", open, full)).toEqual([]);
    expect(await quotaLine("elastic IPs", open, full)).toEqual([]);
  });

  test("the VPC of another environment is not taken for it", async () => {
    await makeVpcFor("other");
    const { Vpcs = [] } = await ec2Of(open).send(new DescribeVpcsCommand({}));
    expect(await said("Network", open, {})).toEqual([
      "fine: 10.40.0.0/20 in us-east-1a and us-east-1b is made",
    ]);
    expect(await quotaLine("VPCs", open, {})).toEqual([`fine: ${Vpcs.length + 1} of 50 VPCs`]);
  });

  test("nothing is said of what is made", async () => {
    for (const subject of ["VPC", "Subnets", "Egress"])
      expect(await said(subject, closed, {})).toEqual([]);
  });
});
