import type { TextItem } from "../../aws/table";
import { shortDigest } from "../../contract/images";
import type { Decision, Evidence } from "./facts";
import { needsOf, valueHashesOf } from "./image-needs";

/**
 * What promotion adds to an environment's table, beside what the deployer keeps there; all attributes are texts.
 * - `evidence` / digest#time: one run of the automated tests, in the environment that was tested, and what the image was given: its needs, as JSON in the
 *   attribute `fingerprint`, which is what they were called first, so that evidence of earlier versions can still be read; in `valueHashes`, JSON, hashes of
 *   values, apart from the needs, which earlier versions read strictly; in `pages` the digest of the frontend's release, where one was shown.
 * - `promotion` / `running`: who promotes into this environment now; see `src/operate/lease.ts`.
 * - `promotion` / time#digest: one promotion into this environment.
 */
export const kinds = { evidence: "evidence", promotion: "promotion" } as const;

/** Key of the lease: one promotion into an environment at a time. */
export const leaseKey: TextItem = { kind: kinds.promotion, id: "running" };

/** The item of one run of the tests. */
export function evidenceItem({
  needs,
  valueHashes,
  pages,
  ...evidence
}: Evidence & { readonly deployment: string }): TextItem {
  const id = `${evidence.digest}#${evidence.at}`;
  return {
    kind: kinds.evidence,
    id,
    ...evidence,
    ...(pages && { pages }),
    ...(needs && { fingerprint: JSON.stringify(needs) }),
    ...(valueHashes && { valueHashes: JSON.stringify(valueHashes) }),
  };
}

/** Reads {@link evidenceItem}; whatever is not `passed` counts as failed. */
export function evidenceOf(item: TextItem): Evidence {
  return {
    digest: item["digest"] ?? "",
    result: item["result"] === "passed" ? "passed" : "failed",
    at: item["at"] ?? "",
    by: item["by"] ?? "",
    report: item["report"] ?? "",
    pages: item["pages"],
    needs: needsOf(item["fingerprint"]),
    valueHashes: valueHashesOf(item["valueHashes"]),
  };
}

/** Reads what the deployer keeps of a digest. */
export function decisionOf(item: TextItem): Decision {
  return {
    outcome: item["outcome"] ?? "",
    releasedAt: item["releasedAt"] ?? "",
    at: item["at"] ?? "",
  };
}

/** One promotion, for whoever asks later who brought an image here or tried to, and on which grounds. */
interface PromotionRecord {
  readonly digest: string;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly at: string;
  /** Tag by which the target's deployer finds the image; empty where the promotion was refused. */
  readonly tag: string;
  /** When the image was pushed to the source. */
  readonly pushedAt: string;
  /** What each rule said, a line each; of a refused one those that did not hold. */
  readonly grounds: string;
}

/** The item of one promotion. */
export function promotionItem(record: PromotionRecord): TextItem {
  return {
    kind: kinds.promotion,
    id: `${record.at}#${shortDigest(record.digest)}`,
    ...record,
  };
}
