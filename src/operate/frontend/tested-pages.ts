import type { LiveEnvironment } from "../../aws/live-environment";
import { allItems } from "../../aws/table";
import { CommandError } from "../../base/errors";
import { textOrder } from "../../base/text";
import { judgeEvidence } from "../promotion/evidence-counts";
import type { Evidence } from "../promotion/facts";
import { evidenceOf, kinds } from "../promotion/records";
import { readFrontendState } from "./release-records";

/** What an environment's frontend shows. */
export interface ShownPages {
  /** Digest of the release; empty where none was published yet. */
  readonly digest: string;
  /** Id of its record: who publishes the same pages again makes another one. */
  readonly release: string;
}

/** What tests of the environment see of its frontend; undefined where nobody publishes one, a {@link CommandError} where that is not known. */
export async function pagesToTest(live: LiveEnvironment): Promise<ShownPages | undefined> {
  const { environment, delivery } = live;
  if (!delivery.settings.publishes) return undefined;
  const { shown, unfinished } = await readFrontendState(live);
  if (unfinished !== undefined) {
    throw new CommandError(
      1,
      `The release of ${unfinished["digest"]} in ${environment} did not end, so it is open which pages the tests would test. Wait for it to end, or finish it: npx slipway status ${environment}.`,
    );
  }
  return { digest: shown?.["digest"] ?? "", release: shown?.["id"] ?? "" };
}

/** Options of {@link requireTested}. */
interface TestedPagesOptions {
  /** Environment that shows the pages. */
  readonly from: LiveEnvironment;
  /** Digest of their release. */
  readonly digest: string;
  /** Only tests of this image count; undefined for any. */
  readonly image: string | undefined;
  /** Hours up to which evidence counts. */
  readonly evidenceMaxAgeHours: number;
}

/** The evidence by which pages may go on: the newest that names them; a {@link CommandError} where there is none, or it does not count. */
export async function requireTested(options: TestedPagesOptions): Promise<string> {
  const { from, digest, image, evidenceMaxAgeHours } = options;
  const first = image === undefined ? "sha256:" : `${image}#`;
  const items = await allItems(from, kinds.evidence, { from: first, to: `${first}~` });
  const newestFirst = items.map(evidenceOf).sort((a, b) => textOrder(b.at, a.at));
  const evidence = newestFirst.find(({ pages }) => pages === digest);
  if (evidence === undefined) throw refused(options, notNamed(options, newestFirst[0]));
  const now = new Date().toISOString();
  const { counts, says } = judgeEvidence(evidence, { now, evidenceMaxAgeHours });
  if (!counts) throw refused(options, says);
  return says;
}

/** Why no evidence names the pages, by the newest that there is. */
function notNamed(
  { from: { environment }, image }: TestedPagesOptions,
  newest: Evidence | undefined,
): string {
  const of = image === undefined ? "" : ` of ${image}`;
  if (newest === undefined) return `No tests${of} were recorded there.`;
  if (newest.pages === undefined) {
    return `The evidence${of}, ${newest.at}, names no pages: an earlier version of Slipway recorded it, or ${environment} showed none.`;
  }
  return `The last tests${of}, ${newest.at}, ran with ${newest.pages}.`;
}

function refused(
  { from: { environment }, digest, image }: TestedPagesOptions,
  says: string,
): CommandError {
  const again = `npx slipway evidence run ${environment}`;
  const todo =
    image === undefined
      ? `Run the tests against ${environment} again: ${again}`
      : `Promote what ${environment} runs and shows now, without --image, after its tests: ${again}`;
  return new CommandError(
    1,
    `${environment} shows the pages ${digest}, and it is not proved that tests passed with them. ${says}\nNothing was changed. ${todo}`,
  );
}
