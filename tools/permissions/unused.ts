/** Why no recorded request uses some permissions that roles have. */
interface Reason {
  /** Roles by their address in the stack, without `access_`. */
  readonly roles: readonly string[];
  readonly because: string;
  readonly actions: readonly string[];
}

const terraform = ["plan", "apply"];

/** Every permission that no recorded journey uses. A row that is used, or that none of its roles has, fails a test. */
export const reasons: readonly Reason[] = [
  {
    roles: terraform,
    because: "The plan role reads it; an apply does only where the lock changed meanwhile.",
    actions: ["dynamodb:GetItem"],
  },
  {
    roles: terraform,
    because:
      "Read by other versions of the provider in the tested range, or for resources in another state than a healthy one; it gives names, tags and settings, no data.",
    actions: [
      "dynamodb:Query",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeTags",
      "ecs:ListTagsForResource",
      "elasticloadbalancing:DescribeListenerCertificates",
      "elasticloadbalancing:DescribeTargetHealth",
      "iam:ListInstanceProfilesForRole",
      "iam:ListOpenIDConnectProviders",
      "iam:ListPolicyVersions",
      "route53:GetChange",
      "s3:GetBucketLocation",
      "s3:ListTagsForResource",
      "secretsmanager:ListSecretVersionIds",
      "sns:ListSubscriptionsByTopic",
      "sqs:GetQueueUrl",
      "ssm:GetParameters",
      "ssm:ListTagsForResource",
    ],
  },
  {
    roles: terraform,
    because:
      "Newer versions of the provider in the tested range tag a bucket by it; the tested one does so by s3:PutBucketTagging.",
    actions: ["s3:TagResource", "s3:UntagResource"],
  },
  {
    roles: terraform,
    because:
      "Changes a setting that the journey leaves as it is, or corrects what somebody changed outside Terraform.",
    actions: [
      "acm:UpdateCertificateOptions",
      "ec2:CreateTags",
      "ec2:DeleteTags",
      "ec2:DisassociateAddress",
      "ec2:ModifySecurityGroupRules",
      "ec2:ModifySubnetAttribute",
      "ec2:ModifyVpcEndpoint",
      "ec2:ReplaceRoute",
      "ec2:ReplaceRouteTableAssociation",
      "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
      "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
      "ecr:PutImageScanningConfiguration",
      "ecr:PutImageTagMutability",
      "ecs:PutClusterCapacityProviders",
      "ecs:UpdateCluster",
      "ecs:UpdateClusterSettings",
      "elasticloadbalancing:AddListenerCertificates",
      "elasticloadbalancing:ModifyListenerAttributes",
      "elasticloadbalancing:ModifyRule",
      "elasticloadbalancing:ModifyTargetGroup",
      "elasticloadbalancing:RemoveListenerCertificates",
      "elasticloadbalancing:SetIpAddressType",
      "elasticloadbalancing:SetRulePriorities",
      "elasticloadbalancing:SetSecurityGroups",
      "elasticloadbalancing:SetSubnets",
      "events:DisableRule",
      "events:EnableRule",
      "iam:AddClientIDToOpenIDConnectProvider",
      "iam:RemoveClientIDFromOpenIDConnectProvider",
      "iam:UpdateOpenIDConnectProviderThumbprint",
      "iam:UpdateRole",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
      "logs:AssociateKmsKey",
      "logs:DisassociateKmsKey",
      "rds:ModifyDBSubnetGroup",
      "rds:ModifyEventSubscription",
      "rds:RebootDBInstance",
      "rds:ResetDBParameterGroup",
      "scheduler:UpdateSchedule",
      "secretsmanager:RestoreSecret",
      "secretsmanager:UpdateSecret",
      "secretsmanager:UpdateSecretVersionStage",
      "sns:SetSubscriptionAttributes",
      "ssm:AddTagsToResource",
      "ssm:UpdateDocument",
      "ssm:UpdateDocumentDefaultVersion",
    ],
  },
  {
    roles: terraform,
    because:
      "DynamoDB or Secrets Manager asks KMS for it with the caller's permission as AWS's page says, and the emulator does not.",
    actions: [
      "dynamodb:UpdateItem",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
  },
  {
    roles: [
      ...["tester", "promoter", "waivers", "operator", "task_runner", "database_client"],
      ...["publisher", "github_deploy", "developers"],
    ],
    because:
      "DynamoDB, and of the publisher S3, asks KMS for it with the caller's permission, as AWS's page says, and the emulator does not.",
    actions: ["kms:Decrypt", "kms:DescribeKey"],
  },
  {
    roles: [
      ...["tester", "promoter", "waivers", "operator", "task_runner", "database_client"],
      "publisher",
    ],
    because: "The same, where a record is written.",
    actions: ["kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
  },
  {
    roles: ["delivery_role"],
    because:
      "DynamoDB and SNS ask KMS for it with the machine's permission, as AWS's pages say, and the emulator does not.",
    actions: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
    ],
  },
  {
    roles: ["delivery_role", "delivery_request_role"],
    because: "Step Functions delivers the machine's log with it; the emulator keeps no log.",
    actions: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ],
  },
  {
    roles: ["delivery_role"],
    because:
      "ECR asks Inspector for the findings of an enhanced scan with the caller's permission; the emulator has no Inspector.",
    actions: ["inspector2:ListCoverage", "inspector2:ListFindings"],
  },
  {
    roles: ["tester", "waivers", "task_runner", "database_client"],
    because: "Reads its own record again where the answer to writing it was lost.",
    actions: ["dynamodb:GetItem"],
  },
  {
    roles: ["task_runner", "database_client"],
    because:
      "Lists its own records; it stands beside `GetItem` in every statement that reads them.",
    actions: ["dynamodb:Query"],
  },
  {
    roles: ["database_client"],
    because:
      "AWS's session-manager-plugin asks for it while it carries the session; a stand-in takes its place.",
    actions: ["ssm:ResumeSession", "ssmmessages:OpenDataChannel"],
  },
  {
    roles: ["developers"],
    because:
      "Sees in the registry which images there are and what their scans found, by AWS's own command or console; no command of Slipway's asks for it.",
    actions: ["ecr:DescribeImageScanFindings", "ecr:DescribeImages"],
  },
  {
    roles: ["github_deploy"],
    because:
      "Only after something failed: the log of the task, and what the scan of the image found.",
    actions: ["ecr:DescribeImageScanFindings", "logs:GetLogEvents"],
  },
  {
    roles: ["github_deploy", "promoter"],
    because:
      "Reads back a layer that was pushed, as a build that begins with an earlier image does.",
    actions: ["ecr:GetDownloadUrlForLayer"],
  },
  {
    roles: ["promoter"],
    because:
      "A client may ask for it before it pulls a layer, as Docker's does; `crane` asks only before it pushes.",
    actions: ["ecr:BatchCheckLayerAvailability"],
  },
  {
    roles: ["publisher"],
    because:
      "Without it S3 answers 403 where a file is missing, and not 404; the emulator answers 404 all the same.",
    actions: ["s3:ListBucket"],
  },
];

