import { arnIn } from "../../../../base/arns";
import type { Environment } from "../../../../config/schema";
import { clientVpnOf } from "../../../../config/vpn";
import type { ServiceAccess } from "./service-access";

/** What joins an endpoint to subnets and gives it security groups: asked for of both sides. */
const joinTheNetwork = [
  "ec2:ApplySecurityGroupsToClientVpnTargetNetwork",
  "ec2:AssociateClientVpnTargetNetwork",
  "ec2:CreateClientVpnEndpoint",
  "ec2:ModifyClientVpnEndpoint",
];

/**
 * A VPN of the environment's own; nothing where it has none. EC2 asks for an endpoint's creation and for its associations also about the VPC, the
 * subnets and the security group that they use.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function clientVpn(environment: Environment): ServiceAccess[] {
  if (clientVpnOf(environment) === undefined) return [];
  const { network } = environment;
  const of = (kind: string, id = "*") => arnIn(environment, "ec2", `${kind}/${id}`);
  const ofOthers =
    network.mode === "create"
      ? []
      : [
          of("vpc", network.vpcId),
          ...network.loadBalancerSubnetIds.map((subnetId) => of("subnet", subnetId)),
        ];
  return [
    {
      service: "Vpn",
      types: [
        "aws_ec2_client_vpn_authorization_rule",
        "aws_ec2_client_vpn_endpoint",
        "aws_ec2_client_vpn_network_association",
        "data.aws_vpc",
      ],
      list: [
        "ec2:DescribeClientVpnAuthorizationRules",
        "ec2:DescribeClientVpnEndpoints",
        "ec2:DescribeClientVpnTargetNetworks",
      ],
      write: [
        "ec2:ApplySecurityGroupsToClientVpnTargetNetwork",
        "ec2:AssociateClientVpnTargetNetwork",
        "ec2:AuthorizeClientVpnIngress",
        "ec2:CreateTags",
        "ec2:DeleteClientVpnEndpoint",
        "ec2:DeleteTags",
        "ec2:DisassociateClientVpnTargetNetwork",
        "ec2:ModifyClientVpnEndpoint",
        "ec2:RevokeClientVpnIngress",
      ],
      on: [of("client-vpn-endpoint")],
      onlyOwn: true,
      create: ["ec2:CreateClientVpnEndpoint"],
      createOn: [of("client-vpn-endpoint")],
      tagNew: {
        actions: ["ec2:CreateTags"],
        createAction: { "ec2:CreateAction": ["CreateClientVpnEndpoint"] },
      },
    },
    {
      service: "VpnInTheNetwork",
      types: [],
      write: joinTheNetwork,
      on: [of("security-group"), ...(network.mode === "create" ? [of("subnet"), of("vpc")] : [])],
      onlyOwn: true,
    },
    {
      service: "VpnInANetworkOfOthers",
      types: [],
      write: joinTheNetwork,
      on: ofOthers,
    },
  ];
}
