import { promotedTag } from "../../contract/images";
import type { PromotionFacts } from "./facts";
import { judgeImage } from "./judge-image";
import type { Party } from "./party";
import { decisionOf, evidenceOf, kinds } from "./records";
import { newestItems, readItem } from "./table";
import { whatRuns } from "./what-runs";

/** What {@link readFacts} must be told. */
export interface FactsOptions {
  readonly from: Party;
  readonly to: Party;
  readonly digest: string;
  readonly evidenceMaxAgeHours: number;
  readonly allowOlder: boolean;
}

/** Reads now, from both environments, all that the rules ask for. */
export async function readFacts(options: FactsOptions): Promise<PromotionFacts> {
  const { from, to, digest, evidenceMaxAgeHours, allowOlder } = options;
  const gate = { names: from.delivery.names, settings: to.delivery.settings };
  const [image, { scans }, decision, [evidence], there, runs] = await Promise.all([
    describeImage(from, digest),
    judgeImage(gate, digest, from.call),
    readItem(from, "decision", digest),
    newestItems(from, kinds.evidence, { beginsWith: `${digest}#`, limit: 1 }),
    describeImage(to, digest),
    whatRuns(to.delivery, to.call),
  ]);
  const { trigger, countedTags } = to.delivery.settings;
  return {
    now: new Date().toISOString(),
    from: from.environment,
    to: to.environment,
    digest,
    evidenceMaxAgeHours,
    allowOlder,
    image,
    scans,
    decision: decision && decisionOf(decision),
    evidence: evidence && evidenceOf(evidence),
    there,
    promotedTag: promotedTag(digest),
    countedTags: trigger === "scan" ? countedTags : undefined,
    targetRuns: runs.first
      ? undefined
      : {
          digest: runs.digest ?? runs.image,
          pushedAt: runs.digest && (await describeImage(from, runs.digest))?.pushedAt,
        },
  };
}

async function describeImage(
  { clients, delivery }: Party,
  digest: string,
): Promise<PromotionFacts["image"]> {
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ecr");
  try {
    const { imageDetails = [] } = await clients.ecr.send(
      new DescribeImagesCommand({
        repositoryName: delivery.names.repository,
        imageIds: [{ imageDigest: digest }],
      }),
    );
    const [image] = imageDetails;
    return (
      image && { pushedAt: image.imagePushedAt?.toISOString() ?? "", tags: image.imageTags ?? [] }
    );
  } catch (error) {
    if ((error as Error).name === "ImageNotFoundException") return undefined;
    throw error;
  }
}
