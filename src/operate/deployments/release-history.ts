import type { TextItem } from "../../aws/text-item";

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
