import type { PolicyStatement } from "../../../base/policy";
import type { AccessPlaces, SourcePlaces } from "./access-places";
import { readRecords, useKey, useTheTablesKey, writeRecords } from "./statements";

/** What decides what a publisher may do. */
interface PublisherPolicyProps {
  /** The distribution whose pages CloudFront is asked to forget. */
  readonly distributionArn: string;
  /** Whether somebody may hold the environment. */
  readonly holds: boolean;
  /** The environment that pages are promoted from, where there is one. */
  readonly source: SourcePlaces | undefined;
}

/**
 * Who publishes writes releases and what is shown of them, and lets CloudFront forget what was shown before: `slipway frontend`. It deletes no file, and
 * changes neither bucket nor distribution.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
 */
export function publisherPolicy(
  places: AccessPlaces,
  { distributionArn, holds, source }: PublisherPolicyProps,
): PolicyStatement[] {
  const { siteBucketArn } = places;
  return [
    // AWS knows no resource for it: the distribution is found by its host name.
    {
      Sid: "FindTheDistribution",
      Effect: "Allow",
      Action: "cloudfront:ListDistributions",
      Resource: "*",
    },
    {
      Sid: "LetItForgetPages",
      Effect: "Allow",
      Action: ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
      Resource: distributionArn,
    },
    {
      Sid: "WriteReleasesAndPages",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: [`${siteBucketArn}/releases/*`, `${siteBucketArn}/site/*`],
    },
    seeWhatIsMissing(places),
    useThePagesKey(places, ["kms:Decrypt", "kms:GenerateDataKey"]),
    readRecords(places, ["frontend", ...(holds ? (["hold"] as const) : [])]),
    // The lease is given back by deleting it.
    writeRecords(
      places,
      ["frontend"],
      ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    ),
    useTheTablesKey(places, "write"),
    ...readSource(source),
  ];
}

function readSource(source: SourcePlaces | undefined): PolicyStatement[] {
  if (source === undefined) return [];
  const { places, readerRoleArn } = source;
  if (readerRoleArn !== undefined) {
    return [
      {
        Sid: "ReadTheSourceAs",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: readerRoleArn,
      },
    ];
  }
  return [
    ...readReleases(places),
    { ...readRecords(places, ["evidence", "frontend"]), Sid: "SourceReadRecords" },
    { ...useTheTablesKey(places, "read"), Sid: "SourceUseTheTablesKey" },
  ];
}

/** Read the releases of an environment's frontend, to promote one. */
export function readReleases(places: AccessPlaces): PolicyStatement[] {
  return [
    {
      Sid: "ReadReleasesOfTheFrontend",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: `${places.siteBucketArn}/releases/*`,
    },
    { ...seeWhatIsMissing(places), Sid: "SeeWhichReleasesAreMissing" },
    { ...useThePagesKey(places, ["kms:Decrypt"]), Sid: "DecryptReleasesOfTheFrontend" },
  ];
}

/** Without this permission S3 answers 403 for a file that is not there, and not 404. */
function seeWhatIsMissing({ siteBucketArn }: AccessPlaces): PolicyStatement {
  return {
    Sid: "SeeWhatIsMissing",
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: siteBucketArn,
  };
}

/** Use the key that encrypts pages, through S3 alone. */
function useThePagesKey(places: AccessPlaces, actions: readonly string[]): PolicyStatement {
  return { Sid: "UseThePagesKey", ...useKey(places, places.keyAlias, "s3", actions) };
}
