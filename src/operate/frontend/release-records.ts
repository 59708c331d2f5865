import type { LiveEnvironment } from "../../aws/live-environment";
import { addItem, allItems, putItem, type TextItem } from "../../aws/table";
import { withoutSecrets } from "../../base/secrets";
import { frontendKind } from "../../contract/delivery-table";
import { orNotApplied } from "../deployments/releases";
import { type LeaseHolder, type LeaseTimes, watchLease } from "../lease";

/** Who releases the frontend, as it is known before it begins. */
export interface FrontendRelease {
  /** ISO time; later than that of the release before. */
  readonly at: string;
  /** ARN of who does it. */
  readonly by: string;
  readonly action: "publish" | "rollback" | "promotion";
  /** Digest of the manifest. */
  readonly digest: string;
  /** Environment that it was promoted from; empty for none. */
  readonly from: string;
  /** A number of its own, beside the time; also CloudFront's reference of the invalidation. */
  readonly number: string;
}

/** How it stands. `began`: pages are as before; `switching`: some files may be of this release; then how it ended. */
interface FrontendReleaseState {
  readonly result: "began" | "switching" | "published" | "not published" | "broken off";
  /** Id of the invalidation. */
  readonly invalidation?: string | undefined;
  /** Only what failed has one. */
  readonly reason?: string;
}

/** Key of the lease: one release of the frontend at a time. */
export const frontendLeaseKey: TextItem = { kind: frontendKind, id: "running" };

/** Writes a release of the frontend into the environment's table; each state over the one before. The first refuses where its place is taken. */
export async function recordFrontendRelease(
  live: LiveEnvironment,
  release: FrontendRelease,
  { result, invalidation, reason }: FrontendReleaseState,
): Promise<void> {
  const item = {
    kind: frontendKind,
    id: `${release.at}#${release.number}`,
    ...release,
    result,
    ...(invalidation !== undefined && { invalidation }),
    ...(reason !== undefined && { reason: withoutSecrets(reason) }),
  };
  if (result === "began") await addItem(live, item);
  else await putItem(live, item);
}

/** What an environment's frontend shows, by its records. */
export interface FrontendState {
  /** The release that was published last; undefined where none was. */
  readonly shown: TextItem | undefined;
  /** The digest that a rollback goes to; undefined for none. */
  readonly before: string | undefined;
  /** A release that began to switch files after that and did not end: pages may be of either. */
  readonly unfinished: TextItem | undefined;
  /** Every digest that was published, oldest first. */
  readonly published: readonly string[];
  /** Time of the newest record; empty for none. */
  readonly latest: string;
}

/** Reads what the frontend shows; a `CommandError` when the environment is not applied yet. */
export async function readFrontendState(live: LiveEnvironment): Promise<FrontendState> {
  return frontendStateOf(
    await orNotApplied(live, allItems(live, frontendKind, { from: "0", to: ":" })),
  );
}

/** Who releases the frontend now; undefined for nobody. */
export async function whoPublishes(
  live: LiveEnvironment,
  times?: LeaseTimes,
): Promise<LeaseHolder | undefined> {
  const { clients, delivery } = live;
  const place = {
    dynamodb: clients.dynamodb,
    table: delivery.names.delivery,
    key: frontendLeaseKey,
  };
  return orNotApplied(live, watchLease(place, times));
}

/** What records say, oldest first. A rollback takes away what was published after the release that it goes to, so that the next one goes on back from there. */
export function frontendStateOf(records: readonly TextItem[]): FrontendState {
  const line: string[] = [];
  let shown: TextItem | undefined;
  let unfinished: TextItem | undefined;
  for (const record of records) {
    const { result, action, digest = "" } = record;
    if (result === "switching" || result === "broken off") unfinished = record;
    if (result !== "published") continue;
    [shown, unfinished] = [record, undefined];
    const at = action === "rollback" ? line.lastIndexOf(digest) : -1;
    if (at >= 0) line.length = at + 1;
    else if (line.at(-1) !== digest) line.push(digest);
  }
  const published = records.filter(({ result }) => result === "published");
  return {
    shown,
    before: beforeUnfinished(unfinished, line.at(-1)) ?? line.at(-2),
    unfinished,
    published: [...new Set(published.map(({ digest = "" }) => digest))],
    latest: records.at(-1)?.["at"] ?? "",
  };
}

/** A rollback goes on with a rollback that broke off, and in the middle of another release back to what was whole. */
function beforeUnfinished(
  unfinished: TextItem | undefined,
  shown: string | undefined,
): string | undefined {
  if (unfinished?.["action"] === "rollback") return unfinished["digest"];
  return unfinished && unfinished["digest"] !== shown ? shown : undefined;
}
