import { Construct } from "constructs";
import { EcrLifecyclePolicy } from "#aws/ecr-lifecycle-policy";
import { EcrRepository } from "#aws/ecr-repository";
import { EcrRepositoryPolicy } from "#aws/ecr-repository-policy";
import { globalArnIn, type Place } from "../../base/arns";
import { type PolicyStatement, policyJson } from "../../base/policy";
import { releasedTagPrefix } from "../../contract/images";
import { mainResourceId } from "../readable-stack";

/** Properties of an {@link ImageRepository}. */
interface ImageRepositoryProps extends RepositoryPolicyProps {
  /** Name within the registry, such as `shop/api`. */
  readonly name: string;

  /**
   * How many images to keep besides the released ones, 1 to 1000; older ones expire.
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
   */
  readonly keepImages: number;

  /** ARN of the key that encrypts the layers. */
  readonly keyArn: string;
}

/** Images of one application: a tag never moves, and each image is scanned when it arrives. Stateful. */
export class ImageRepository extends Construct {
  readonly arn: string;
  readonly url: string;
  readonly repositoryName: string;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);

    const repository = new EcrRepository(this, mainResourceId, {
      name: props.name,
      imageTagMutability: "IMMUTABLE", // what was scanned is what is deployed and promoted
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: props.keyArn }],
      lifecycle: { preventDestroy: true },
    });
    new EcrRepositoryPolicy(this, "policy", {
      repository: repository.name,
      policy: repositoryPolicy(props),
    });
    new EcrLifecyclePolicy(this, "retention", {
      repository: repository.name,
      policy: lifecyclePolicy(props.keepImages),
    });

    this.arn = repository.arn;
    this.url = repository.repositoryUrl;
    this.repositoryName = repository.name;
  }
}

/** Tags that the deployer gives to what it released. */
const releasedTagPattern = `${releasedTagPrefix}*`;

/** Days that an image without any tag stays. */
const untaggedDays = 14;

/**
 * Which images expire, as ECR's lifecycle JSON. A rule protects what it selects from all rules after it, and no repository holds as
 * many images as the first one's count; that is how ECR says "never".
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
export function lifecyclePolicy(keepImages: number): string {
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: "What was released stays",
        selection: {
          tagStatus: "tagged",
          tagPatternList: [releasedTagPattern],
          countType: "imageCountMoreThan",
          countNumber: 100_000,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: `The newest ${keepImages} others stay`,
        selection: {
          tagStatus: "tagged",
          tagPatternList: ["*"],
          countType: "imageCountMoreThan",
          countNumber: keepImages,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 3,
        description: `Untagged images go after ${untaggedDays} days`,
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: untaggedDays,
        },
        action: { type: "expire" },
      },
    ],
  });
}

/** What pushing takes. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
export const pushActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:CompleteLayerUpload",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
] as const;

/** A login to the registry, without which nothing can be pushed or pulled; it opens nothing by itself and knows no resource. */
export const logInToTheRegistry: PolicyStatement = {
  Sid: "LogInToTheRegistry",
  Effect: "Allow",
  Action: "ecr:GetAuthorizationToken",
  Resource: "*",
};

/** What pulling takes. */
export const pullActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetDownloadUrlForLayer",
] as const;

/** Who may reach the images. */
interface RepositoryPolicyProps extends Place {
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
  ): PolicyStatement[] =>
    principals.length === 0
      ? []
      : [{ Sid: sid, Effect: "Allow", Principal: { AWS: [...principals] }, Action: actions }];
  return policyJson([
    {
      Sid: "TheAccountsPoliciesDecide",
      Effect: "Allow",
      Principal: { AWS: globalArnIn(props, "iam", "root") },
      Action: [...pullActions, "ecr:DescribeImages", "ecr:DescribeImageScanFindings"],
    },
    ...named("NamedPushers", props.pushers, [...pushActions, "ecr:BatchGetImage"]),
    ...named("NamedPullers", props.pullers, pullActions),
    ...(props.promotion ? onlyPromoted(props.promotion) : []),
  ]);
}

/** A refusal that no other policy can lift, administrators' included. */
function onlyPromoted({ promoterArn, deployerArn }: OnlyPromoted): PolicyStatement[] {
  const deny = (
    sid: string,
    actions: readonly string[],
    but: readonly string[],
  ): PolicyStatement => ({
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
