import { cdnOf, globalRegion } from "../../config/frontend";
import { clientVpnLook } from "./client-vpn";
import { firewallLook } from "./firewall";
import { frontendLook } from "./frontend";
import { type Account, type Answer, fine, isMissing, type Look, unknown, wrong } from "./look";
import { ownVpcId } from "./own-network";
import { tlsLook } from "./tls";

const zones: Look = {
  subject: "Zone",
  actions: ["route53:GetHostedZone"],
  async run(account) {
    const { domain } = account.environment;
    const { hostedZone, certificate } = domain;
    const found = await zoneAnswers(account, hostedZone, "domain.hostedZone");
    if (certificate.mode !== "managed" || certificate.validationZone.id === hostedZone.id) {
      return found;
    }
    return [
      ...found,
      ...(await zoneAnswers(
        account,
        { ...certificate.validationZone, visibility: "public" },
        "domain.certificate.validationZone",
      )),
    ];
  },
};

interface Zone {
  readonly id: string;
  readonly name: string;
  readonly visibility: "public" | "private";
}

async function zoneAnswers(
  { environment, config, nameServersOf }: Account,
  zone: Zone,
  at: string,
): Promise<Answer[]> {
  const { GetHostedZoneCommand, Route53Client } = await import("@aws-sdk/client-route-53");
  let answer: import("@aws-sdk/client-route-53").GetHostedZoneCommandOutput;
  try {
    answer = await new Route53Client(config).send(new GetHostedZoneCommand({ Id: zone.id }));
  } catch (error) {
    if (!isMissing(error)) throw error;
    return [wrong(`${zone.id} does not exist`, `correct ${at}: aws route53 list-hosted-zones`)];
  }
  const name = answer.HostedZone?.Name?.replace(/\.$/, "");
  if (name !== zone.name) {
    return [wrong(`${zone.id} is the zone of ${name}, not of ${zone.name}`, `correct ${at}`)];
  }
  const visibility = answer.HostedZone?.Config?.PrivateZone ? "private" : "public";
  if (visibility !== zone.visibility) {
    return [
      wrong(
        `${zone.name} is a ${visibility} zone, and must be ${zone.visibility}`,
        `correct ${at}; a certificate is validated in a public zone`,
      ),
    ];
  }
  if (visibility === "private") {
    const { network } = environment;
    const vpcId = network.mode === "create" ? await ownVpcId(environment, config) : network.vpcId;
    const associate = (id: string) =>
      `aws route53 associate-vpc-with-hosted-zone --hosted-zone-id ${zone.id} --vpc VPCRegion=${environment.region},VPCId=${id}`;
    if (vpcId === undefined) {
      return [
        unknown(
          `${zone.name} is private, and the network that will be made is not associated with it`,
          `names of it resolve only in the VPCs that it is associated with: after the first apply, ${associate("<id of the VPC, which preflight then prints>")}`,
        ),
      ];
    }
    return [
      (answer.VPCs ?? []).some(({ VPCId }) => VPCId === vpcId)
        ? fine(`${zone.name}, private, of ${vpcId}`)
        : unknown(
            `${zone.name} is not associated with ${vpcId}`,
            `names of it resolve only in the VPCs that it is associated with: ${associate(vpcId)}`,
          ),
    ];
  }
  return [await delegation(zone.name, answer.DelegationSet?.NameServers ?? [], nameServersOf)];
}

async function delegation(
  zone: string,
  own: readonly string[],
  nameServersOf: Account["nameServersOf"],
): Promise<Answer> {
  const plain = (names: readonly string[]) =>
    names.map((name) => name.toLowerCase().replace(/\.$/, "")).sort();
  const ask = `whoever owns the domain above adds NS records for ${zone}: ${plain(own).join(", ")}`;
  let given: readonly string[];
  try {
    given = plain(await nameServersOf(zone));
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return code === "ENOTFOUND" || code === "ENODATA"
      ? wrong(`${zone} is not delegated: the DNS knows no name server of it`, ask)
      : unknown(
          `whether ${zone} is delegated: ${message}`,
          `dig NS ${zone} must print these: ${plain(own).join(", ")}`,
        );
  }
  if (plain(own).some((server) => given.includes(server))) {
    return fine(`${zone}, public, delegated to this zone`);
  }
  return wrong(`${zone} is delegated to other name servers: ${given.join(", ")}`, ask);
}

const certificate: Look = {
  subject: "Certificate",
  actions: ["acm:DescribeCertificate"],
  async run({ environment, config }) {
    const { domain } = environment;
    const own = domain.certificate.mode === "existing" ? domain.certificate.arn : undefined;
    const distributions = cdnOf(environment)?.certificateArn ?? undefined;
    const global = { ...config, region: globalRegion };
    return [
      ...(own
        ? [await givenCertificate(domain.hostName, "domain.certificate.arn", own, config)]
        : []),
      ...(distributions
        ? [
            await givenCertificate(
              domain.hostName,
              "frontend.certificateArn",
              distributions,
              global,
            ),
          ]
        : []),
    ];
  },
};

