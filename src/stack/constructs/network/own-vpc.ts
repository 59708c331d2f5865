import { Construct } from "constructs";
import { DefaultSecurityGroup } from "#aws/default-security-group";
import { Eip } from "#aws/eip";
import { InternetGateway } from "#aws/internet-gateway";
import { NatGateway } from "#aws/nat-gateway";
import { Route } from "#aws/route";
import { RouteTable } from "#aws/route-table";
import { RouteTableAssociation } from "#aws/route-table-association";
import { Subnet } from "#aws/subnet";
import { Vpc } from "#aws/vpc";
import { VpcEndpoint } from "#aws/vpc-endpoint";
import type { Place } from "../../../base/arns";
import type { SubnetRanges } from "../../../config/subnet-ranges";
import { mainResourceId } from "../../readable-stack";
import { FlowLogs } from "./flow-logs";

/** Properties of an {@link OwnVpc}. */
interface OwnVpcProps extends Place {
  /** Beginning of the names that people see in the console. */
  readonly namePrefix: string;
  /** Private IPv4 range, /16 to /23. */
  readonly cidr: string;
  /** Two or three zones of the region; their order decides which subnet is where. */
  readonly availabilityZones: readonly string[];
  /** Ranges of the subnets, one of each tier for each zone. */
  readonly ranges: SubnetRanges;
  /** How many NAT gateways lead from the service subnets to the Internet. */
  readonly nat: "none" | "one" | "perZone";
  /** Whether the load balancer faces the Internet, and so stands in public subnets. */
  readonly isInternetFacing: boolean;
  /** Whether CloudFront reaches the load balancer: it asks for an internet gateway, to which no route need lead. */
  readonly isBehindCloudFront: boolean;
  /** Services with a gateway endpoint, such as `s3`. */
  readonly gateways: readonly string[];
  /** Name of the role that writes flow logs. */
  readonly flowLogRoleName: string;
  /** Name of the log group that keeps them. */
  readonly flowLogGroupName: string;
  /** Days that they are kept. */
  readonly flowLogRetentionDays: number;
  /** ARN of the key that encrypts flow logs. */
  readonly keyArn: string;
}

/**
 * A VPC of the environment's own. Public subnets and an internet gateway are there only for an internet-facing load balancer or NAT gateways (the gateway alone also for CloudFront);
 * nothing gets a public address by default; the database's subnets have routes within the VPC alone. VPC, subnets and the NAT gateways'
 * addresses cannot be destroyed by a plan: everything stands in them, and others have the addresses on their lists.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-example-private-subnets-nat.html
 */
