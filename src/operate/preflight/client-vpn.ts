import { overlap } from "../../config/subnet-ranges";
import { type ClientVpnSettings, clientVpnOf } from "../../config/vpn";
import { type Account, type Answer, fine, isMissing, type Look, wrong } from "./look";
import { ec2 } from "./own-network";

/** What a VPN of the environment's own takes: certificates, SAML providers, and addresses that the VPC does not have. */
export const clientVpnLook: Look = {
  subject: "VPN",
  actions: ["acm:DescribeCertificate", "ec2:DescribeVpcs", "iam:GetSAMLProvider"],
  async run(account) {
    const vpn = clientVpnOf(account.environment);
    if (vpn === undefined) return [];
    const answers = await Promise.all([
      ...certificates(vpn).map(([setting, arn]) => certificate(account, setting, arn)),
      ...providers(vpn).map(([setting, arn]) => samlProvider(account, setting, arn)),
      addresses(account, vpn),
    ]);
    return answers.flat();
  },
};

/** A setting below `access.vpn`, and the ARN there. */
type Named = readonly [setting: string, arn: string];

function certificates({ serverCertificateArn, authentication }: ClientVpnSettings): Named[] {
  return [
    ["serverCertificateArn", serverCertificateArn],
    ...(authentication.type === "certificate"
      ? ([["authentication.clientCertificateArn", authentication.clientCertificateArn]] as const)
      : []),
  ];
}

function providers({ authentication }: ClientVpnSettings): Named[] {
  if (authentication.type !== "saml") return [];
  const { providerArn, portalProviderArn } = authentication;
  return [
    ["authentication.providerArn", providerArn],
    ...(portalProviderArn === null
      ? []
      : ([["authentication.portalProviderArn", portalProviderArn]] as const)),
  ];
}

async function certificate({ config }: Account, setting: string, arn: string): Promise<Answer> {
  const { ACMClient, DescribeCertificateCommand } = await import("@aws-sdk/client-acm");
  try {
    const { Certificate } = await new ACMClient(config).send(
      new DescribeCertificateCommand({ CertificateArn: arn }),
    );
    if (Certificate?.Status === "ISSUED") return fine(`${setting} is issued`);
    return wrong(
      `${setting} is ${Certificate?.Status ?? "without a status"}, not ISSUED`,
      `validate it or import it anew, or name another in access.vpn.${setting}`,
    );
  } catch (error) {
    if (!isMissing(error)) throw error;
    return wrong(
      `${arn} does not exist`,
      `correct access.vpn.${setting}: aws acm list-certificates`,
    );
  }
}

async function samlProvider({ config }: Account, setting: string, arn: string): Promise<Answer> {
  const { GetSAMLProviderCommand, IAMClient } = await import("@aws-sdk/client-iam");
  try {
    await new IAMClient(config).send(new GetSAMLProviderCommand({ SAMLProviderArn: arn }));
    return fine(`${setting} is there`);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return wrong(
      `${arn} does not exist`,
      `correct access.vpn.${setting}: aws iam list-saml-providers`,
    );
  }
}

/** Of a network that is made the file's own rules know the addresses. A VPC that is not there has a line of its own. */
async function addresses(
  { environment, config }: Account,
  { clientCidr }: ClientVpnSettings,
): Promise<Answer[]> {
  const { network } = environment;
  if (network.mode === "create") return [];
  const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
  try {
    const { Vpcs } = await (await ec2(config)).send(
      new DescribeVpcsCommand({ VpcIds: [network.vpcId] }),
    );
    const ranges = (Vpcs?.[0]?.CidrBlockAssociationSet ?? []).flatMap(
      ({ CidrBlock }) => CidrBlock ?? [],
    );
    if (ranges.length === 0) {
      return [
        {
          verdict: "unknown",
          finding: `whether ${network.vpcId} has addresses of ${clientCidr}: AWS names no range of it`,
          fix: `aws ec2 describe-vpcs --vpc-ids ${network.vpcId}`,
        },
      ];
    }
    const same = ranges.filter((range) => overlap(range, clientCidr));
    if (same.length === 0) return [fine(`${clientCidr} is apart from ${ranges.join(", ")}`)];
    return [
      wrong(
        `${network.vpcId} has addresses of ${clientCidr}: ${same.join(", ")}`,
        "choose another range in access.vpn.clientCidr",
      ),
    ];
  } catch (error) {
    if (!isMissing(error)) throw error;
    return [];
  }
}
