import {
  type ClientVpnEndpoint,
  type EC2Client,
  ExportClientVpnClientConfigurationCommand,
  paginateDescribeClientVpnEndpoints,
} from "@aws-sdk/client-ec2";
import { CommandError } from "../base/errors";
import { environmentName } from "../contract/names";
import { moduleTags } from "../contract/tags";

/** Whose VPN it is. */
interface Owner {
  readonly application: string;
  readonly environment: string;
}

/** What AWS says that a client needs. */
interface ClientConfiguration {
  /** In OpenVPN's format. */
  readonly configuration: string;
  /** Where people get it themselves; undefined where there is no portal. */
  readonly portal: string | undefined;
  /** Whether the endpoint stands in a subnet: otherwise nobody can connect. */
  readonly isAvailable: boolean;
}

/** The client's configuration of the environment's endpoint, which is known by its tags. */
export async function clientConfiguration(
  ec2: EC2Client,
  owner: Owner,
): Promise<ClientConfiguration> {
  const name = environmentName(owner);
  const [endpoint, ...others] = await endpointsOf(ec2, owner);
  if (endpoint === undefined) {
    throw new CommandError(
      1,
      `${name} has no VPN endpoint in AWS yet. Make it: npx slipway plan ${name}, then npx slipway apply ${name}.`,
    );
  }
  if (others.length > 0) {
    const ids = [endpoint, ...others].map(({ ClientVpnEndpointId }) => ClientVpnEndpointId);
    throw new CommandError(
      1,
      `${name} has more than one VPN endpoint: ${ids.join(", ")}. Delete what Terraform does not know: npx slipway state ${name}.`,
    );
  }
  const { ClientConfiguration: configuration } = await ec2.send(
    new ExportClientVpnClientConfigurationCommand({
      ClientVpnEndpointId: endpoint.ClientVpnEndpointId,
    }),
  );
  if (!configuration?.trim()) {
    throw new CommandError(
      1,
      `AWS gave an empty configuration for ${endpoint.ClientVpnEndpointId}. Ask again in a minute.`,
    );
  }
  return {
    configuration,
    portal: endpoint.SelfServicePortalUrl || undefined,
    isAvailable: endpoint.Status?.Code === "available",
  };
}

async function endpointsOf(ec2: EC2Client, owner: Owner): Promise<ClientVpnEndpoint[]> {
  const { application, environment } = owner;
  const tags = Object.entries(moduleTags(application, environment));
  const found: ClientVpnEndpoint[] = [];
  // AWS filters endpoints by nothing that says whose they are.
  for await (const page of paginateDescribeClientVpnEndpoints({ client: ec2 }, {})) {
    for (const endpoint of page.ClientVpnEndpoints ?? []) {
      const isOurs = tags.every(([name, value]) =>
        endpoint.Tags?.some(({ Key, Value }) => Key === name && Value === value),
      );
      if (isOurs && !endpoint.Status?.Code?.startsWith("delet")) found.push(endpoint);
    }
  }
  return found;
}

/** What a person does with the configuration. */
export function whatToDo(
  name: string,
  hostName: string,
  authentication: "saml" | "certificate",
  { portal, isAvailable }: Pick<ClientConfiguration, "portal" | "isAvailable">,
): string {
  const steps = [
    `Save it in a file: npx slipway vpn-config ${name} > ${name}.ovpn`,
    ...(authentication === "certificate"
      ? [
          "Put your certificate and your key at the end of that file, each in PEM:\n   <cert>\n   …\n   </cert>\n   <key>\n   …\n   </key>\n   From then on the file is a secret: let nobody else read it (chmod 600), and send it to nobody.",
        ]
      : []),
    "Get AWS VPN Client (https://aws.amazon.com/vpn/client-vpn-download/); in it File, Manage Profiles, Add Profile, and choose the file.",
    authentication === "saml" ? "Connect: a browser opens, in which you sign in." : "Connect.",
    `Open https://${hostName}. Only what goes there takes the VPN.`,
  ];
  return [
    ...(isAvailable
      ? []
      : ["The endpoint stands in no subnet yet: nobody can connect before it does.\n"]),
    ...steps.map((step, index) => `${index + 1}. ${step}\n`),
    ...(portal ? [`The configuration and the client are also at ${portal}\n`] : []),
  ].join("");
}