/** Why no recorded request uses a permission of a role; undefined where nobody said so. */
export function whyUnused(role: string, action: string): string | undefined {
  return reasons.find(({ roles, actions }) => roles.includes(role) && actions.includes(action))
    ?.because;
}

/** Roles of which no requests are recorded, by their address in the stack without `access_`, and why. */
export const unrecorded: Readonly<Record<string, string>> = {
  database_monitoring: "RDS acts as it, with AWS's own policy, and the emulator measures nothing.",
  delivery_drill_role:
    "It does what its policy allows and nothing beside (`__tests__/operate/restore/drill-check.test.ts`); no list of its requests is kept.",
  delivery_drill_role_execution: "As service_execution_role.",
  delivery_trigger_clean_up_role: "As delivery_trigger_role; a rule starts the clean-up by it.",
  delivery_trigger_look_role: "As delivery_trigger_role; a schedule starts the daily look by it.",
  delivery_trigger_role:
    "EventBridge acts as it, in AWS; the emulator's rules start their target without asking.",
  restorer:
    "`slipway restore` runs as it with IAM enforced, and it does nothing beside (`__tests__/operate/restore/restore.test.ts`); no list of its requests is kept.",
  promotion_reader:
    "Its statements are those by which the promoter reads an environment of its own account, from one function; the emulator's one registry holds no other account's images.",
  service_execution_role:
    "ECS acts as it to pull the image, read the secrets and write the log; the emulator runs no containers.",
  service_task_role: "The application acts as it.",
};
