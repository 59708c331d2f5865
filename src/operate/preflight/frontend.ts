import { cdnOf } from "../../config/frontend";
import type { Environment } from "../../config/schema";
import { type Answer, fine, type Look, withoutQuota, wrong } from "./look";
import { ec2 } from "./own-network";

/** What CloudFront's prefix list counts as. @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html */
const weight = 55;

/** Where a distribution reaches the load balancer: the VPC has an internet gateway, and the load balancer's security group room for CloudFront's addresses. */
export const frontendLook: Look = {
  subject: "CloudFront",
  actions: ["ec2:DescribeInternetGateways", "servicequotas:GetServiceQuota"],
  async run({ environment, config }) {
    const { network } = environment;
    if (cdnOf(environment) === undefined) return [];
    const { GetServiceQuotaCommand, ServiceQuotasClient } = await import(
      "@aws-sdk/client-service-quotas"
    );
    const { Quota } = await new ServiceQuotasClient(config).send(
      new GetServiceQuotaCommand({ ServiceCode: "vpc", QuotaCode: "L-0EA8095F" }),
    );
    const room = roomFor(environment, Quota?.Value);
    if (network.mode === "create") return [room];
    const { DescribeInternetGatewaysCommand } = await import("@aws-sdk/client-ec2");
    const { InternetGateways = [] } = await (await ec2(config)).send(
      new DescribeInternetGatewaysCommand({
        Filters: [{ Name: "attachment.vpc-id", Values: [network.vpcId] }],
      }),
    );
    const gateway = InternetGateways.find(({ Attachments = [] }) =>
      Attachments.some(({ VpcId }) => VpcId === network.vpcId),
    );
    return [
      gateway
        ? fine(`${network.vpcId} has ${gateway.InternetGatewayId}`)
        : wrong(
            `${network.vpcId} has no internet gateway`,
            "CloudFront reaches only into a VPC that has one, though no route need lead to it: aws ec2 create-internet-gateway, then attach-internet-gateway",
          ),
      room,
    ];
  },
};

/** Both directions have this quota; IPv4 and IPv6 count apart, so that what a file says in IPv4 is the fuller one or leaves room. */
function roomFor({ loadBalancer }: Environment, allowed: number | undefined): Answer {
  const clients =
    loadBalancer.mode === "create"
      ? loadBalancer.allowedCidrs.length + loadBalancer.allowedSecurityGroupIds.length
      : 0;
  const needed = weight + clients * 2; // 443, and 80 that redirects
  if (allowed === undefined) return withoutQuota("rules in a security group");
  if (needed <= allowed) return fine(`${needed} of ${allowed} rules in a security group`);
  return wrong(
    `the load balancer's security group would need ${needed} rules, since CloudFront's addresses count as ${weight}, and may have ${allowed}`,
    "ask for more in the console, Service Quotas, or name fewer clients in loadBalancer.allowedCidrs",
  );
}
