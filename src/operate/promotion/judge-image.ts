import type { Delivery } from "../../contract/delivery-settings";
import { findImage } from "../../deployer/states/find-image";
import { readManifest } from "../../deployer/states/read-manifest";
import { scanGate } from "../../deployer/states/scan-gate";
import { steps } from "../../deployer/transitions";
import type { PromotionFacts, ScanVerdict } from "./facts";
import { type Call, type Exit, runChapter } from "./run-chapter";

/**
 * Puts an image through the deployer's own gate, without waiting: whether it is there, which images an index holds, and how
 * the scan of each compares with the allowance. `delivery` has the names of the environment where the image is and the
 * settings of the one that it is to go to.
 */
export async function judgeImage(
  delivery: Delivery,
  digest: string,
  call: Call,
): Promise<Pick<PromotionFacts, "scans"> & { readonly pushedAt: string | undefined }> {
  const asked = { trigger: "request", digest };
  const found = await runChapter(
    { ...findImage(delivery), ...readManifest(delivery) },
    steps.find,
    asked,
    call,
  );
  const { pushedAt, images, mediaType } = found.variables as {
    readonly pushedAt: string;
    readonly images: readonly string[];
    readonly mediaType: string;
  };
  if (found.next === steps.close) {
    return { scans: whyNot(found), pushedAt: pushedAt === "" ? undefined : pushedAt };
  }
  const judged = await runChapter(
    scanGate(delivery),
    steps.gate,
    { ...asked, images, mediaType, deadline: 0 },
    call,
  );
  const { verdicts } = judged.variables as { readonly verdicts: readonly ScanVerdict[] };
  return { scans: verdicts.length === images.length ? verdicts : whyNot(judged), pushedAt };
}

/** The outcome at which the deployer itself would have ended. */
function whyNot({ variables }: Exit): string {
  const { outcome, detail } = variables as {
    readonly outcome: { readonly says?: string };
    readonly detail: { readonly reason?: string };
  };
  const says = (outcome.says ?? "the deployer does not say why").replace(/\.$/, "");
  return detail.reason ? `${says}: ${detail.reason}` : says;
}
