import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { runInNewContext } from "node:vm";
import {
  CloudFrontClient,
  GetInvalidationCommand,
  ListInvalidationsCommand,
} from "@aws-sdk/client-cloudfront";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Emulator } from "./start-emulator";
import type { Synthesized } from "./synth";

/** What an edge keeps. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a {@link standInDistribution} stands in for. */
interface StandInOptions {
  readonly aws: Emulator;
  /** The stack whose distribution, function and headers it goes by. */
  readonly made: Synthesized;
  readonly bucket: string;
  readonly distributionId: string;
  /** The application behind the load balancer. */
  readonly backend: (request: IncomingMessage, response: ServerResponse) => void;
}

/**
 * One edge of a distribution on loopback, by what Terraform has of it: the paths of its behaviors, the code of its function, the headers of its policy;
 * pages from the emulator's bucket, and forgotten when the emulator has an invalidation. It keeps every page until then, longer than
 * CloudFront would, so that a page is new only where it was invalidated.
 */
export async function standInDistribution({ aws, made, ...options }: StandInOptions) {
  const distribution = made.resource("aws_cloudfront_distribution.frontend");
  const behaviors = distribution["ordered_cache_behavior"] as readonly { path_pattern: string }[];
  const [site] = distribution["origin"] as readonly { origin_path: string }[];
  const { code } = made.resource("aws_cloudfront_function.frontend_pages");
  const policy = made.resource("aws_cloudfront_response_headers_policy.frontend_headers");
  const headers = policy["security_headers_config"] as {
    content_security_policy: { content_security_policy: string };
    frame_options: { frame_option: string };
  };
  const s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
  const cloudfront = new CloudFrontClient(aws.clientConfig);
  const kept = new Map<string, Answer>();
  const applied = new Set<string>();

  const rewritten = (uri: string): string =>
    runInNewContext(`${code}; handler({ request: { uri } }).uri`, { uri });

  async function forget(): Promise<void> {
    const DistributionId = options.distributionId;
    const { InvalidationList } = await cloudfront.send(
      new ListInvalidationsCommand({ DistributionId }),
    );
    for (const { Id = "" } of InvalidationList?.Items ?? []) {
      if (applied.has(Id)) continue;
      applied.add(Id);
      const { Invalidation } = await cloudfront.send(
        new GetInvalidationCommand({ DistributionId, Id }),
      );
      for (const path of Invalidation?.InvalidationBatch?.Paths?.Items ?? []) {
        if (path === "/*") kept.clear();
        else kept.delete(decodeURI(path));
      }
    }
  }

  async function fromBucket(uri: string): Promise<Answer> {
    const Key = decodeURI(`${site?.origin_path}${uri}`).slice(1);
    try {
      const one = await s3.send(new GetObjectCommand({ Bucket: options.bucket, Key }));
      const body = Buffer.from((await one.Body?.transformToByteArray()) ?? []);
      const { ContentType = "", CacheControl = "" } = one;
      const named = { "content-type": ContentType, "cache-control": CacheControl };
      return { status: 200, headers: named, body };
    } catch (error) {
      if ((error as Error).name !== "NoSuchKey") throw error;
      return { status: 403, headers: {}, body: Buffer.from("AccessDenied") }; // whoever may not list does not learn what is missing
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = "/"] = (request.url ?? "/").split("?");
    if (behaviors.some(({ path_pattern }) => path.startsWith(path_pattern.slice(0, -1)))) {
      options.backend(request, response);
      return;
    }
    await forget();
    const uri = rewritten(path);
    const found = kept.get(uri) ?? (await fromBucket(uri));
    if (found.status === 200) kept.set(uri, found);
    response.writeHead(found.status, {
      ...found.headers,
      "content-security-policy": headers.content_security_policy.content_security_policy,
      "x-frame-options": headers.frame_options.frame_option,
      "x-content-type-options": "nosniff",
    });
    response.end(found.body);
  }

  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host?.split(":")[0]} ${request.url}`);
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, port, asked, stop };
}
