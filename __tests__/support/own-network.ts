import type { ExistingNetwork } from "../../src/config/network";
import type { Environment } from "../../src/config/schema";
import { exampleText } from "./example-environment";
import { exampleWith } from "./example-with";

/** The network of an environment that uses others'. */
export function existingNetwork({ network }: Environment): ExistingNetwork {
  if (network.mode === "create") throw new Error("this environment makes its network");
  return network;
}

/** The section `network` of an environment that makes its own, without a route to the Internet for its tasks. */
export const ownNetworkText = `network:
  mode: create
  cidr: 10.40.0.0/20
  availabilityZones: [us-east-1a, us-east-1b]
  nat: none
  flowLogRetentionDays: 90
  egress:
    mode: listed
    endpointSecurityGroupIds: []
    prefixListIds: []
    cidrs: []
  resolverCidrs: []
`;

/** The example in a network of its own. */
export const ownNetworkExample = exampleText.replace(
  /network:\n[\s\S]*?\n(?=\n?loadBalancer:)/,
  ownNetworkText,
);

/** The example behind a load balancer that faces the Internet, which its tasks reach through a NAT gateway in each zone. */
export const openNetworkExample = ownNetworkExample
  .replace("scheme: internal", "scheme: internet-facing")
  .replace("nat: none", "nat: perZone")
  .replace(
    / {4}mode: listed\n[\s\S]*?cidrs: \[\]\n/,
    "    mode: anywhere\n    reason: Partners publish no addresses.\n",
  );

/** A section as an object of the caller's own. */
export const ownNetworkSection = () => ({
  mode: "create",
  cidr: "10.40.0.0/20",
  availabilityZones: ["us-east-1a", "us-east-1b"],
  nat: "none",
  flowLogRetentionDays: 90,
  egress: { mode: "listed", endpointSecurityGroupIds: [], prefixListIds: [], cidrs: [] },
  resolverCidrs: [],
});

/** The example in a network of its own, with these settings besides. */
export function ownNetworkEnvironment(
  settings: Readonly<Record<string, unknown>> = {},
): Environment {
  return exampleWith({ network: ownNetworkSection(), ...settings });
}

const everywhere = { mode: "anywhere", reason: "It asks partners that publish no addresses." };

/** The same, reached from the Internet and reaching it through a NAT gateway in each zone. */
export function openNetworkEnvironment(): Environment {
  return ownNetworkEnvironment({
    "loadBalancer.scheme": "internet-facing",
    "network.nat": "perZone",
    "network.egress": everywhere,
  });
}
