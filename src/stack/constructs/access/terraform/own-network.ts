import { arnIn, bareArnIn } from "../../../../base/arns";
import type { Environment } from "../../../../config/schema";
import { ownEndpoints } from "../../../../config/task-endpoints";
import type { ServiceAccess } from "./service-access";

/** Kinds of EC2's things of which a VPC of our own is made, as they stand in ARNs. */
const parts = [
  "elastic-ip",
  "internet-gateway",
  "natgateway",
  "route-table",
  "security-group",
  "subnet",
  "vpc",
  "vpc-endpoint",
  "vpc-flow-log",
];

/** What makes things that stand by themselves, and what makes things in the VPC. */
const [alone, within] = [
  ["AllocateAddress", "CreateInternetGateway", "CreateVpc"],
  ["CreateFlowLogs", "CreateNatGateway", "CreateRouteTable", "CreateSubnet", "CreateVpcEndpoint"],
];

/**
 * A VPC of the environment's own; nothing where it uses another's. EC2 asks for a creation twice: whether the new thing may be made, by
 * its tags, and whether those that it is made in may be used, which are this environment's.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function ownNetwork(environment: Environment): ServiceAccess[] {
  if (environment.network.mode !== "create") return [];
  const of = (kind: string) => arnIn(environment, "ec2", `${kind}/*`);
  const called = (actions: readonly string[]) => actions.map((action) => `ec2:${action}`);
  return [
    {
      service: "Network",
      types: [
        "aws_default_security_group",
        "aws_eip",
        "aws_flow_log",
        "aws_internet_gateway",
        "aws_nat_gateway",
        "aws_route",
        "aws_route_table",
        "aws_route_table_association",
        "aws_subnet",
        "aws_vpc",
        "aws_vpc_endpoint",
      ],
      list: [
        "ec2:DescribeAddresses",
        "ec2:DescribeAddressesAttribute",
        "ec2:DescribeFlowLogs",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeNatGateways",
        "ec2:DescribeNetworkAcls",
        "ec2:DescribePrefixLists",
        "ec2:DescribeRouteTables",
        "ec2:DescribeVpcEndpoints",
      ],
      write: [
        ...called(within),
        "ec2:AssociateRouteTable",
        "ec2:AttachInternetGateway",
        "ec2:CreateRoute",
        "ec2:CreateTags",
        "ec2:DeleteFlowLogs",
        "ec2:DeleteInternetGateway",
        "ec2:DeleteNatGateway",
        "ec2:DeleteRoute",
        "ec2:DeleteRouteTable",
        "ec2:DeleteSubnet",
        "ec2:DeleteTags",
        "ec2:DeleteVpc",
        "ec2:DeleteVpcEndpoints",
        "ec2:DetachInternetGateway",
        "ec2:DisassociateAddress",
        "ec2:DisassociateRouteTable",
        "ec2:ModifySubnetAttribute",
        "ec2:ModifyVpcAttribute",
        "ec2:ModifyVpcEndpoint",
        "ec2:ReleaseAddress",
        "ec2:ReplaceRoute",
        "ec2:ReplaceRouteTableAssociation",
      ],
      on: parts.map(of),
      onlyOwn: true,
      create: called(alone),
      createOn: ["elastic-ip", "internet-gateway", "vpc"].map(of),
      tagNew: {
        actions: ["ec2:CreateTags"],
        createAction: { "ec2:CreateAction": [...alone, ...within] },
      },
    },
    {
      // Each of these also needs the VPC or an address, which only ours have the tags for.
      service: "InTheNetwork",
      types: [],
      create: called(within),
      createOn: ["natgateway", "route-table", "subnet", "vpc-endpoint", "vpc-flow-log"].map(of),
    },
    {
      // EC2 makes it with the VPC, without tags; the provider gives it ours before it takes its rules away.
      service: "DefaultSecurityGroup",
      types: [],
      on: [of("security-group")],
      tagNew: { actions: ["ec2:CreateTags"] },
    },
    ...(ownEndpoints(environment).interfaces.length > 0
      ? [
          {
            // Asked for by EC2 of whoever makes an endpoint under a service's usual name.
            service: "NamesOfEndpoints",
            types: [],
            write: ["route53:AssociateVPCWithHostedZone"],
            on: [bareArnIn(environment, "route53", "hostedzone/*")],
          },
        ]
      : []),
  ];
}