async function givenCertificate(
  hostName: string,
  setting: string,
  arn: string,
  config: Account["config"],
): Promise<Answer> {
  const { ACMClient, DescribeCertificateCommand } = await import("@aws-sdk/client-acm");
  try {
    const { Certificate: found } = await new ACMClient(config).send(
      new DescribeCertificateCommand({ CertificateArn: arn }),
    );
    return certificateAnswer(hostName, found ?? {}, setting);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return wrong(`${arn} does not exist`, `correct ${setting}`);
  }
}

/** What a certificate is good for; without a clock, since ACM's own status says whether it has expired. */
export function certificateAnswer(
  hostName: string,
  {
    Status,
    SubjectAlternativeNames: names = [],
    RenewalEligibility,
  }: {
    readonly Status?: string | undefined;
    readonly SubjectAlternativeNames?: readonly string[] | undefined;
    readonly RenewalEligibility?: string | undefined;
  },
  setting = "domain.certificate.arn",
): Answer {
  if (Status !== "ISSUED") {
    return wrong(
      `it is ${Status ?? "without a status"}, not ISSUED`,
      `validate it, or name another in ${setting}`,
    );
  }
  const [, ...parent] = hostName.split(".");
  if (!names.includes(hostName) && !names.includes(`*.${parent.join(".")}`)) {
    return wrong(
      `it is for ${names.join(", ")}, not for ${hostName}`,
      `name one in ${setting} that is for the host name`,
    );
  }
  if (RenewalEligibility === "INELIGIBLE") {
    return unknown(
      `it is for ${hostName}, but ACM will not renew it`,
      "whoever imported it must replace it in time",
    );
  }
  return fine(`issued for ${hostName}`);
}

const loadBalancer: Look = {
  subject: "Listener",
  actions: [
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
  ],
  async run({ environment, config }) {
    const { loadBalancer: given, domain, network } = environment;
    if (given.mode !== "existing" || network.mode === "create") return [];
    const elb = await import("@aws-sdk/client-elastic-load-balancing-v2");
    const client = new elb.ElasticLoadBalancingV2Client(config);
    const { listenerArn } = given;
    let listener: import("@aws-sdk/client-elastic-load-balancing-v2").Listener | undefined;
    try {
      const found = await client.send(
        new elb.DescribeListenersCommand({ ListenerArns: [listenerArn] }),
      );
      listener = found.Listeners?.[0];
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    if (!listener?.LoadBalancerArn) {
      return [wrong(`${listenerArn} does not exist`, "correct loadBalancer.listenerArn")];
    }
    const answers: Answer[] = [];
    if (listener.Protocol !== "HTTPS") {
      answers.push(
        wrong(`the listener speaks ${listener.Protocol}`, "name the HTTPS listener in listenerArn"),
      );
    }
    const { LoadBalancers = [] } = await client.send(
      new elb.DescribeLoadBalancersCommand({ LoadBalancerArns: [listener.LoadBalancerArn] }),
    );
    const [balancer] = LoadBalancers;
    if (balancer?.VpcId !== network.vpcId) {
      answers.push(
        wrong(
          `its load balancer is in ${balancer?.VpcId}, not in ${network.vpcId}`,
          "correct loadBalancer.listenerArn or network.vpcId",
        ),
      );
    }
    const groups = balancer?.SecurityGroups ?? [];
    if (!groups.includes(given.securityGroupId)) {
      answers.push(
        wrong(
          `its load balancer has the security group ${groups.join(", ")}, not ${given.securityGroupId}`,
          "correct loadBalancer.securityGroupId: the tasks let in that group alone",
        ),
      );
    }
    const next = given.maintenance === true ? [given.priority + 1] : [];
    answers.push(...(await ruleAnswers([given.priority, ...next], domain.hostName)));
    return answers.length > 0
      ? answers
      : [fine(`HTTPS in ${network.vpcId}, priority ${given.priority} is free`)];

    async function ruleAnswers(priorities: readonly number[], hostName: string): Promise<Answer[]> {
      const found: Answer[] = [];
      for await (const { Rules = [] } of elb.paginateDescribeRules(
        { client },
        { ListenerArn: listenerArn },
      )) {
        for (const rule of Rules) {
          const hosts = (rule.Conditions ?? []).flatMap(
            ({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? [],
          );
          const priority = Number(rule.Priority);
          if (!priorities.includes(priority) || hosts.includes(hostName)) continue;
          found.push(
            wrong(
              `priority ${priority} is taken, by a rule for ${hosts.join(", ") || "other conditions"}`,
              "choose another number in loadBalancer.priority",
            ),
          );
        }
      }
      return found;
    }
  },
};

/** How clients get in: zones and their delegation, the certificate, an existing listener, TLS, a firewall of others, a VPN, CloudFront. */
export const entryLooks: readonly Look[] = [
  zones,
  certificate,
  loadBalancer,
  tlsLook,
  firewallLook,
  clientVpnLook,
  frontendLook,
];
