/** Tags that the deployer gives to what it released. */
export const releasedTagPattern = "released-*";

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
