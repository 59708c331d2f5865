import { setTimeout as pause } from "node:timers/promises";
import type { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { explainAwsError } from "../../aws/explain-aws-error";
import { CommandError } from "../../base/errors";
import { indexFile, type SiteFile } from "./manifest";

/** A distribution of CloudFront, and who asks it. */
export interface SiteDistribution {
  readonly cloudfront: CloudFrontClient;
  readonly id: string;
}

/** The distribution that answers to a host name, which in all of AWS is one at most; undefined when this account has none. */
export async function findDistribution(
  cloudfront: CloudFrontClient,
  hostName: string,
): Promise<SiteDistribution | undefined> {
  const { paginateListDistributions } = await import("@aws-sdk/client-cloudfront");
  for await (const { DistributionList } of paginateListDistributions({ client: cloudfront }, {})) {
    const found = DistributionList?.Items?.find(({ Aliases }) =>
      Aliases?.Items?.includes(hostName),
    );
    if (found?.Id) return { cloudfront, id: found.Id };
  }
  return undefined;
}

/** Above so many paths all are invalidated: each costs from the thousandth in a month on, and all at once count as one. */
const mostPaths = 100;

/**
 * Paths of files as CloudFront keeps them. Every page is kept as `/index.html`, since the function rewrites the address before CloudFront looks for it;
 * `/` is beside it, as AWS recommends where a function does so.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
 */
export function pathsToInvalidate(files: readonly SiteFile[]): readonly string[] {
  const paths = files.flatMap(({ path }) => [
    ...(path === indexFile ? ["/"] : []),
    encodeURI(`/${path}`),
  ]);
  return paths.length > mostPaths ? everything : paths;
}

/** Every path. */
export const everything: readonly string[] = ["/*"];

/** Lets no edge show what it keeps of these paths; gives the id. `reference` makes a second try the same invalidation. */
export async function invalidate(
  { cloudfront, id }: SiteDistribution,
  paths: readonly string[],
  reference: string,
): Promise<string> {
  const { CreateInvalidationCommand } = await import("@aws-sdk/client-cloudfront");
  const { Invalidation } = await cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: id,
      InvalidationBatch: {
        CallerReference: reference,
        Paths: { Quantity: paths.length, Items: [...paths] },
      },
    }),
  );
  if (!Invalidation?.Id) throw new Error(`CloudFront gave no invalidation of ${id}`);
  return Invalidation.Id;
}

/** Whether a distribution has an invalidation of this id; who may not ask learns so where it is waited for. */
export async function isKnown(
  { cloudfront, id }: SiteDistribution,
  invalidation: string,
): Promise<boolean> {
  const { GetInvalidationCommand } = await import("@aws-sdk/client-cloudfront");
  try {
    await cloudfront.send(new GetInvalidationCommand({ DistributionId: id, Id: invalidation }));
    return true;
  } catch (error) {
    return (error as Error).name !== "NoSuchInvalidation";
  }
}

/** How long something is waited for. */
interface Waiting {
  readonly limitSeconds: number;
  readonly pollSeconds: number;
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
  /** The command that waits again. */
  readonly again: string;
}

/** Waits until every edge has forgotten; a {@link CommandError} after the limit. */
export async function waitForInvalidation(
  { cloudfront, id }: SiteDistribution,
  invalidation: string,
  { limitSeconds, pollSeconds, signal, onStep, again }: Waiting,
): Promise<void> {
  const { GetInvalidationCommand } = await import("@aws-sdk/client-cloudfront");
  const lookAtIt = `To wait for it: ${again}; or look at it: aws cloudfront get-invalidation --distribution-id ${id} --id ${invalidation}`;
  for (let waited = 0; ; waited += pollSeconds) {
    const { Invalidation } = await cloudfront
      .send(new GetInvalidationCommand({ DistributionId: id, Id: invalidation }))
      .catch((error: unknown) => {
        const known = explainAwsError(error);
        if (known === undefined) throw error;
        throw new CommandError(
          1,
          `It is published, and CloudFront could not be asked whether every edge shows it; it goes on by itself. ${known.message}\n${lookAtIt}`,
        );
      });
    if (Invalidation?.Status === "Completed") return;
    if (waited >= limitSeconds || signal.aborted) break;
    onStep(`CloudFront: ${Invalidation?.Status ?? "no status"}`);
    await pause(pollSeconds * 1000, undefined, { signal }).catch(() => undefined);
  }
  throw new CommandError(
    1,
    `It is published, and CloudFront has not confirmed ${signal.aborted ? "yet" : `within ${limitSeconds} seconds`} that no edge shows the pages before; it goes on by itself.\n${lookAtIt}`,
  );
}
