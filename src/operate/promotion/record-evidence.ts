import type { Evidence } from "./facts";
import type { Party } from "./party";
import { evidenceItem } from "./records";
import { addItem } from "./table";
import { imageToTest, requireSame, type TestedImage } from "./tested-image";

/** What {@link recordEvidence} must be told. */
export interface EvidenceOptions {
  readonly party: Party;
  readonly result: Evidence["result"];
  /** What ran when the tests began. */
  readonly tested: TestedImage;
  /** Where their report is: a URL, or any text; may be empty. */
  readonly report: string;
}

/** Records that the tests passed, or did not, for what runs; a `CommandError` when that is not what ran when they began. */
export async function recordEvidence(options: EvidenceOptions): Promise<Evidence> {
  const { party, result, tested, report } = options;
  const now = await imageToTest(party);
  requireSame(party, tested, now);
  const evidence = {
    digest: tested.digest,
    result,
    at: new Date().toISOString(),
    by: party.caller,
    report,
  };
  await addItem(party, evidenceItem({ ...evidence, deployment: now.deployment ?? "" }));
  return evidence;
}
