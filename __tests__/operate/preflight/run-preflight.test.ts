import { readFileSync } from "node:fs";
import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { checklist } from "../../../src/base/checklist";
import type { Environment } from "../../../src/config/schema";
import type { Account } from "../../../src/operate/preflight/look";
import { looks, runPreflight } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { makeExisting } from "../../support/existing-objects";
import { fixtureEnvironment } from "../../support/fixture-environments";
import { existingNetwork } from "../../support/own-network";
import { type Answers, accountWithAnswers, jsonAnswer, queryAnswer } from "./account-with-answers";
import { guarded } from "./guarded";

/** The emulator gives back no group of an endpoint. */
const endpoints = (names: readonly string[], group: string, state = "available"): Answers => ({
  DescribeVpcEndpoints: {
    body: `<DescribeVpcEndpointsResponse><vpcEndpointSet>${names
      .map(
        (name) =>
          `<item><vpcEndpointType>${name === "s3" ? "Gateway" : "Interface"}</vpcEndpointType><state>${state}</state><serviceName>com.amazonaws.us-east-1.${name}</serviceName><groupSet>${
            name === "s3" ? "" : `<item><groupId>${group}</groupId></item>`
          }</groupSet></item>`,
      )
      .join("")}</vpcEndpointSet></DescribeVpcEndpointsResponse>`,
  },
});
const all = ["ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager", "ssmmessages", "s3"];
const without = (...names: readonly string[]) => all.filter((name) => !names.includes(name));
const endpointGroup = "sg-0a1b2c3d4e5f70201";

/** What the emulator does not know of an account. */
const account: Answers = {
  ...jsonAnswer("GetRegistryScanningConfiguration", {
    registryId: "222222222222",
    scanningConfiguration: { scanType: "BASIC", rules: [] },
  }),
  ...endpoints(all, endpointGroup),
  ...jsonAnswer("GetServiceQuota", { Quota: { Value: 40 } }),
  ...guarded,
  ...queryAnswer("GetRole", "<Role><RoleName>AWSServiceRole</RoleName></Role>"),
  ...queryAnswer(
    "DescribeOrderableDBInstanceOptions",
    `<OrderableDBInstanceOptions><OrderableDBInstanceOption>
       <EngineVersion>17.4</EngineVersion><DBInstanceClass>db.t4g.medium</DBInstanceClass><MultiAZCapable>false</MultiAZCapable>
     </OrderableDBInstanceOption></OrderableDBInstanceOptions>`,
  ),
};
const quota = (value: number) => jsonAnswer("GetServiceQuota", { Quota: { Value: value } });
/** One quota of this value, and enough of all others. */
const quotaOf = (code: string, value: number): Answers => ({
  GetServiceQuota: {
    body: (request) => JSON.stringify({ Quota: { Value: request.includes(code) ? value : 40 } }),
  },
});
/** What S3 answers a HEAD has no body. */
const stateBucketAnswers = (status: number): Answers => ({
  "HEAD /slipway-state-222222222222": { status, body: "" },
  "HEAD /slipway-state-222222222222/": { status, body: "" },
});
const denied = (action: string): Answers => ({
  [action]: {
    status: 400,
    body: JSON.stringify({ __type: "AccessDeniedException", message: "not authorized" }),
  },
});

interface How {
  /** Whose account; EEC dev's when left out. */
  readonly name?: string;
  readonly answers?: Answers;
  readonly change?: Change;
  readonly nameServersOf?: Account["nameServersOf"];
}

const refused = (code: string) => async (): Promise<never> => {
  throw Object.assign(new Error(code), { code });
};

type Change = (environment: Environment, clients: { ec2: EC2Client; s3: S3Client }) => unknown;

