/** Account and region: enough to write an ARN where a reference to the resource would make a cycle. */
export interface Place {
  /** AWS account, 12 digits. */
  readonly account: string;
  /** AWS region, such as `us-east-1`. */
  readonly region: string;
}

/** Account and region of something that has more besides, such as an environment. */
export function placeOf({ account, region }: Place): Place {
  return { account, region };
}

/**
 * The partition that a region belongs to. Throws for the regions of any other: services have other names there, which the module does not know.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function partitionOf(region: string): "aws" | "aws-us-gov" {
  if (/^(cn|us-iso\w*|eu-iso\w*|eusc)-/.test(region)) {
    throw new Error(`region must be in AWS' commercial or GovCloud partition, got ${region}`);
  }
  return isGovCloud(region) ? "aws-us-gov" : "aws";
}

/** Whether the region is one of GovCloud. */
export function isGovCloud(region: string): boolean {
  return region.startsWith("us-gov-");
}

/** An ARN in this place: `arnIn(place, "logs", "log-group:/slipway/x")`. */
export function arnIn(place: Place, service: string, resource: string): string {
  return `arn:${partitionOf(place.region)}:${service}:${place.region}:${place.account}:${resource}`;
}

/** An ARN without a region, as IAM's are. */
export function globalArnIn(place: Place, service: string, resource: string): string {
  return `arn:${partitionOf(place.region)}:${service}::${place.account}:${resource}`;
}

/** An ARN with neither region nor account, as those of S3 and Route 53 are. */
export function bareArnIn(
  { region }: Pick<Place, "region">,
  service: string,
  resource: string,
): string {
  return `arn:${partitionOf(region)}:${service}:::${resource}`;
}

/** The account that an ARN names; undefined where it names none, or is no ARN. */
export function accountIn(arn: unknown): string | undefined {
  if (typeof arn !== "string") return undefined;
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}

/** An ARN in its parts. */
interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
}

/**
 * The parts of an ARN before its resource, each empty where the text is no ARN. By hand, since the SDK's parser throws there: what is wrong in
 * a file is reported by the file's rules.
 */
export function arnParts(arn: string): Arn {
  const [, partition = "", service = "", region = "", account = ""] = arn.split(":");
  return { partition, service, region, account };
}