export class OwnVpc extends Construct {
  readonly vpcId: string;
  readonly loadBalancerSubnetIds: string[];
  /** Their address ranges. */
  readonly loadBalancerSubnetCidrs: readonly string[];
  readonly serviceSubnetIds: string[];
  readonly databaseSubnetIds: string[];
  /** Where the VPC meets the Internet; undefined where it does not. */
  readonly internetGateway: InternetGateway | undefined;
  /** The public subnets' route to the Internet; undefined where there is none. */
  readonly internetRoute: Route | undefined;
  /** Id of the prefix list of each gateway endpoint, by its service. */
  readonly prefixListIdByGateway: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, props: OwnVpcProps) {
    super(scope, id);
    const { namePrefix, ranges, nat, isInternetFacing } = props;
    const vpc = new Vpc(this, mainResourceId, {
      cidrBlock: props.cidr,
      enableDnsHostnames: true, // endpoints and the database are found by name
      enableDnsSupport: true,
      tags: { Name: namePrefix },
      lifecycle: { preventDestroy: true },
    });
    this.vpcId = vpc.id;
    // Who forgets a security group gets this one: it lets nothing through.
    new DefaultSecurityGroup(this, "default", {
      vpcId: vpc.id,
      tags: { Name: `${namePrefix}-default` },
    });
    new FlowLogs(this, "flow_logs", {
      account: props.account,
      region: props.region,
      vpcId: vpc.id,
      roleName: props.flowLogRoleName,
      groupName: props.flowLogGroupName,
      retentionDays: props.flowLogRetentionDays,
      keyArn: props.keyArn,
    });

    const isPublic = isInternetFacing || nat !== "none";
    const publicSubnets = isPublic ? this.subnets("public", props) : [];
    const serviceSubnets = this.subnets("service", props);
    const databaseSubnets = this.subnets("database", props);
    this.serviceSubnetIds = idsOf(serviceSubnets);
    this.databaseSubnetIds = idsOf(databaseSubnets);
    this.loadBalancerSubnetIds = idsOf(isInternetFacing ? publicSubnets : serviceSubnets);
    this.loadBalancerSubnetCidrs = isInternetFacing ? ranges.public : ranges.service;

    const publicTableId = isPublic ? this.routeTable("public", publicSubnets, props) : undefined;
    this.internetGateway =
      isPublic || props.isBehindCloudFront
        ? new InternetGateway(this, "internet", { vpcId: vpc.id, tags: { Name: namePrefix } })
        : undefined;
    this.internetRoute =
      publicTableId !== undefined && this.internetGateway
        ? this.routeToInternet(this.internetGateway, publicTableId)
        : undefined;
    const natGatewayIds = this.natGateways(idsOf(publicSubnets), props);
    const serviceTableIds = this.serviceRoutes(serviceSubnets, natGatewayIds, props);
    this.routeTable("database", databaseSubnets, props); // within the VPC alone
    this.prefixListIdByGateway = this.gatewayEndpoints(serviceTableIds, props);
  }

  /** The subnets of one tier, one in each zone. */
  private subnets(
    tier: "public" | "service" | "database",
    { namePrefix, ranges, availabilityZones }: OwnVpcProps,
  ): NamedSubnet[] {
    return ranges[tier].map((cidrBlock, index) => {
      const name = `${tier}_${index + 1}`;
      const { id } = new Subnet(this, name, {
        vpcId: this.vpcId,
        cidrBlock,
        availabilityZone: availabilityZones[index] as string,
        mapPublicIpOnLaunch: false,
        tags: { Name: `${namePrefix}-${tier}-${index + 1}` },
        lifecycle: { preventDestroy: true },
      });
      return { name, id };
    });
  }

  /** A route table for these subnets; gives its id. */
  private routeTable(
    name: string,
    subnets: readonly NamedSubnet[],
    { namePrefix }: OwnVpcProps,
  ): string {
    const table = new RouteTable(this, `${name}_routes`, {
      vpcId: this.vpcId,
      tags: { Name: `${namePrefix}-${name.replace("_", "-")}` },
    });
    for (const subnet of subnets) {
      new RouteTableAssociation(this, `${subnet.name}_association`, {
        subnetId: subnet.id,
        routeTableId: table.id,
      });
    }
    return table.id;
  }

  /** A route table for each service subnet, with a route through its zone's NAT gateway, or the only one; gives their ids. */
  private serviceRoutes(
    subnets: readonly NamedSubnet[],
    natGatewayIds: readonly string[],
    props: OwnVpcProps,
  ): string[] {
    return subnets.map((subnet, index) => {
      const routeTableId = this.routeTable(subnet.name, [subnet], props);
      const natGatewayId = natGatewayIds[props.nat === "one" ? 0 : index];
      if (natGatewayId !== undefined) {
        new Route(this, `${subnet.name}_internet`, {
          routeTableId,
          destinationCidrBlock: anywhere,
          natGatewayId,
        });
      }
      return routeTableId;
    });
  }

  private routeToInternet(gateway: InternetGateway, routeTableId: string): Route {
    return new Route(this, "public_internet", {
      routeTableId,
      destinationCidrBlock: anywhere,
      gatewayId: gateway.id,
    });
  }

  /** Gateway endpoints for the service subnets; gives the id of each one's prefix list by its service. */
  private gatewayEndpoints(
    routeTableIds: readonly string[],
    { namePrefix, region, gateways }: OwnVpcProps,
  ): ReadonlyMap<string, string> {
    return new Map(
      gateways.map((service) => [
        service,
        new VpcEndpoint(this, `gateway_${service}`, {
          vpcId: this.vpcId,
          serviceName: `com.amazonaws.${region}.${service}`,
          vpcEndpointType: "Gateway",
          routeTableIds: [...routeTableIds],
          tags: { Name: `${namePrefix}-${service}` },
        }).prefixListId,
      ]),
    );
  }

  /** NAT gateways with addresses of their own, in the first of these subnets or in each; gives their ids. */
  private natGateways(subnetIds: readonly string[], { namePrefix, nat }: OwnVpcProps): string[] {
    const count = { none: 0, one: 1, perZone: subnetIds.length }[nat];
    return subnetIds.slice(0, count).map((subnetId, zone) => {
      const tags = { Name: `${namePrefix}-nat-${zone + 1}` };
      const address = new Eip(this, `nat_${zone + 1}_address`, {
        domain: "vpc",
        tags,
        lifecycle: { preventDestroy: true },
      });
      return new NatGateway(this, `nat_${zone + 1}`, {
        allocationId: address.id,
        subnetId,
        tags,
        dependsOn: this.internetRoute ? [this.internetRoute] : [],
      }).id;
    });
  }
}

/** A subnet by the id of its construct, such as `service_1`, and its id in EC2. */
interface NamedSubnet {
  readonly name: string;
  readonly id: string;
}

function idsOf(subnets: readonly NamedSubnet[]): string[] {
  return subnets.map(({ id }) => id);
}

const anywhere = "0.0.0.0/0";
