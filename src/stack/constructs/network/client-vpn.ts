import { Construct } from "constructs";
import { DataAwsVpc } from "#aws/data-aws-vpc";
import { Ec2ClientVpnAuthorizationRule } from "#aws/ec2-client-vpn-authorization-rule";
import { Ec2ClientVpnEndpoint } from "#aws/ec2-client-vpn-endpoint";
import { Ec2ClientVpnNetworkAssociation } from "#aws/ec2-client-vpn-network-association";
import { Fn } from "#terraform";
import { literal } from "../../overrides";
import { mainResourceId } from "../../readable-stack";
import { logGroup } from "../log-group";

/** How people prove who they are. */
type VpnAuthentication =
  | {
      readonly type: "saml";
      readonly providerArn: string;
      /** SAML provider of the self-service portal; null: there is none. */
      readonly portalProviderArn: string | null;
      /** Groups whose members may connect. */
      readonly groups: readonly string[];
    }
  | { readonly type: "certificate"; readonly clientCertificateArn: string };

/** Properties of a {@link ClientVpn}. */
interface ClientVpnProps {
  /** Name of the environment, which people see in the console. */
  readonly name: string;
  /** The VPC that it leads into. */
  readonly vpcId: string;
  /** The VPC's range where the file says it; undefined: a plan reads it, and checks it. */
  readonly vpcCidr: string | undefined;
  /** Addresses for the clients, /12 to /22, none of the VPC's. */
  readonly clientCidr: string;
  /** Subnets that it is associated with, each in a zone of its own. */
  readonly subnetIds: readonly string[];
  /** Ranges that people may reach. */
  readonly targetCidrs: readonly string[];
  /** What the clients' connections leave by. */
  readonly securityGroupId: string;
  /** ARN of the endpoint's certificate in ACM. */
  readonly serverCertificateArn: string;
  /** How people prove who they are. */
  readonly authentication: VpnAuthentication;
  /** Hours after which a session ends: 8, 10, 12 or 24. */
  readonly sessionHours: number;
  /** What people read when a session begins, 1 to 1400 characters. */
  readonly banner: string | null;
  /** Name of the log group that keeps who connected. */
  readonly logGroupName: string;
  /** Days that it is kept. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts the record of connections. */
  readonly keyArn: string;
}

/**
 * A Client VPN endpoint that leads to the load balancer and to the VPC's DNS, and nowhere else: its security group lets connections out to the load
 * balancer alone, and people are authorized for the load balancer's subnets and the resolver. Everything else of theirs stays off the tunnel.
 * @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is.html
 */
export class ClientVpn extends Construct {
  constructor(scope: Construct, id: string, props: ClientVpnProps) {
    super(scope, id);
    const { name, authentication, banner } = props;
    const resolver = Fn.cidrhost(props.vpcCidr ?? this.readVpc(props), 2);
    const log = logGroup(this, "log", {
      name: props.logGroupName,
      retentionDays: props.logRetentionDays,
      keyArn: props.keyArn,
    });
    const endpoint = new Ec2ClientVpnEndpoint(this, mainResourceId, {
      description: `People reach ${name} through it`,
      clientCidrBlock: props.clientCidr,
      vpcId: props.vpcId,
      securityGroupIds: [props.securityGroupId],
      serverCertificateArn: props.serverCertificateArn,
      authenticationOptions: [authenticationOptions(authentication)],
      selfServicePortal: hasPortal(authentication) ? "enabled" : "disabled",
      splitTunnel: true,
      dnsServers: [resolver], // private names are known to it alone
      transportProtocol: "udp",
      vpnPort: 443,
      sessionTimeoutHours: props.sessionHours,
      disconnectOnSessionTimeout: true, // otherwise clients sign in again by themselves
      clientLoginBannerOptions:
        banner === null ? { enabled: false } : { enabled: true, bannerText: literal(banner) },
      connectionLogOptions: { enabled: true, cloudwatchLogGroup: log.name },
      tags: { Name: name },
    });
    for (const [index, subnetId] of props.subnetIds.entries()) {
      new Ec2ClientVpnNetworkAssociation(this, `association_${index + 1}`, {
        clientVpnEndpointId: endpoint.id,
        subnetId,
      });
    }
    const targets = [
      ...props.targetCidrs.map((cidr, index) => [`subnet_${index + 1}`, cidr] as const),
      ["dns", `${resolver}/32`] as const,
    ];
    for (const group of authentication.type === "saml" ? authentication.groups : [undefined]) {
      for (const [target, cidr] of targets) {
        new Ec2ClientVpnAuthorizationRule(this, `${group ?? "everybody"}_to_${target}`, {
          clientVpnEndpointId: endpoint.id,
          targetNetworkCidr: cidr,
          ...(group === undefined ? { authorizeAllGroups: true } : { accessGroupId: group }),
        });
      }
    }
  }

  /** The range of a VPC of others. A plan fails where one of its ranges is also the clients'. */
  private readVpc({ vpcId, clientCidr }: ClientVpnProps): string {
    const vpc = new DataAwsVpc(this, "vpc", { id: vpcId });
    vpc.lifecycle = {
      postcondition: [
        {
          condition: `\${alltrue([for one in self.cidr_block_associations : ${areApart("one.cidr_block", clientCidr)}])}`,
          errorMessage: `${vpcId} has addresses of ${clientCidr}: choose another access.vpn.clientCidr in the environment file.`,
        },
      ],
    };
    return vpc.cidrBlock;
  }
}

/** Two ranges are apart when they differ in the bits that both have: an expression of Terraform's, which has no function for it. */
function areApart(reference: string, range: string): string {
  const [address, bits] = range.split("/");
  const parts = `split("/", ${reference})`;
  const shorter = `min(tonumber(${parts}[1]), ${bits})`;
  const begins = (from: string) => `cidrhost(format("%s/%d", ${from}, ${shorter}), 0)`;
  return `${begins(`${parts}[0]`)} != ${begins(`"${address}"`)}`;
}

function authenticationOptions(authentication: VpnAuthentication) {
  if (authentication.type === "certificate") {
    return {
      type: "certificate-authentication",
      rootCertificateChainArn: authentication.clientCertificateArn,
    };
  }
  const { providerArn, portalProviderArn } = authentication;
  return {
    type: "federated-authentication",
    samlProviderArn: providerArn,
    ...(portalProviderArn !== null && { selfServiceSamlProviderArn: portalProviderArn }),
  };
}

function hasPortal(authentication: VpnAuthentication): boolean {
  return authentication.type === "saml" && authentication.portalProviderArn !== null;
}
