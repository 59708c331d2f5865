import {
  AssociateClientVpnTargetNetworkCommand,
  CreateClientVpnEndpointCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { parse } from "yaml";
import type { Environment } from "../../src/config/schema";
import type { ClientVpnSettings } from "../../src/config/vpn";
import { exampleText } from "./example-environment";
import { exampleWith } from "./example-with";
import { ownNetworkSection } from "./own-network";

const vpnText = `  vpn:
    mode: clientVpn
    clientCidr: 10.100.0.0/22
    zones: perZone
    serverCertificateArn: arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000
    authentication:
      type: saml
      providerArn: arn:aws:iam::111111111111:saml-provider/identity-center
      portalProviderArn: arn:aws:iam::111111111111:saml-provider/portal
      groups: [shop-developers]
    sessionHours: 8
    banner: For members of the shop alone.
    logRetentionDays: 365
`;

/** The example with a VPN on which people sign in. */
export const vpnExample = exampleText.replace(/\naccess:\n/, `$&${vpnText}`);

/** The example with a VPN that knows people by certificates. */
export const certificateVpnExample = vpnExample.replace(
  / {6}type: saml\n[\s\S]*?groups: .*\n/,
  "      type: certificate\n      clientCertificateArn: arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000001\n",
);

/** The example that says that its VPN is others'. */
export const vpnOfOthersExample = exampleText.replace(
  /\naccess:\n/,
  "$&  vpn:\n    mode: existing\n",
);

/** The section as an object of the caller's own. */
export function vpnSection(more: Partial<ClientVpnSettings> = {}): ClientVpnSettings {
  return { ...parse(vpnText).vpn, ...more };
}

/** People whom certificates name. */
export const byCertificate = {
  type: "certificate",
  clientCertificateArn:
    "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000001",
} as const;

/** The example, which people reach through its VPN. */
export function vpnEnvironment(more: Partial<ClientVpnSettings> = {}): Environment {
  return exampleWith({ "access.vpn": vpnSection(more) });
}

/** The same with certificates, in a network of its own. */
export function ownNetworkVpnEnvironment(more: Partial<ClientVpnSettings> = {}): Environment {
  return exampleWith({
    network: ownNetworkSection(),
    "access.vpn": vpnSection({ authentication: byCertificate, zones: "one", ...more }),
  });
}

/** Makes an endpoint as Terraform does, which stands in no subnet yet; gives its id. */
export async function createEndpoint(
  ec2: EC2Client,
  { environment = "dev", managedBy = "slipway", portal = false } = {},
): Promise<string> {
  const tags = { application: "shop", environment, "managed-by": managedBy };
  const { ClientVpnEndpointId = "" } = await ec2.send(
    new CreateClientVpnEndpointCommand({
      ClientCidrBlock: "10.100.0.0/22",
      ServerCertificateArn: "arn:certificate",
      AuthenticationOptions: [{ Type: "federated-authentication" }],
      ConnectionLogOptions: { Enabled: false },
      SelfServicePortal: portal ? "enabled" : "disabled",
      TagSpecifications: [
        {
          ResourceType: "client-vpn-endpoint",
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        },
      ],
    }),
  );
  return ClientVpnEndpointId;
}

/** Puts an endpoint into a subnet, so that people can connect; gives its id. */
export async function associateEndpoint(
  ec2: EC2Client,
  ClientVpnEndpointId: string,
): Promise<string> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: "10.0.1.0/24" }),
  );
  const at = { ClientVpnEndpointId, SubnetId: Subnet?.SubnetId };
  await ec2.send(new AssociateClientVpnTargetNetworkCommand(at));
  return ClientVpnEndpointId;
}
