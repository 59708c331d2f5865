import type { LiveEnvironment } from "../../aws/live-environment";
import { newestItems, type TextItem } from "../../aws/table";
import { notApplied } from "./start-deployment";

/** A digest that was released, by its first release; rollbacks do not make it newer. */
export interface Release {
  readonly digest: string;
  /** ISO time of the first release. */
  readonly at: string;
  readonly by: string;
}

/** Every digest that was released, newest first. `items` are the table's releases in any order. */
export function releasesOf(items: readonly TextItem[]): readonly Release[] {
  const byDigest = new Map<string, Release>();
  for (const { digest = "", at = "", by = "", rollback } of items) {
    const known = byDigest.get(digest);
    if (rollback === "true" || (known && known.at <= at)) continue;
    byDigest.set(digest, { digest, at, by });
  }
  return [...byDigest.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** The release before the one that runs; undefined when there is none, or when what runs was never released. */
export function previousRelease(
  releases: readonly Release[],
  running: string | undefined,
): Release | undefined {
  const place = releases.findIndex(({ digest }) => digest === running);
  return place < 0 ? undefined : releases[place + 1];
}

/** Releases that are looked through for the one before; nobody goes back further. */
const mostReleases = 500;

/** Every digest that was released in an environment, newest first. */
export async function readReleases(live: LiveEnvironment): Promise<readonly Release[]> {
  const read = newestItems(live, "release", { limit: mostReleases });
  return releasesOf(await orNotApplied(live, read));
}

/** The newest runs that had something to report, newest first. */
export async function readHistory(
  live: LiveEnvironment,
  limit: number,
): Promise<readonly TextItem[]> {
  return orNotApplied(live, newestItems(live, "history", { limit }));
}

/** What was read of the table; a `CommandError` when there is none, because the environment is not applied yet. */
export async function orNotApplied<T>(live: LiveEnvironment, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") throw notApplied(live);
    throw error;
  }
}
