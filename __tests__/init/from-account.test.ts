import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { CreateClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import { CreateDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import { CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { proposalsOf } from "../../src/init/from-account";
import { describeWithEmulator } from "../support/emulator";
import { fixtureEnvironment } from "../support/fixture-environments";
import { ownNetworkEnvironment } from "../support/own-network";
import { runSlipway } from "../support/run-slipway";
import type { Emulator } from "../support/start-emulator";
import { useTemporaryFolder } from "../support/temporary-folder";

const place = { region: "us-east-1", account: undefined, vpcId: undefined };
const folder = useTemporaryFolder();

/** A network as most accounts have it: public, private and isolated subnets in two zones. */
async function makeNetwork(aws: Emulator, cidr = "10.7") {
  const client = new EC2Client(aws.clientConfig);
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: `${cidr}.0.0/16` }));
  const VpcId = Vpc?.VpcId ?? "";
  const subnet = async (third: number, zone: string, Name: string) => {
    const { Subnet } = await client.send(
      new CreateSubnetCommand({
        ...{ VpcId, CidrBlock: `${cidr}.${third}.0/24`, AvailabilityZone: `us-east-1${zone}` },
        TagSpecifications: [{ ResourceType: "subnet", Tags: [{ Key: "Name", Value: Name }] }],
      }),
    );
    return Subnet?.SubnetId ?? "";
  };
  const tier = async (name: string, third: number) => [
    await subnet(third, "a", `${name}-a`),
    await subnet(third + 1, "b", `${name}-b`),
  ];
  const [open, app, data] = [await tier("web", 0), await tier("app", 10), await tier("data", 20)];
  const { InternetGateway } = await client.send(new CreateInternetGatewayCommand({}));
  const GatewayId = InternetGateway?.InternetGatewayId ?? "";
  await client.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId: GatewayId }));
  const route = async (subnets: readonly string[], target: object) => {
    const { RouteTable } = await client.send(new CreateRouteTableCommand({ VpcId }));
    const RouteTableId = RouteTable?.RouteTableId ?? "";
    await client.send(
      new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "0.0.0.0/0", ...target }),
    );
    for (const SubnetId of subnets)
      await client.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  };
  await route(open, { GatewayId });
  return {
    ...{ VpcId, open, app, data },
    async addNat() {
      const [SubnetId = ""] = open;
      const { NatGateway } = await client.send(
        new CreateNatGatewayCommand({
          SubnetId,
          ConnectivityType: "public",
          AllocationId: "eipalloc-1",
        }),
      );
      await route(app, { NatGatewayId: NatGateway?.NatGatewayId });
    },
  };
}

async function makeZone(aws: Emulator, Name: string): Promise<string> {
  const { HostedZone } = await new Route53Client(aws.clientConfig).send(
    new CreateHostedZoneCommand({ Name, CallerReference: Name }),
  );
  return HostedZone?.Id?.replace("/hostedzone/", "") ?? "";
}