describeWithEmulator("preflight", (aws) => {
  /** EEC dev's account as it should be before the first plan, after a change. */
  async function inAccount<T>(
    body: (account: Account) => Promise<T>,
    { name = "eec-dev", answers = {}, change = () => {}, nameServersOf }: How = {},
  ): Promise<T> {
    const environment = structuredClone(fixtureEnvironment(name)) as Environment;
    await makeExisting(aws(), environment);
    const config = {
      ...aws().clientConfig,
      region: environment.region,
      credentials: { accessKeyId: environment.account, secretAccessKey: "none" },
    };
    const [ec2, s3] = [new EC2Client(config), new S3Client({ ...config, forcePathStyle: true })];
    await completed(environment, ec2, s3);
    await change(environment, { ec2, s3 });
    const { account: seen, stop } = await accountWithAnswers(aws(), environment, {
      ...account,
      ...answers,
    });
    try {
      return await body({ ...seen, ...(nameServersOf && { nameServersOf }) });
    } finally {
      stop();
    }
  }

  test("an account that has everything is fine, line by line", async () => {
    const found = await inAccount((seen) => runPreflight(seen));
    expect(
      checklist(found, { interactive: false, columns: 120 }),
    ).toBe(`✓ State       slipway-state-222222222222
✓ Scanning    basic
✓ GitHub      the identity provider is made
✓ Quotas      2 of 40 Fargate vCPUs
✓ Quotas      1 of 40 load balancers
✓ Quotas      1 of 40 databases
✓ Roles       AWS's own for ecs, ecs.application-autoscaling, elasticloadbalancing, rds
✓ VPC         vpc-0a1b2c3d4e5f70001
✓ Subnets     loadBalancer: 2 subnets, us-east-1a and us-east-1b
✓ Subnets     service: 2 private subnets, us-east-1a and us-east-1b
✓ Subnets     database: 2 private subnets, us-east-1a and us-east-1b
✓ Egress      every endpoint that a task needs is there
✓ Groups      3 that the file names are there
✓ Zone        example.gov, private, of vpc-0a1b2c3d4e5f70001
✓ Zone        example.gov, public, delegated to this zone
✓ Database    PostgreSQL 17 on db.t4g.medium
✓ CloudTrail  organisation logs who does what
✓ Config      default records changes
✓ GuardDuty   it watches

19 fine, 0 wrong, 0 unknown from here`);
  });

  /** The first line of one subject after a change that is not fine. */
  const lineOf = async (subject: string, how: How) => {
    const look = looks.find((one) => one.subject === subject);
    const answers = await inAccount(async (seen) => (await look?.run(seen)) ?? [], how);
    const [first] = answers.filter(({ verdict }) => verdict !== "fine");
    expect(first?.fix ?? "").toMatch(/\w{4}/);
    return first && [`${first.verdict}: ${first.finding}`, first.fix];
  };

  test.each<[subject: string, title: string, how: How, line: string]>([
    [
      "State",
      "no bucket",
      {
        change: (e) => {
          e.state.bucket = "another-bucket";
        },
      },
      "wrong: another-bucket does not exist",
    ],
    [
      "State",
      "a bucket that forgets",
      {
        change: ({ state }, { s3 }) =>
          s3.send(
            new PutBucketVersioningCommand({
              Bucket: state.bucket,
              VersioningConfiguration: { Status: "Suspended" },
            }),
          ),
      },
      "wrong: slipway-state-222222222222 keeps no earlier versions",
    ],
    [
      "State",
      "a bucket in another region",
      { answers: stateBucketAnswers(301) },
      "wrong: slipway-state-222222222222 is in another region → correct state.region",
    ],
    [
      "State",
      "a bucket that this role may not read",
      { answers: stateBucketAnswers(403) },
      "unknown: slipway-state-222222222222 is there, but AWS does not let this role read it, or it belongs to another account → use a role that may, such as the environment's plan role; if the name is another's, choose another in state.bucket",
    ],
    [
      "Scanning",
      "the other scanner",
      {
        change: (e) => {
          e.delivery.scanning = "enhanced";
        },
      },
      "wrong: the registry scans basic, and the file says enhanced",
    ],
    [
      "Scanning",
      "no rule for the repository",
      {
        change: (e) => {
          e.delivery.scanning = "enhanced";
        },
        answers: jsonAnswer("GetRegistryScanningConfiguration", {
          scanningConfiguration: {
            scanType: "ENHANCED",
            rules: [
              {
                scanFrequency: "SCAN_ON_PUSH",
                repositoryFilters: [{ filter: "prod*", filterType: "WILDCARD" }],
              },
            ],
          },
        }),
      },
      "wrong: enhanced, but no rule of the registry scans eec/dev",
    ],
    [
      "GitHub",
      "no provider",
      {
        change: (e) => {
          if (e.access.github.mode === "oidc") e.access.github.provider = "existing";
        },
      },
      "wrong: the account has no identity provider token.actions.githubusercontent.com",
    ],
    [
      "GitHub",
      "a provider that the file makes and that is there",
      {
        answers: queryAnswer(
          "ListOpenIDConnectProviders",
          "<OpenIDConnectProviderList><member><Arn>arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com</Arn></member></OpenIDConnectProviderList>",
        ),
      },
      "unknown: the account has the identity provider token.actions.githubusercontent.com, and the file makes one → fine if this environment made it; else write access.github.provider: existing, since an account has one",
    ],
    [
      "Quotas",
      "too few vCPUs",
      { answers: quota(1) },
      "wrong: 2 Fargate vCPUs would be needed, and the account may have 1",
    ],
    [
      "Quotas",
      "too few load balancers, of which network ones do not count",
      {
        answers: {
          ...quotaOf("L-53DA6B97", 2),
          ...queryAnswer(
            "DescribeLoadBalancers",
            `<LoadBalancers>${["application", "network", "application"]
              .map((type) => `<member><Type>${type}</Type></member>`)
              .join("")}</LoadBalancers>`,
          ),
        },
      },
      "wrong: 3 load balancers would be needed, and the account may have 2 → ask for more in the console, Service Quotas; it takes hours to days",
    ],
    [
      "Quotas",
      "too few databases",
      {
        answers: {
          ...quotaOf("L-7B6409FD", 1),
          ...queryAnswer(
            "DescribeDBInstances",
            "<DBInstances><DBInstance><DBInstanceIdentifier>other</DBInstanceIdentifier></DBInstance></DBInstances>",
          ),
        },
      },
      "wrong: 2 databases would be needed, and the account may have 1 → ask for more in the console, Service Quotas; it takes hours to days",
    ],
    [
      "Quotas",
      "too few load balancers beside its own, which is not counted twice",
      {
        answers: {
          ...quotaOf("L-53DA6B97", 1),
          ...queryAnswer(
            "DescribeLoadBalancers",
            `<LoadBalancers>${["eec-dev", "other"]
              .map(
                (name) =>
                  `<member><Type>application</Type><LoadBalancerName>${name}</LoadBalancerName></member>`,
              )
              .join("")}</LoadBalancers>`,
          ),
        },
      },
      "wrong: 2 load balancers would be needed, and the account may have 1",
    ],
    [
      "Quotas",
      "too few databases beside its own, which is not counted twice",
      {
        answers: {
          ...quotaOf("L-7B6409FD", 1),
          ...queryAnswer(
            "DescribeDBInstances",
            `<DBInstances>${["eec-dev", "other"]
              .map(
                (name) =>
                  `<DBInstance><DBInstanceIdentifier>${name}</DBInstanceIdentifier></DBInstance>`,
              )
              .join("")}</DBInstances>`,
          ),
        },
      },
      "wrong: 2 databases would be needed, and the account may have 1",
    ],
    [
      "Quotas",
      "no value",
      { answers: jsonAnswer("GetServiceQuota", {}) },
      "unknown: the quota of Fargate vCPUs has no value",
    ],
    [
      "VPC",
      "another VPC",
      {
        change: (e) => {
          existingNetwork(e).vpcId = "vpc-0123456789abcdef0";
        },
      },
      "wrong: vpc-0123456789abcdef0 is not in 222222222222, us-east-1",
    ],
    [
      "VPC",
      "no names",
      {
        change: (e, { ec2 }) =>
          ec2.send(
            new ModifyVpcAttributeCommand({
              VpcId: existingNetwork(e).vpcId,
              EnableDnsHostnames: { Value: false },
            }),
          ),
      },
      "wrong: vpc-0a1b2c3d4e5f70001 does not give out DNS names (enableDnsSupport and enableDnsHostnames)",
    ],
    [
      "Subnets",
      "a subnet that is not there",
      {
        change: (e) => {
          existingNetwork(e).serviceSubnetIds[0] = "subnet-0123456789abcdef0";
        },
      },
      "wrong: subnet-0123456789abcdef0 does not exist",
    ],
    [
      "Subnets",
      "one zone",
      {
        change: (e) => {
          existingNetwork(e).serviceSubnetIds = [
            existingNetwork(e).loadBalancerSubnetIds[0] as string,
            existingNetwork(e).databaseSubnetIds[0] as string,
          ];
        },
      },
      "wrong: subnet-0a1b2c3d4e5f70101, subnet-0a1b2c3d4e5f70121 are all in us-east-1a",
    ],
    [
      "Subnets",
      "few addresses",
      {
        change: (e) => {
          e.service.tasksMax = 300;
        },
      },
      "wrong: 251 and 251 addresses are free in network.serviceSubnetIds, of the 601 that it takes",
    ],
    [
      "Subnets",
      "a private load balancer in front of the Internet",
      {
        change: (e) => {
          if (e.loadBalancer.mode === "create") e.loadBalancer.scheme = "internet-facing";
        },
      },
      "wrong: subnet-0a1b2c3d4e5f70101 has no route to an internet gateway, and the load balancer is internet-facing",
    ],
    [
      "Subnets",
      "tasks in a public subnet",
      {
        change: (e, { ec2 }) =>
          openToInternet(
            ec2,
            existingNetwork(e).vpcId,
            existingNetwork(e).serviceSubnetIds[0] as string,
          ),
      },
      "wrong: subnet-0a1b2c3d4e5f70111 has a route to an internet gateway: it is a public subnet",
    ],
    [
      "Egress",
      "no endpoint",
      { answers: endpoints(without("ecr.dkr", "s3"), endpointGroup) },
      "wrong: no endpoint for ecr.dkr, s3, and nothing else leads there",
    ],
    [
      "Egress",
      "none for the key of the shells' sessions",
      { answers: endpoints(without("kms"), endpointGroup) },
      "wrong: no endpoint for kms, and nothing else leads there",
    ],
    [
      "Egress",
      "none for what the application calls",
      {
        change: (e) => {
          e.service.permissions = [
            {
              on: "resources",
              sid: "SendJobs",
              actions: ["sqs:SendMessage"],
              resources: ["arn:aws:sqs:us-east-1:222222222222:jobs"],
            },
          ];
        },
      },
      "wrong: no endpoint for sqs, and nothing else leads there",
    ],
    [
      "Egress",
      "a proxy in its place",
      {
        answers: endpoints(without("s3"), endpointGroup),
        change: (e) => {
          if (e.network.egress.mode === "listed") e.network.egress.cidrs = ["10.9.0.0/24"];
        },
      },
      "unknown: no endpoint for s3",
    ],
    [
      "Egress",
      "an endpoint that the tasks may not reach",
      { answers: endpoints(all, "sg-0fedcba9876543210") },
      "wrong: the endpoint for ecr.api has the security group sg-0fedcba9876543210, to which the tasks may not go",
    ],
    [
      "Egress",
      "no default route",
      { name: "loan-engine-test", answers: endpoints([], "") },
      "wrong: no endpoint for ecr.api, ecr.dkr, logs, secretsmanager, ssmmessages, s3, and nothing else leads there",
    ],
    [
      "Groups",
      "a group that is not there",
      {
        change: (e) => {
          if (e.network.egress.mode === "listed")
            e.network.egress.endpointSecurityGroupIds = ["sg-0123456789abcdef0"];
        },
      },
      "wrong: sg-0123456789abcdef0 does not exist",
    ],
    [
      "Groups",
      "a group of another VPC",
      {
        answers: {
          DescribeSecurityGroups: {
            body: `<DescribeSecurityGroupsResponse><securityGroupInfo>
              <item><groupId>sg-0a1b2c3d4e5f70201</groupId><vpcId>vpc-0a1b2c3d4e5f70001</vpcId></item>
              <item><groupId>sg-0a1b2c3d4e5f70301</groupId><vpcId>vpc-0fedcba9876543210</vpcId></item>
            </securityGroupInfo></DescribeSecurityGroupsResponse>`,
          },
        },
      },
      "unknown: sg-0a1b2c3d4e5f70301 is in vpc-0fedcba9876543210 → loadBalancer.allowedSecurityGroupIds: this works only where the two VPCs are peered",
    ],
    [
      "Groups",
      "a prefix list that is not there",
      {
        change: (e) => {
          if (e.network.egress.mode === "listed")
            e.network.egress.prefixListIds = ["pl-0123456789abcdef0"];
        },
      },
      "wrong: pl-0123456789abcdef0 does not exist",
    ],
    [
      "Zone",
      "another zone's id",
      {
        change: (e) => {
          e.domain.hostedZone.id = "Z0123456789ABSENT";
        },
      },
      "wrong: Z0123456789ABSENT does not exist",
    ],
    [
      "Zone",
      "another zone's name",
      {
        change: (e) => {
          e.domain.hostedZone.name = "other.gov";
        },
      },
      "wrong: Z0123456789EECDEV is the zone of example.gov, not of other.gov",
    ],
    [
      "Zone",
      "a private zone for a public one",
      {
        change: (e) => {
          e.domain.hostedZone.visibility = "public";
        },
      },
      "wrong: example.gov is a private zone, and must be public",
    ],
    [
      "Zone",
      "a private zone of another VPC",
      {
        answers: {
          "GET /2013-04-01/hostedzone/Z0123456789EECDEV": {
            body: `<GetHostedZoneResponse>
              <HostedZone><Id>/hostedzone/Z0123456789EECDEV</Id><Name>example.gov.</Name><Config><PrivateZone>true</PrivateZone></Config></HostedZone>
              <VPCs><VPC><VPCRegion>us-east-1</VPCRegion><VPCId>vpc-0fedcba9876543210</VPCId></VPC></VPCs>
            </GetHostedZoneResponse>`,
          },
        },
      },
      "unknown: example.gov is not associated with vpc-0a1b2c3d4e5f70001 → names of it resolve only in the VPCs that it is associated with: aws route53 associate-vpc-with-hosted-zone --hosted-zone-id Z0123456789EECDEV --vpc VPCRegion=us-east-1,VPCId=vpc-0a1b2c3d4e5f70001",
    ],
    [
      "Database",
      "two zones where RDS has one",
      {
        change: (e) => {
          if (e.database.mode === "create") e.database.multiAz = true;
        },
      },
      "wrong: RDS does not offer PostgreSQL 17 on db.t4g.medium in two zones in us-east-1",
    ],
    [
      "Database",
      "another version",
      {
        change: (e) => {
          if (e.database.mode === "create") e.database.engineVersion = "18";
        },
      },
      "wrong: RDS does not offer PostgreSQL 18 on db.t4g.medium in us-east-1",
    ],
    [
      "Egress",
      "endpoints that nobody accepted yet",
      { answers: endpoints(all, endpointGroup, "pendingAcceptance") },
      "wrong: no endpoint for ecr.api, ecr.dkr, kms, logs, secretsmanager, ssmmessages, s3, and nothing else leads there",
    ],
    [
      "Cluster",
      "another cluster",
      {
        name: "loan-engine-test",
        change: (e) => {
          if (e.cluster.mode === "existing") e.cluster.name = "absent";
        },
      },
      "wrong: absent does not exist",
    ],
    [
      "Secrets",
      "another secret",
      {
        name: "loan-engine-test",
        change: (e) => {
          const url = e.secrets.variables["DATABASE_URL"];
          if (url?.source === "arn") url.arn = `${url.arn.slice(0, -6)}AAAAAA`;
        },
      },
      "wrong: DATABASE_URL: arn:aws:secretsmanager:us-east-1:333333333333:secret:loan-engine/database-url-AAAAAA does not exist",
    ],
    [
      "Secrets",
      "a key that it does not have",
      {
        name: "loan-engine-test",
        change: (e) => {
          const url = e.secrets.variables["DATABASE_URL"];
          if (url?.source === "arn") url.kmsKeyArn = "arn:aws:kms:us-east-1:333333333333:key/1";
        },
      },
      "wrong: DATABASE_URL is encrypted with AWS's own key",
    ],
    [
      "Secrets",
      "a part of its JSON",
      {
        name: "loan-engine-test",
        change: (e) => {
          const url = e.secrets.variables["DATABASE_URL"];
          if (url?.source === "arn") url.jsonKey = "url";
        },
      },
      "unknown: DATABASE_URL is there; whether it has the key url only its value says, which is not read",
    ],
    [
      "Zone",
      "no delegation",
      { nameServersOf: refused("ENOTFOUND") },
      "wrong: example.gov is not delegated: the DNS knows no name server of it",
    ],
    [
      "Zone",
      "another delegation",
      { nameServersOf: async () => ["ns.example.com"] },
      "wrong: example.gov is delegated to other name servers: ns.example.com",
    ],
    [
      "Zone",
      "no DNS here",
      { nameServersOf: refused("ECONNREFUSED") },
      "unknown: whether example.gov is delegated: ECONNREFUSED",
    ],
  ])("%s: says of %s what is so, and what to do", async (subject, _, how, line) => {
    const [finding, fix] = line.split(" → ");
    expect(await lineOf(subject, how)).toEqual([finding, fix ?? expect.any(String)]);
  });

  test("a refusal that holds the digits 404 is still a refusal, not a thing that is missing", async () => {
    const refusal = {
      GetServiceQuota: { body: "{}" },
      DescribeVpcs: {
        status: 403,
        body: "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>arn:aws:iam::140412345678:role/x: Missing permission</Message></Error></Errors></Response>",
      },
    };
    const vpc = looks.find(({ subject }) => subject === "VPC");
    await inAccount((seen) => expect(vpc?.run(seen)).rejects.toThrow("140412345678"), {
      answers: refusal,
    });
  });

  test("what AWS refuses to say is unknown, and names the permission", async () => {
    const found = await inAccount((seen) => runPreflight(seen), {
      answers: denied("GetServiceQuota"),
    });
    expect(found.filter(({ subject }) => subject === "Quotas")).toEqual([
      {
        verdict: "unknown",
        subject: "Quotas",
        finding: "AWS refuses to say: not authorized",
        fix: "let this role do servicequotas:GetServiceQuota, elasticloadbalancing:DescribeLoadBalancers, rds:DescribeDBInstances, ec2:DescribeAddresses, ec2:DescribeVpcs (docs/preflight.md has the whole policy), or look yourself",
      },
    ]);
  });
  // Names of the REST protocols, which have no action in the request.
  const restActions: readonly [RegExp, string][] = [
    [/^GET \/detector$/, "guardduty:ListDetectors"],
    [/^GET \/detector\/\w+$/, "guardduty:GetDetector"],
    [/^HEAD \/[\w-]+\/?$/, "s3:ListBucket"],
    [/^GET \/[\w-]+\/?$/, "s3:GetBucketVersioning"],
    [/^GET \/2013-04-01\/hostedzone\//, "route53:GetHostedZone"],
  ];

  test.each(["eec-dev", "loan-engine-test"])(
    "%s: asks for nothing that its permissions do not have",
    async (name) => {
      const environment = fixtureEnvironment(name);
      await makeExisting(aws(), environment);
      for (const look of looks) {
        const {
          account: seen,
          asked,
          stop,
        } = await accountWithAnswers(aws(), environment, account);
        await look
          .run(seen)
          .catch(() => {})
          .finally(stop);
        const named = look.actions.map((action) => action.split(":")[1]);
        const unnamed = [...asked]
          .map(
            (one) => restActions.find(([pattern]) => pattern.test(one))?.[1].split(":")[1] ?? one,
          )
          .filter((action) => !named.includes(action));
        expect([look.subject, unnamed]).toEqual([look.subject, []]);
      }
    },
  );
});

test("docs/preflight.md has a row for each look, and a policy with the permissions of all", () => {
  const page = readFileSync("docs/preflight.md", "utf8");
  const rows = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, subject]) => subject),
  );
  expect(rows).toEqual(["Account", ...looks.map(({ subject }) => subject)]);
  const policy = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
  const actions = new Set(looks.flatMap((look) => look.actions));
  expect(policy.Statement).toEqual([
    { Sid: "Preflight", Effect: "Allow", Action: [...actions].sort(), Resource: "*" },
  ]);
});

async function completed(environment: Environment, ec2: EC2Client, s3: S3Client) {
  const { state } = environment;
  const { vpcId } = existingNetwork(environment);
  for (const attribute of ["EnableDnsHostnames", "EnableDnsSupport"]) {
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, [attribute]: { Value: true } }));
  }
  await s3.send(new CreateBucketCommand({ Bucket: state.bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: state.bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
}

/** Gives a subnet a route table of its own that leads to an internet gateway. */
async function openToInternet(ec2: EC2Client, VpcId: string, SubnetId: string) {
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const GatewayId = InternetGateway?.InternetGatewayId ?? "";
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId }));
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  const RouteTableId = RouteTable?.RouteTableId ?? "";
  await ec2.send(
    new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId }),
  );
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
}
