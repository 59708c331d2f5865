import { globalArnIn, type Place } from "../../base/arns";
import { policyJson, type Statement } from "../../base/policy";

/** What pushing takes. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
export const pushActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:CompleteLayerUpload",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
] as const;

/** What pulling takes. */
export const pullActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetDownloadUrlForLayer",
] as const;

/** Who may reach the images. */
export interface RepositoryPolicyProps extends Place {
  /** Roles or users that may push, by ARN. */
  readonly pushers: readonly string[];
  /** Roles or users that may pull, by ARN; the environment's own tasks need no entry. */
  readonly pullers: readonly string[];
  /** Where images come by promotion: who alone may push, whatever any other policy says. */
  readonly promotion?: OnlyPromoted | undefined;
}

/** Who may change what is in a repository that images are promoted into. */
export interface OnlyPromoted {
  /** Role that promotes, by ARN. */
  readonly promoterArn: string;
  /** Role of the deployer, by ARN: it tags what it released, and can upload nothing. */
  readonly deployerArn: string;
}

/** What brings layers into a repository, or takes images out of it. Reading is not among them, nor what Terraform does. */
const changingActions = [
  "ecr:BatchDeleteImage",
  "ecr:CompleteLayerUpload",
  "ecr:InitiateLayerUpload",
  "ecr:UploadLayerPart",
] as const;

/**
 * The repository's own policy as JSON. Within the account IAM policies decide, which the first statement says; principals named in the
 * file need no policy of their own, and another account gets in only by being named.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
 */
export function repositoryPolicy(props: RepositoryPolicyProps): string {
  const named = (
    sid: string,
    principals: readonly string[],
    actions: readonly string[],
  ): Statement[] =>
    principals.length === 0
      ? []
      : [{ Sid: sid, Effect: "Allow", Principal: { AWS: [...principals] }, Action: actions }];
  return policyJson([
    {
      Sid: "TheAccountsPoliciesDecide",
      Effect: "Allow",
      Principal: { AWS: globalArnIn(props, "iam", "root") },
      Action: [...new Set([...pullActions, "ecr:DescribeImages", "ecr:DescribeImageScanFindings"])],
    },
    ...named("NamedPushers", props.pushers, [...pushActions, "ecr:BatchGetImage"]),
    ...named("NamedPullers", props.pullers, pullActions),
    ...(props.promotion ? onlyPromoted(props.promotion) : []),
  ]);
}

/** A refusal that no other policy can lift, administrators' included. */
function onlyPromoted({ promoterArn, deployerArn }: OnlyPromoted): Statement[] {
  const deny = (sid: string, actions: readonly string[], but: readonly string[]): Statement => ({
    Sid: sid,
    Effect: "Deny",
    Principal: "*",
    Action: actions,
    Condition: { ArnNotEquals: { "aws:PrincipalArn": but } },
  });
  return [
    deny("OnlyThePromoterPushes", changingActions, [promoterArn]),
    deny("OnlyTheDeployerTagsBesides", ["ecr:PutImage"], [deployerArn, promoterArn]),
  ];
}
