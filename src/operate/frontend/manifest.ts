import { createHash } from "node:crypto";
import { z } from "zod";
import { CommandError } from "../../base/errors";
import { textOrder } from "../../base/text";
import { sha256Form } from "../../contract/images";

/** A file of a release of the frontend. */
export interface SiteFile {
  /** Below the folder, with `/`, such as `assets/app-3f9c.js`. */
  readonly path: string;
  /** Of its bytes, in hex. */
  readonly sha256: string;
  readonly contentType: string;
  /** Whether browsers may keep it for good: its bytes never change under this path. */
  readonly immutable: boolean;
}

/** What a release of the frontend consists of: its manifest is what its digest is of. */
export interface Manifest {
  /** `sha256:` and the hash of {@link text}. */
  readonly digest: string;
  /** The manifest as it is stored. */
  readonly text: string;
  /** Sorted by path; `index.html` is among them. */
  readonly files: readonly SiteFile[];
}

/** The page that is switched last. */
export const indexFile = "index.html";

/** The manifest of these files. The same files in the same form give the same bytes, whoever publishes them and when. */
export function manifestOf(files: readonly SiteFile[]): Manifest {
  const sorted = [...files]
    .sort((a, b) => textOrder(a.path, b.path))
    .map(({ path, sha256, contentType, immutable }) => ({ path, sha256, contentType, immutable }));
  const text = `${JSON.stringify({ files: sorted }, null, 1)}\n`;
  return { digest: digestOf(text), text, files: sorted };
}

const stored = z.strictObject({
  files: z.array(
    z.strictObject({
      path: z.string(),
      sha256: z.string().regex(sha256Form),
      contentType: z.string(),
      immutable: z.boolean(),
    }),
  ),
});

/** Reads a stored manifest; a {@link CommandError} unless it is exactly the one of this digest. */
export function readManifest(text: string, digest: string): Manifest {
  const found = digestOf(text);
  if (found !== digest) {
    throw new CommandError(
      1,
      `The manifest of ${digest} was changed: its digest is ${found}. Publish the folder again.`,
    );
  }
  return { digest, text, files: stored.parse(JSON.parse(text)).files };
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
