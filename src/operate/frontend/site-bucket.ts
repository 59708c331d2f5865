import { createHash } from "node:crypto";
import type { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import type { Manifest, SiteFile } from "./manifest";

/** The bucket with an environment's pages: `releases/` holds each release whole, and `site/` what CloudFront shows. */
export interface SiteBucket {
  readonly s3: S3Client;
  readonly name: string;
}

/** How a file in `site/` is to be kept by browsers and edges. */
export function cacheControlOf({ immutable }: SiteFile): string {
  return immutable ? "public, max-age=31536000, immutable" : "no-cache";
}

/** Where a release keeps a file. Its manifest lies beside, because a site may well have a `manifest.json` of its own. */
export function releaseKey({ digest }: Pick<Manifest, "digest">, { path }: Pick<SiteFile, "path">) {
  return `releases/${hex(digest)}/files/${path}`;
}

/** Where the manifest of a release is. */
export function manifestKey(digest: string): string {
  return `releases/${hex(digest)}/manifest.json`;
}

/** Where CloudFront finds a file. */
export function siteKey({ path }: Pick<SiteFile, "path">): string {
  return `site/${path}`;
}

function hex(digest: string): string {
  return digest.slice("sha256:".length);
}

/** An object as it is in the bucket. */
interface FoundObject {
  readonly sha256: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** Looks at an object without its bytes, which S3 has checked; undefined when it is not there. One without the checksum is read. */
export async function findObject(
  { s3, name }: SiteBucket,
  key: string,
): Promise<FoundObject | undefined> {
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
  try {
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: name, Key: key, ChecksumMode: "ENABLED" }),
    );
    const { ChecksumSHA256, ContentType = "", CacheControl = "" } = head;
    const sha256 = ChecksumSHA256
      ? Buffer.from(ChecksumSHA256, "base64").toString("hex")
      : sha256Of(await readObject({ s3, name }, key));
    return { sha256, contentType: ContentType, cacheControl: CacheControl };
  } catch (error) {
    if (/^(NotFound|NoSuchKey)$/.test((error as Error).name)) return undefined;
    // An answer to HEAD has no body, so that only GET says who may not do what.
    if ((error as S3ServiceException).$metadata?.httpStatusCode === 403) {
      await readObject({ s3, name }, key);
    }
    throw error;
  }
}

/** The bytes of an object. */
export async function readObject({ s3, name }: SiteBucket, key: string): Promise<Buffer> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Writes an object; S3 refuses it unless the bytes that arrive have the hash. */
export async function putObject(
  { s3, name }: SiteBucket,
  key: string,
  bytes: Buffer,
  { sha256, contentType }: Pick<SiteFile, "sha256" | "contentType">,
): Promise<void> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  await s3.send(
    new PutObjectCommand({
      Bucket: name,
      Key: key,
      Body: bytes,
      ContentType: contentType,
      ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64"),
    }),
  );
}

/** Copies a file of a release to where CloudFront finds it, without its bytes leaving S3. */
export async function showFile(
  { s3, name }: SiteBucket,
  manifest: Manifest,
  file: SiteFile,
): Promise<void> {
  const { CopyObjectCommand } = await import("@aws-sdk/client-s3");
  const source = `${name}/${releaseKey(manifest, file)}`;
  await s3.send(
    new CopyObjectCommand({
      Bucket: name,
      Key: siteKey(file),
      CopySource: source.split("/").map(encodeURIComponent).join("/"),
      MetadataDirective: "REPLACE",
      ContentType: file.contentType,
      CacheControl: cacheControlOf(file),
      ChecksumAlgorithm: "SHA256",
    }),
  );
}

/** The hash of bytes, in hex. */
export function sha256Of(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Requests that run at a time. */
const atOnce = 8;

/** Does something with each, some at a time; the first failure ends it once those that run have ended, and an aborted signal before the next one. */
export async function eachOf<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  let failed = false;
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && !failed; item = waiting.shift()) {
      signal.throwIfAborted();
      await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  const failure = ended.find((one) => one.status === "rejected");
  if (failure) throw failure.reason;
}
