import type { LiveEnvironment } from "../../aws/live-environment";
import { holdInForce, type ReleaseHold } from "../../aws/release-hold";
import { newestItems, readItem } from "../../aws/table";
import { promotedTag } from "../../contract/images";
import { opensNext } from "../../contract/release-windows";
import { readsFindings } from "../../deployer/findings";
import { findImage } from "../../deployer/states/find-image";
import { lookUpFindings } from "../../deployer/states/look-up-findings";
import { readManifest } from "../../deployer/states/read-manifest";
import { readWaivers } from "../../deployer/states/read-waivers";
import { scanGate } from "../../deployer/states/scan-gate";
import { steps } from "../../deployer/transitions";
import {
  type FileShape,
  type ImageGiven,
  type ImageNeeds,
  readGiven,
  type ValueHashes,
} from "./image-needs";
import { decisionOf, evidenceOf, kinds } from "./records";
import { runStates, type StatesEnd } from "./run-states";
import { whatRuns } from "./what-runs";

/** The scan of one image, judged by the target environment's allowance. */
interface ScanVerdict {
  readonly digest: string;
  /** `clean` is within the allowance; everything else is not, or is unknown. */
  readonly status: "clean" | "findings" | "pending" | "missing" | "unsupported" | "failed";
  /** Why, such as `CRITICAL 1 (allowed 0)`. */
  readonly said: string;
  /** What the scan found, such as `HIGH 3, LOW 12`. */
  readonly found: string;
}

/** What a run of the automated tests said about one digest. */
export interface Evidence {
  readonly digest: string;
  readonly result: "passed" | "failed";
  /** When it was recorded, ISO 8601. */
  readonly at: string;
  /** Who recorded it. */
  readonly by: string;
  /** Where the report is: a URL, or any text; may be empty. */
  readonly report: string;
  /** Digest of the release of the frontend that was shown all the time; absent where none was, or an earlier version recorded it. */
  readonly pages?: string | undefined;
  /** What the image was given while it was tested; undefined where an earlier version recorded it. */
  readonly needs: ImageNeeds | undefined;
  /** Of the values that it was given; undefined where an earlier version recorded it. */
  readonly valueHashes: ValueHashes | undefined;
}

/** What the deployer of an environment decided about a digest. */
export interface Decision {
  readonly outcome: string;
  /** When it was first released there, ISO 8601; empty when it never was. */
  readonly releasedAt: string;
  readonly at: string;
}

/** Everything that decides whether a digest may go from one environment to another, as read from AWS just now. */
export interface PromotionFacts {
  /** When it was read, ISO 8601. */
  readonly now: string;
  /** Environment that the image comes from, such as `eec-dev`. */
  readonly from: string;
  /** Environment that it is to go to, such as `eec-prod`. */
  readonly to: string;
  readonly digest: string;
  /** Hours up to which evidence counts. */
  readonly evidenceMaxAgeHours: number;
  /** Somebody asked to go back to an older image. */
  readonly allowOlder: boolean;

  /** The image in the source's repository; undefined when it is not there. */
  readonly image: { readonly pushedAt: string; readonly tags: readonly string[] } | undefined;
  /** One verdict for each image that must be clean; the text says why there are none. */
  readonly scans: readonly ScanVerdict[] | string;
  /** Findings over the allowance that are let in all the same, each with its reason; empty for none. */
  readonly tolerated: string;
  readonly decision: Decision | undefined;
  /** The newest evidence for this digest. */
  readonly evidence: Evidence | undefined;

  /** Who lets nothing be released in the target now. */
  readonly hold: ReleaseHold | undefined;
  /** When the target's window opens next; undefined when it is open. */
  readonly opens: string | undefined;

  /** What the target's next release is given. */
  readonly targetGives: ImageGiven;
  /** Settings that are declared to be different between the two. */
  readonly declared: readonly string[];

  /** The image in the target's repository; undefined when it is not there. */
  readonly there: { readonly tags: readonly string[] } | undefined;
  /** Tag that says in the target's repository that an image was promoted whole. */
  readonly promotedTag: string;
  /** Tags that make an image a candidate in the target; undefined where only an explicit start deploys. */
  readonly countedTags: readonly string[] | undefined;
  /** What the target runs; undefined before its first release. */
  readonly targetRuns:
    | {
        readonly digest: string;
        /** When it was pushed to the source's repository; undefined when it is not there. */
        readonly pushedAt: string | undefined;
      }
    | undefined;
}

