/** Where an environment lives, for names of resources that a reference would make a cycle with. */
export interface Place {
  /** AWS account, 12 digits. */
  readonly account: string;
  /** AWS region, such as `us-east-1`. */
  readonly region: string;
}

/** The partition that a region belongs to. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): "aws" | "aws-us-gov" | "aws-cn" {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("cn-")) return "aws-cn";
  return "aws";
}

/** An ARN in this place: `arnIn(place, "logs", "log-group:/slipway/x")`. */
export function arnIn(place: Place, service: string, resource: string): string {
  return `arn:${partitionOf(place.region)}:${service}:${place.region}:${place.account}:${resource}`;
}

/** An ARN without a region, as IAM's are. */
export function globalArnIn(place: Place, service: string, resource: string): string {
  return `arn:${partitionOf(place.region)}:${service}::${place.account}:${resource}`;
}
