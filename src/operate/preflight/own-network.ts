import type { ClientConfig } from "../../aws/session";
import type { Environment } from "../../config/schema";
import { managedTag, managedTagKey } from "../../contract/tags";
import { fine, type Look, wrong } from "./look";

/** The network that is made: the account has its zones. Whether there is room for it `Quotas` says. */
export const ownNetworkLook: Look = {
  subject: "Network",
  actions: ["ec2:DescribeAvailabilityZones", "ec2:DescribeVpcs"],
  async run({ environment, config }) {
    const { network } = environment;
    if (network.mode !== "create") return [];
    const { DescribeAvailabilityZonesCommand } = await import("@aws-sdk/client-ec2");
    const { AvailabilityZones = [] } = await (await ec2(config)).send(
      new DescribeAvailabilityZonesCommand({}),
    );
    const offered = AvailabilityZones.filter(({ State }) => State === "available").flatMap(
      ({ ZoneName }) => ZoneName ?? [],
    );
    const missing = network.availabilityZones.filter((zone) => !offered.includes(zone));
    if (missing.length > 0) {
      return [
        wrong(
          `${missing.join(" and ")} cannot be used here; the account has ${offered.join(", ") || "none"}`,
          "correct network.availabilityZones",
        ),
      ];
    }
    const there = await ownVpcId(environment, config);
    const zones = network.availabilityZones.join(" and ");
    return [
      fine(there ? `${there}, made for this environment` : `${network.cidr} in ${zones} is made`),
    ];
  },
};

/** VPCs and public addresses that the account has, and those that are made besides. */
export async function networkCounts(
  environment: Environment,
  config: ClientConfig,
): Promise<{ readonly vpcs: number; readonly addresses: number } | undefined> {
  const { network } = environment;
  if (network.mode !== "create" || (await ownVpcId(environment, config))) return undefined;
  const { DescribeAddressesCommand, paginateDescribeVpcs } = await import("@aws-sdk/client-ec2");
  const client = await ec2(config);
  let vpcs = 1;
  for await (const { Vpcs = [] } of paginateDescribeVpcs({ client }, {})) vpcs += Vpcs.length;
  const { Addresses = [] } = await client.send(new DescribeAddressesCommand({}));
  const more = { none: 0, one: 1, perZone: network.availabilityZones.length }[network.nat];
  return { vpcs, addresses: more === 0 ? 0 : Addresses.length + more };
}

/** The VPC that was made for the environment, by its tags; undefined before the first apply. */
export async function ownVpcId(
  { application, environment }: Environment,
  config: ClientConfig,
): Promise<string | undefined> {
  const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
  const { Vpcs = [] } = await (await ec2(config)).send(
    new DescribeVpcsCommand({
      Filters: [
        { Name: "tag:application", Values: [application] },
        { Name: "tag:environment", Values: [environment] },
        { Name: `tag:${managedTagKey}`, Values: [managedTag[managedTagKey]] },
      ],
    }),
  );
  return Vpcs[0]?.VpcId;
}

/** A client of EC2, loaded only when it is needed. */
export async function ec2(config: ClientConfig) {
  const { EC2Client } = await import("@aws-sdk/client-ec2");
  return new EC2Client(config);
}
