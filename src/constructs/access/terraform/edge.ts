import { namesOf } from "../../../environment/names";
import type { Environment } from "../../../environment/schema";
import { writableGroupIds } from "../../../environment-edges";
import { arnIn, partitionOf } from "../../../terraform/place";
import type { ServiceAccess } from "./service-access";

/** Security groups, load balancer, certificate and names. */
export function edge(environment: Environment): ServiceAccess[] {
  const { loadBalancer, domain, region } = environment;
  const names = namesOf(environment);
  const group = (id: string) => arnIn(environment, "ec2", `security-group/${id}`);
  const balancing = (resource: string) => arnIn(environment, "elasticloadbalancing", resource);
  const zone = (id: string) => `arn:${partitionOf(region)}:route53:::hostedzone/${id}`;
  const zones = [
    domain.hostedZone.id,
    ...(domain.certificate.mode === "managed" ? [domain.certificate.validationZone.id] : []),
  ];
  const listener =
    loadBalancer.mode === "existing"
      ? [
          loadBalancer.listenerArn,
          `${loadBalancer.listenerArn.replace(":listener/", ":listener-rule/")}/*`,
        ]
      : [
          balancing(`loadbalancer/app/${names.loadBalancer}/*`),
          balancing(`listener/app/${names.loadBalancer}/*`),
          balancing(`listener-rule/app/${names.loadBalancer}/*`),
        ];
  const rules = [
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:ModifySecurityGroupRules",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
    "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
    "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
  ];
  return [
    {
      service: "SecurityGroups",
      types: [
        "aws_security_group",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
        "data.aws_subnet",
      ],
      list: [
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroupRules",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeTags",
        "ec2:DescribeVpcAttribute",
        "ec2:DescribeVpcs",
      ],
      write: [...rules, "ec2:DeleteSecurityGroup", "ec2:DeleteTags"],
      on: [group("*")],
      onlyOwn: true,
      create: ["ec2:CreateSecurityGroup", "ec2:CreateTags"],
    },
    {
      // Asked for besides the group, which is what decides.
      service: "SecurityGroupRules",
      types: [],
      write: [
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateSecurityGroup",
        "ec2:ModifySecurityGroupRules",
      ],
      on: [
        arnIn(environment, "ec2", "security-group-rule/*"),
        arnIn(environment, "ec2", `vpc/${environment.network.vpcId}`),
      ],
    },
    {
      service: "SecurityGroupsOfOthers",
      types: [],
      write: rules,
      on: [...writableGroupIds(environment)].map(group),
    },
    {
      service: "LoadBalancer",
      types: [
        "aws_lb",
        "aws_lb_listener",
        "aws_lb_listener_certificate",
        "aws_lb_listener_rule",
        "aws_lb_target_group",
        "data.aws_lb",
        "data.aws_lb_listener",
      ],
      list: [
        "elasticloadbalancing:DescribeCapacityReservation",
        "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListenerCertificates",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
      ],
      write: [
        "elasticloadbalancing:AddListenerCertificates",
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:CreateRule",
        "elasticloadbalancing:CreateTargetGroup",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteRule",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RemoveListenerCertificates",
        "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:SetIpAddressType",
        "elasticloadbalancing:SetRulePriorities",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
      ],
      on: [...listener, balancing(`targetgroup/${names.targetGroupPrefix}*/*`)],
    },
    {
      service: "Certificate",
      types: ["aws_acm_certificate", "aws_acm_certificate_validation"],
      read: ["acm:DescribeCertificate", "acm:ListTagsForCertificate"],
      write: [
        "acm:AddTagsToCertificate",
        "acm:DeleteCertificate",
        "acm:RemoveTagsFromCertificate",
        "acm:UpdateCertificateOptions",
      ],
      on: [arnIn(environment, "acm", "certificate/*")],
      onlyOwn: true,
      create: ["acm:RequestCertificate"],
    },
    {
      service: "Names",
      types: ["aws_route53_record", "data.aws_route53_zone"],
      list: ["route53:ListHostedZones"],
      read: [
        "route53:GetHostedZone",
        "route53:ListResourceRecordSets",
        "route53:ListTagsForResource",
      ],
      write: ["route53:ChangeResourceRecordSets"],
      on: [...new Set(zones)].map(zone),
    },
    {
      service: "ChangesOfNames",
      types: [],
      read: ["route53:GetChange"],
      on: [`arn:${partitionOf(region)}:route53:::change/*`],
    },
  ];
}
