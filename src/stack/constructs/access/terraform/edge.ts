import { arnIn, bareArnIn } from "../../../../base/arns";
import { cdnOf } from "../../../../config/frontend";
import type { Environment } from "../../../../config/schema";
import { namesOf } from "../../../../contract/names";
import type { ServiceAccess } from "./service-access";

/** What the provider asks of a web ACL of its own and of the log of it. */
export const webAcl = {
  read: ["wafv2:GetLoggingConfiguration", "wafv2:GetWebACL", "wafv2:ListTagsForResource"],
  write: [
    "wafv2:CreateWebACL",
    "wafv2:DeleteLoggingConfiguration",
    "wafv2:DeleteWebACL",
    "wafv2:PutLoggingConfiguration",
    "wafv2:TagResource",
    "wafv2:UntagResource",
    "wafv2:UpdateWebACL",
  ],
};

/** Load balancer, firewall, certificate and names. */
export function edge(environment: Environment): ServiceAccess[] {
  const { loadBalancer, domain, region } = environment;
  const names = namesOf(environment);
  const balancing = (resource: string) => arnIn(environment, "elasticloadbalancing", resource);
  const zone = (id: string) => bareArnIn(environment, "route53", `hostedzone/${id}`);
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
  return [
    {
      service: "LoadBalancer",
      types: [
        "aws_lb",
        "aws_lb_listener",
        "aws_lb_listener_certificate",
        "aws_lb_listener_rule",
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
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteRule",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:RemoveListenerCertificates",
        "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:SetIpAddressType",
        "elasticloadbalancing:SetRulePriorities",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
      ],
      on: listener,
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-permissions.html
      readOnBehalf: [
        "ec2:DescribeInternetGateways", // of whoever creates a target group
        ...(loadBalancer.mode === "create"
          ? ["ec2:DescribeAccountAttributes", "ec2:DescribeAddresses"]
          : []),
      ],
    },
    {
      // Their names have only the first five letters of the environment's, which another's may have too: tags distinguish them.
      service: "TargetGroups",
      types: ["aws_lb_target_group"],
      write: [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RemoveTags",
      ],
      on: [balancing(`targetgroup/${names.targetGroupPrefix}*/*`)],
      onlyOwn: true,
      create: ["elasticloadbalancing:CreateTargetGroup"],
      tagNew: {
        actions: ["elasticloadbalancing:AddTags"],
        createAction: { "elasticloadbalancing:CreateAction": ["CreateTargetGroup"] },
      },
    },
    ...firewall(environment),
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
      on: [...new Set([region, ...(cdnOf(environment) ? ["us-east-1"] : [])])].map((place) =>
        arnIn({ ...environment, region: place }, "acm", "certificate/*"),
      ),
      onlyOwn: true,
      create: ["acm:RequestCertificate"],
      tagNew: { actions: ["acm:AddTagsToCertificate"] },
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
      on: [bareArnIn(environment, "route53", "change/*")],
    },
  ];
}

/**
 * The web ACL in front of the load balancer. To log for it, WAF also writes to CloudWatch Logs, where resource policies and log deliveries
 * are the account's: AWS knows no resource for either.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
 */
function firewall(environment: Environment): ServiceAccess[] {
  const { loadBalancer } = environment;
  const names = namesOf(environment);
  const waf = (resource: string) => arnIn(environment, "wafv2", `regional/${resource}`);
  const balancer = arnIn(
    environment,
    "elasticloadbalancing",
    `loadbalancer/app/${names.loadBalancer}/*`,
  );
  const settings = loadBalancer.mode === "create" ? loadBalancer.firewall : undefined;
  const mode = settings?.mode;
  const own = waf(`webacl/${names.firewall}/*`);
  const acl = settings?.mode === "existing" ? settings.webAclArn : own;
  return [
    {
      service: "Firewall",
      types: ["aws_wafv2_web_acl", "aws_wafv2_web_acl_logging_configuration"],
      ...(mode === "managed" && {
        ...webAcl,
        on: [own],
      }),
    },
    {
      // Asked for besides the web ACL: AWS's own groups of rules, which belong to nobody.
      service: "RulesOfTheFirewall",
      types: [],
      ...(mode === "managed" && {
        write: ["wafv2:CreateWebACL", "wafv2:UpdateWebACL"],
        on: [waf("managedruleset/*/*")],
      }),
    },
    {
      service: "FirewallInFront",
      types: ["aws_wafv2_web_acl_association"],
      ...(mode !== undefined &&
        mode !== "none" && {
          read: ["wafv2:GetWebACLForResource"],
          write: ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"],
          writeUnnamed: ["elasticloadbalancing:SetWebACL"],
          on: [balancer, acl],
        }),
    },
    {
      service: "LogOfTheFirewall",
      types: ["aws_cloudwatch_log_resource_policy"],
      ...(mode === "managed" && {
        list: ["logs:DescribeResourcePolicies"],
        writeUnnamed: [
          "logs:CreateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:DeleteResourcePolicy",
          "logs:PutResourcePolicy",
        ],
      }),
    },
  ];
}
