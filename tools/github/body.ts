/** Characters that GitHub takes in a comment or an issue are 65,536; the rest is for the marker and the last line. */
const charactersMax = 65_000;

/** A line that readers do not see, by which the next run finds what this one wrote. */
function marker(id: string): string {
  return `<!-- slipway:${id} -->`;
}

/** The text of a comment or an issue: marked, and cut where GitHub would refuse it. */
export function markedBody(id: string, text: string): string {
  const cut =
    text.length > charactersMax
      ? `${text.slice(0, charactersMax)}\n\n… cut here; all of it is in the summary of the run.\n`
      : text;
  return `${marker(id)}\n${cut}`;
}

/** True for what {@link markedBody} made with that id, and a workflow wrote: people cannot have it overwritten. */
export function isMarked(
  id: string,
  item: { readonly body?: string | null; readonly user?: { readonly type: string } | null },
): boolean {
  return item.user?.type === "Bot" && (item.body ?? "").startsWith(marker(id));
}