describeWithEmulator("an account that has things", (aws) => {
  const config = () => {
    const { credentials, ...rest } = aws().clientConfig;
    return { ...rest, credentials: async () => credentials };
  };
  const answers = async (given: object = {}, like = fixtureEnvironment("eec-prod")) =>
    new Map(
      (await proposalsOf(config(), { ...place, ...given }, like)).map(
        ({ setting, answer, found }) => [setting, { answer, found }],
      ),
    );

  test.each(["with a NAT gateway", "without one, distinguished by their names"])(
    "proposes the subnets of each tier by where their routes lead: %s",
    async (which) => {
      const network = await makeNetwork(aws());
      if (which === "with a NAT gateway") await network.addNat();
      const found = await answers();
      expect(found.get("network.vpcId")?.answer).toBe(network.VpcId);
      expect(found.get("network.loadBalancerSubnetIds")?.answer).toEqual([...network.open].sort());
      expect(found.get("network.serviceSubnetIds")?.answer).toEqual([...network.app].sort());
      expect(found.get("network.databaseSubnetIds")?.answer).toEqual([...network.data].sort());
    },
  );

  test("guesses nothing where there is a choice, and says what there is to choose from", async () => {
    const [first, second] = [await makeNetwork(aws()), await makeNetwork(aws(), "10.8")];
    const zones = [await makeZone(aws(), "a.example.gov"), await makeZone(aws(), "b.example.gov")];
    const found = await answers();
    expect(found.get("network.vpcId")).toEqual({
      answer: undefined,
      found: `2 to choose from: ${first.VpcId}, ${second.VpcId}`,
    });
    expect(found.get("network.serviceSubnetIds")).toBeUndefined();
    expect(found.get("domain.hostedZone.id")?.answer).toBeUndefined();
    for (const zone of zones) expect(found.get("domain.hostedZone.id")?.found).toContain(zone);
    const chosen = await answers({ vpcId: second.VpcId });
    expect(chosen.get("network.serviceSubnetIds")?.answer).toEqual([...second.app].sort());
  });

  test("proposes S3's prefix list, and the group, port and secret of the one PostgreSQL that is there", async () => {
    const { VpcId } = await makeNetwork(aws());
    const { GroupId = "" } = await new EC2Client(aws().clientConfig).send(
      new CreateSecurityGroupCommand({ VpcId, GroupName: "data", Description: "of the database" }),
    );
    await new RDSClient(aws().clientConfig).send(
      new CreateDBInstanceCommand({
        ...{ DBInstanceIdentifier: "shared", Engine: "postgres", DBInstanceClass: "db.t4g.micro" },
        ...{ MasterUsername: "owner", MasterUserPassword: "not-a-secret", AllocatedStorage: 20 },
        ...{ VpcSecurityGroupIds: [GroupId], Port: 5433 },
      }),
    );
    const { ARN } = await new SecretsManagerClient(aws().clientConfig).send(
      new CreateSecretCommand({ Name: "loan-engine/database-url", SecretString: "not-a-secret" }),
    );
    const there = await answers({}, fixtureEnvironment("loan-engine-test"));
    expect(there.get("secrets.variables.DATABASE_URL.arn")?.answer).toBe(ARN);
    expect(there.get("database.securityGroupId")?.answer).toBe(GroupId);
    expect(there.get("database.port")?.answer).toBe(5433);
    const lists = (await answers()).get("network.egress.prefixListIds");
    expect(lists).toEqual({
      answer: [expect.stringMatching(/^pl-[0-9a-f]+$/)],
      found: "the only prefix list of S3, com.amazonaws.us-east-1.s3",
    });
  });

  test("takes no zone for the only one because the others stand on another page", async () => {
    for (const name of Array.from({ length: 101 }, (_, index) => `z${index}.example.gov`)) {
      await makeZone(aws(), name);
    }
    const { answer, found } = (await answers()).get("domain.hostedZone.id") ?? {};
    expect({ answer, number: /^\d+/.exec(found ?? "")?.[0] }).toEqual({
      answer: undefined,
      number: "101",
    });
  });

  test("asks for no VPC where the network is made, whatever there is", async () => {
    await makeNetwork(aws());
    const found = await answers({}, ownNetworkEnvironment());
    expect([...found.keys()].filter((setting) => setting.startsWith("network."))).toEqual([]);
    const { code, stdout } = runSlipway(
      folder(),
      ["init", "shop", "one", "--role", "production", "--network", "create", "--from-account"],
      aws().environment,
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain("vpc-");
    expect(stdout).not.toContain("network.vpcId");
  });

  test("an account with nothing in it answers nothing", async () => {
    const found = await answers({}, fixtureEnvironment("loan-engine-test"));
    expect([...found].filter(([, { answer }]) => answer !== undefined).map(([key]) => key)).toEqual(
      ["account", "region"],
    );
    expect(found.get("cluster.name")?.found).toBe("there is no ECS cluster");
  });

  test("refuses credentials of another account than the one that was named", async () => {
    await expect(answers({ account: "999999999999" })).rejects.toThrow(
      `--account is 999999999999, but these credentials belong to ${aws().accountId}. Use credentials of that account.`,
    );
  });

  test("refuses without credentials, and writes nothing", () => {
    expect(
      runSlipway(folder(), ["init", "shop", "test", "--role", "test", "--from-account"]),
    ).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "There are no AWS credentials for the account. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.\n",
    });
  });

  test("init --from-account writes what it found, and marks the rest", async () => {
    const network = await makeNetwork(aws());
    const zone = await makeZone(aws(), "test.example.gov");
    await new ECSClient(aws().clientConfig).send(
      new CreateClusterCommand({ clusterName: "shared" }),
    );
    const run = runSlipway(
      folder(),
      ["init", "shop", "test", "--role", "test", "--from-account"],
      aws().environment,
    );
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("  cluster.name: shared (the only ECS cluster)\n");
    expect(run.stdout).toContain(
      `  domain.hostedZone.id: ${zone} (the only public hosted zone, test.example.gov)\n`,
    );
    expect(run.stdout).toContain(
      `  network.vpcId: ${network.VpcId} (the only VPC besides the default one)\n`,
    );
    const placeholders = run.stdout.slice(run.stdout.indexOf("Only you know these"));
    expect(placeholders).not.toContain("network.vpcId");
    expect(placeholders).not.toContain("domain.hostedZone.id");
    expect(placeholders).toContain("service.port");
  });
});