/** Options of {@link readFacts}. */
export interface FactsOptions {
  readonly from: LiveEnvironment;
  readonly to: LiveEnvironment;
  readonly digest: string;
  readonly evidenceMaxAgeHours: number;
  readonly allowOlder: boolean;
  /** What the target's file says that no task definition does. */
  readonly targetShape: FileShape;
  /** Settings that are declared to be different between the two. */
  readonly declared: readonly string[];
}

/** Reads now, from both environments, all that the rules ask for. */
export async function readFacts(options: FactsOptions): Promise<PromotionFacts> {
  const { from, to, digest, evidenceMaxAgeHours, allowOlder, targetShape, declared } = options;
  const { trigger, countedTags, holds, windows } = to.delivery.settings;
  const runs = await whatRuns(to.delivery, to.call);
  const now = new Date();
  const [image, { scans, tolerated }, decision, [evidence], there, targetGives, hold] =
    await Promise.all([
      describeImage(from, digest),
      judgeImage({ from, to, digest, targetRuns: runs.digest }),
      readItem(from, "decision", digest),
      newestItems(from, kinds.evidence, { beginsWith: `${digest}#`, limit: 1 }),
      describeImage(to, digest),
      readGiven(to, {
        taskDefinition: to.delivery.names.taskFamily,
        shape: targetShape,
        declared,
      }),
      holds
        ? holdInForce(to.clients.dynamodb, to.delivery.names.delivery, now.toISOString())
        : undefined,
    ]);
  return {
    now: now.toISOString(),
    from: from.environment,
    to: to.environment,
    digest,
    evidenceMaxAgeHours,
    allowOlder,
    image,
    scans,
    tolerated,
    decision: decision && decisionOf(decision),
    evidence: evidence && evidenceOf(evidence),
    hold,
    opens: opensNext(windows, now),
    targetGives,
    declared,
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
  { clients, delivery }: LiveEnvironment,
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

/**
 * Puts an image through the deployer's own gate, without waiting: whether it is there, which images an index holds, and how
 * the scan of each compares with the allowance. The image and its scan are the source's; the allowance, and what is known of findings
 * that are tolerated one by one, is the target's.
 */
export async function judgeImage(options: JudgedImage): Promise<
  Pick<PromotionFacts, "scans" | "tolerated"> & {
    readonly pushedAt: string | undefined;
    /** Images whose scans were judged; empty where it is none. */
    readonly images: readonly string[];
  }
> {
  const { from, to, digest, targetRuns = "" } = options;
  const delivery = { names: from.delivery.names, settings: to.delivery.settings };
  const asked = { trigger: "request", digest };
  const found = await runStates(
    { ...findImage(delivery), ...readManifest(delivery) },
    steps.find,
    asked,
    from.call,
  );
  const { pushedAt, images, mediaType } = found.variables as {
    readonly pushedAt: string;
    readonly images: readonly string[];
    readonly mediaType: string;
  };
  if (found.next === steps.close) {
    const scans = whyNot(found);
    const known = pushedAt === "" ? undefined : pushedAt;
    return { scans, tolerated: "", pushedAt: known, images: [] };
  }
  const lookUps = readsFindings(delivery.settings)
    ? { ...lookUpFindings(to.delivery, { writes: false }), ...readWaivers(to.delivery) }
    : {};
  const judged = await runStates(
    { ...scanGate(delivery), ...lookUps },
    steps.waivers in lookUps ? steps.waivers : steps.gate,
    { ...asked, images, mediaType, deadline: 0, runs: { digest: targetRuns } },
    (action, argument, state) => (state in lookUps ? to : from).call(action, argument),
  );
  const { verdicts, detail } = judged.variables as {
    readonly verdicts: readonly ScanVerdict[];
    readonly detail: { readonly tolerated?: string };
  };
  return {
    scans: verdicts.length === images.length ? verdicts : whyNot(judged),
    tolerated: detail.tolerated ?? "",
    pushedAt,
    images,
  };
}

/** What {@link judgeImage} must know. */
interface JudgedImage {
  readonly from: Pick<LiveEnvironment, "delivery" | "call">;
  readonly to: Pick<LiveEnvironment, "delivery" | "call">;
  readonly digest: string;
  /** Digest that the target runs; undefined where it runs none of its repository. */
  readonly targetRuns: string | undefined;
}

/** The outcome at which the deployer itself would have ended. */
function whyNot({ variables }: StatesEnd): string {
  const { outcome, detail } = variables as {
    readonly outcome: { readonly says?: string };
    readonly detail: { readonly reason?: string };
  };
  const says = (outcome.says ?? "the deployer does not say why").replace(/\.$/, "");
  return detail.reason ? `${says}: ${detail.reason}` : says;
}
