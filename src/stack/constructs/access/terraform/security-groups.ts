import { arnIn } from "../../../../base/arns";
import type { Environment } from "../../../../config/schema";
import { writableGroupIds } from "../../../environment-edges";
import type { ServiceAccess } from "./service-access";

/** Security groups of this environment, and rules on others' groups where the file says so. */
export function securityGroups(environment: Environment): ServiceAccess[] {
  const { network } = environment;
  const group = (id: string) => arnIn(environment, "ec2", `security-group/${id}`);
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
      write: [...rules, "ec2:CreateTags", "ec2:DeleteSecurityGroup", "ec2:DeleteTags"],
      on: [group("*"), arnIn(environment, "ec2", "security-group-rule/*")],
      onlyOwn: true,
      create: ["ec2:CreateSecurityGroup"],
      tagNew: {
        actions: ["ec2:CreateTags"],
        createAction: {
          "ec2:CreateAction": [
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateSecurityGroup",
          ],
        },
      },
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
        ...(network.mode === "create" ? [] : [arnIn(environment, "ec2", `vpc/${network.vpcId}`)]),
      ],
    },
    {
      service: "SecurityGroupsInTheNetwork",
      types: [],
      write: ["ec2:CreateSecurityGroup"],
      on: network.mode === "create" ? [arnIn(environment, "ec2", "vpc/*")] : [],
      onlyOwn: true,
    },
    {
      service: "SecurityGroupsOfOthers",
      types: [],
      write: rules,
      on: [...writableGroupIds(environment)].map(group),
    },
  ];
}
