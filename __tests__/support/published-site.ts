import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CloudFrontClient, CreateDistributionCommand } from "@aws-sdk/client-cloudfront";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { fromItem, type TextItem } from "../../src/aws/table";
import { createDeliveryTable } from "./delivery-table";
import type { Emulator } from "./start-emulator";

/** What an apply makes of a frontend, as far as releases need it, in the emulator: bucket, distribution, and the table where it is not there yet. */
export async function makeSite(
  aws: Emulator,
  name = "shop-dev",
  hostName = "shop-dev.example.gov",
  { hasTable = false } = {},
) {
  const config = aws.clientConfig;
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const bucket = `${name}-site-${aws.accountId}-us-east-1`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  const dynamodb = new DynamoDBClient(config);
  const table = `${name}-delivery`;
  if (!hasTable) await createDeliveryTable(dynamodb, table);
  const cloudfront = new CloudFrontClient(config);
  const { Distribution } = await cloudfront.send(
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: name,
        Comment: name,
        Enabled: true,
        Aliases: { Quantity: 1, Items: [hostName] },
        Origins: {
          Quantity: 1,
          Items: [
            {
              Id: "site",
              DomainName: `${bucket}.s3.us-east-1.amazonaws.com`,
              OriginPath: "/site",
              S3OriginConfig: { OriginAccessIdentity: "" },
            },
          ],
        },
        DefaultCacheBehavior: { TargetOriginId: "site", ViewerProtocolPolicy: "redirect-to-https" },
      },
    }),
  );
  const { Id: distributionId = "", ARN: distributionArn = "" } = Distribution ?? {};

  /** Every key below a prefix, with the headers and bytes of those objects. */
  const objects = async (prefix: string) => {
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
    );
    const found: Record<string, { type: string; cache: string; text: string }> = {};
    for (const { Key = "" } of Contents) {
      const one = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      found[Key.slice(prefix.length)] = {
        type: one.ContentType ?? "",
        cache: one.CacheControl ?? "",
        text: (await one.Body?.transformToString()) ?? "",
      };
    }
    return found;
  };
  /** Records of releases, oldest first. */
  const records = async (): Promise<TextItem[]> => {
    const { Items = [] } = await dynamodb.send(
      new ScanCommand({ TableName: table, ConsistentRead: true }),
    );
    return Items.map((item) => fromItem(item as Parameters<typeof fromItem>[0]))
      .filter(({ kind }) => kind === "frontend")
      .sort((a, b) => ((a["id"] ?? "") < (b["id"] ?? "") ? -1 : 1));
  };
  return {
    bucket,
    table,
    s3,
    dynamodb,
    cloudfront,
    distributionId,
    distributionArn,
    objects,
    records,
  };
}

/** Writes files into a folder; gives it. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
