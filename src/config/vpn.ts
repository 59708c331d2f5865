import { z } from "zod";
import {
  arn,
  certificateArn,
  choice,
  cidr,
  identifying,
  list,
  logRetentionDays,
  oneOf,
  section,
  text,
} from "./fields";
import { type EnvironmentRule, privateRangeProblems } from "./rule";
import type { Environment } from "./schema";
import { overlap } from "./subnet-ranges";

const samlProviderArn = () =>
  arn(
    "iam",
    /saml-provider\/[\w.-]{1,128}/,
    "arn:aws:iam::111111111111:saml-provider/identity-center",
  );

/** @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/client-authentication.html */
const authentication = choice(
  "type",
  [
    section({
      type: z.literal("saml").describe("IAM Identity Center or another provider of SAML 2.0."),
      providerArn: identifying(
        samlProviderArn().describe("The SAML provider in IAM of this account."),
      ),
      portalProviderArn: identifying(
        samlProviderArn()
          .nullable()
          .describe(
            "The SAML provider of the self-service portal, where people get the client's configuration themselves; null: there is no portal.",
          ),
      ),
      groups: identifying(
        list(
          text(
            /^[\w][\w+=,.@: -]{0,127}$/,
            "a group's id, 1 to 128 letters, digits, spaces and +=,.@:-_",
          ),
          1,
        ).describe(
          "Groups whose members may connect, at least 1, as the provider sends them in `memberOf`; of IAM Identity Center their ids.",
        ),
      ),
    }).describe("People sign in, and their groups decide."),
    section({
      type: z.literal("certificate").describe("Mutual TLS: clients show a certificate."),
      clientCertificateArn: identifying(
        certificateArn().describe(
          "Certificate in ACM, of this region, whose authority signs the clients' certificates. Whoever has one of those gets in: there are no groups.",
        ),
      ),
    }).describe("Whoever has a certificate of one authority gets in."),
  ],
  ["saml", "certificate"],
).describe("How people prove who they are.");

/** How people get into the network. */
export const vpn = choice(
  "mode",
  [
    section({
      mode: z.literal("existing").describe("Slipway makes no VPN."),
    }).describe("`loadBalancer.allowedCidrs` admits the addresses that a VPN of others gives out."),
    section({
      mode: z.literal("clientVpn").describe("An AWS Client VPN endpoint."),
      clientCidr: identifying(
        cidr().describe(
          "Addresses for the clients, private IPv4 of /12 to /22, none of the VPC's or of another network's that they need. It cannot be changed.",
        ),
      ),
      zones: oneOf(["one", "perZone"]).describe(
        "Subnets of the load balancer with which it is associated: the first, or `perZone` every one. AWS charges each by the hour.",
      ),
      serverCertificateArn: identifying(
        certificateArn().describe("Certificate of the endpoint in ACM, of this region."),
      ),
      authentication,
      sessionHours: oneOf([8, 10, 12, 24]).describe(
        "Hours after which a session ends and people sign in anew.",
      ),
      banner: text(/^[\s\S]{1,1400}$/, "a text of 1 to 1400 characters, or null")
        .nullable()
        .describe(
          "What people read when a session begins, 1 to 1400 characters; null: nothing. AWS's own client shows it.",
        ),
      logRetentionDays: logRetentionDays().describe(
        "Days that it is recorded who connected, from where and for how long.",
      ),
    }).describe("A VPN of this environment's own, which leads to its load balancer alone."),
  ],
  ["existing", "clientVpn"],
)
  .describe("How people reach an internal load balancer. Absent: `existing`.")
  .optional();

/** The VPN of the environment's own. */
export type ClientVpnSettings = Extract<
  NonNullable<Environment["access"]["vpn"]>,
  { readonly mode: "clientVpn" }
>;

/** The VPN of the environment's own; undefined where there is none. */
export function clientVpnOf({ access }: Environment): ClientVpnSettings | undefined {
  return access.vpn?.mode === "clientVpn" ? access.vpn : undefined;
}

/** Prefix lengths of the clients' range. @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html */
const lengths = { from: 12, to: 22 } as const;

/** AWS takes the clients' range, and it is none of the VPC's: of a VPC that is made here the file says so, of another's a plan does. */
export const vpnRange: EnvironmentRule = (environment) => {
  const vpn = clientVpnOf(environment);
  if (vpn === undefined) return [];
  const { network } = environment;
  const path = ["access", "vpn", "clientCidr"];
  const wrong = privateRangeProblems(
    path,
    vpn.clientCidr,
    lengths,
    "that neither the VPC has nor a network of the clients, such as 10.100.0.0/22",
  );
  if (wrong.length > 0) return wrong;
  if (network.mode !== "create" || !overlap(vpn.clientCidr, network.cidr)) return [];
  return [
    {
      path,
      message: `must not overlap network.cidr ${network.cidr}, got ${vpn.clientCidr}`,
      fix: "choose a range that the VPC does not have",
    },
  ];
};

/** A VPN leads to a load balancer of the environment's own that has addresses in the VPC alone. */
export const vpnLeadsThere: EnvironmentRule = (environment) => {
  if (clientVpnOf(environment) === undefined) return [];
  const { loadBalancer } = environment;
  const path = ["access", "vpn", "mode"];
  if (loadBalancer.mode === "existing") {
    return [
      {
        path,
        message: "must be existing where loadBalancer.mode is existing, got clientVpn",
        fix: "make a load balancer here, since only its security group can admit the VPN; or write existing, and leave the VPN to the load balancer's owner",
      },
    ];
  }
  if (loadBalancer.scheme === "internal") return [];
  return [
    {
      path,
      message: `must be existing where loadBalancer.scheme is ${loadBalancer.scheme}, got clientVpn`,
      fix: "write scheme: internal: the name of one that faces the Internet leads to public addresses, past the VPN",
    },
  ];
};
