import { arnIn } from "../../../../base/arns";
import { cdnOf } from "../../../../config/frontend";
import type { Environment } from "../../../../config/schema";
import { namesOf } from "../../../../contract/names";
import { webAcl } from "./edge";
import type { ServiceAccess } from "./service-access";
import { ofBuckets } from "./storage";

/**
 * A distribution of the environment's own, with what it is made of; nothing where it has none. What CloudFront makes has no name beforehand; of access
 * controls and headers' policies it knows no tags either, so they are any of the account's.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
 */
export function frontend(environment: Environment): ServiceAccess[] {
  const cdn = cdnOf(environment);
  if (cdn === undefined) return [];
  const { account } = environment;
  const names = namesOf(environment);
  const of = (resource: string) => `arn:aws:cloudfront::${account}:${resource}`;
  const global = (service: string, resource: string) =>
    arnIn({ account, region: "us-east-1" }, service, resource);
  const bucket = (name: string) => `arn:aws:s3:::${name}`;
  return [
    {
      service: "Distribution",
      types: ["aws_cloudfront_distribution", "aws_cloudfront_vpc_origin"],
      read: [
        "cloudfront:GetDistribution",
        "cloudfront:GetVpcOrigin",
        "cloudfront:ListTagsForResource",
      ],
      write: [
        "cloudfront:AllowVendedLogDeliveryForResource",
        "cloudfront:DeleteDistribution",
        "cloudfront:DeleteVpcOrigin",
        "cloudfront:TagResource",
        "cloudfront:UntagResource",
        "cloudfront:UpdateDistribution",
        "cloudfront:UpdateVpcOrigin",
      ],
      on: [of("distribution/*"), of("vpcorigin/*")],
      onlyOwn: true,
      create: ["cloudfront:CreateDistribution", "cloudfront:CreateVpcOrigin"],
      tagNew: { actions: ["cloudfront:TagResource"] },
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
      readOnBehalf: [
        "ec2:DescribeInstances",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
      ],
    },
    {
      // CloudFront's own, of nobody's account.
      service: "AddressesOfCloudFront",
      types: ["data.aws_ec2_managed_prefix_list"],
      list: ["ec2:DescribeManagedPrefixLists"],
      read: ["ec2:GetManagedPrefixListEntries"],
      on: [`arn:aws:ec2:${environment.region}:aws:prefix-list/*`],
    },
    {
      service: "PartsOfTheDistribution",
      types: [
        "aws_cloudfront_function",
        "aws_cloudfront_origin_access_control",
        "aws_cloudfront_response_headers_policy",
      ],
      read: [
        "cloudfront:DescribeFunction",
        "cloudfront:GetFunction",
        "cloudfront:GetOriginAccessControl",
        "cloudfront:GetResponseHeadersPolicy",
      ],
      write: [
        "cloudfront:DeleteFunction",
        "cloudfront:DeleteOriginAccessControl",
        "cloudfront:DeleteResponseHeadersPolicy",
        "cloudfront:PublishFunction",
        "cloudfront:UpdateFunction",
        "cloudfront:UpdateOriginAccessControl",
        "cloudfront:UpdateResponseHeadersPolicy",
      ],
      on: [
        of(`function/${names.siteFunction}`),
        of("origin-access-control/*"),
        of("response-headers-policy/*"),
      ],
      writeUnnamed: [
        "cloudfront:CreateFunction",
        "cloudfront:CreateOriginAccessControl",
        "cloudfront:CreateResponseHeadersPolicy",
      ],
    },
    {
      service: "LogOfTheDistribution",
      types: [
        "aws_cloudwatch_log_delivery",
        "aws_cloudwatch_log_delivery_destination",
        "aws_cloudwatch_log_delivery_source",
      ],
      read: [
        "logs:GetDelivery",
        "logs:GetDeliveryDestination",
        "logs:GetDeliverySource",
        "logs:ListTagsForResource",
      ],
      write: [
        "logs:CreateDelivery",
        "logs:DeleteDelivery",
        "logs:DeleteDeliveryDestination",
        "logs:DeleteDeliverySource",
        "logs:PutDeliveryDestination",
        "logs:PutDeliverySource",
        "logs:TagResource",
        "logs:UntagResource",
        "logs:UpdateDeliveryConfiguration",
      ],
      on: [
        global("logs", "delivery:*"),
        global("logs", `delivery-destination:${names.frontend}`),
        global("logs", `delivery-source:${names.frontend}`),
      ],
    },
    ...(cdn.firewall.mode === "none"
      ? []
      : [
          {
            // CloudFront asks in the caller's name whether the web ACL is there.
            service: "FirewallOfTheDistribution",
            types: [],
            read: webAcl.read,
            ...(cdn.firewall.mode === "managed" && {
              write: webAcl.write,
              writeUnnamed: ["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
            }),
            on: [
              cdn.firewall.mode === "existing"
                ? cdn.firewall.webAclArn
                : global("wafv2", `global/webacl/${names.frontend}/*`),
            ],
          },
        ]),
    ...(cdn.firewall.mode === "managed"
      ? [
          {
            service: "RulesOfTheFirewallOfTheDistribution",
            types: [],
            write: ["wafv2:CreateWebACL", "wafv2:UpdateWebACL"],
            on: [global("wafv2", "global/managedruleset/*/*")],
          },
        ]
      : []),
    {
      ...ofBuckets,
      service: "BucketsOfTheFrontend",
      on: [bucket(names.siteBucket), bucket(names.frontendLogBucket)],
    },
  ];
}
