import { createHash } from "node:crypto";
import type { Crane } from "./crane";

/** What is to be copied where. */
export interface ImageCopy {
  /** Repository with its registry, such as `111111111111.dkr.ecr.us-east-1.amazonaws.com/eec/dev`. */
  readonly from: string;
  /** Repository with its registry. */
  readonly to: string;
  readonly digest: string;
  /** Admits a registry without TLS: an emulator's on this machine. */
  readonly insecure?: boolean;
}

/**
 * Copies an image, or an index with all its images, from one repository to another and proves that it arrived byte for byte:
 * each manifest that came is hashed here and must be the one asked for. Nothing is tagged, so a copy that breaks off is
 * nothing that anybody deploys, and may be made again.
 */
export async function copyImage(crane: Crane, copy: ImageCopy): Promise<void> {
  const { from, to, digest } = copy;
  const flags = copy.insecure ? ["--insecure"] : [];
  await crane("copy", ...flags, `${from}@${digest}`, `${to}@${digest}`);
  const proven = new Set<string>();
  const waiting = [digest];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (proven.has(next)) continue;
    proven.add(next);
    const manifest = await crane("manifest", ...flags, `${to}@${next}`);
    const arrived = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    if (arrived !== next) {
      throw new Error(`${to}: expected the manifest ${next}, but ${arrived} arrived`);
    }
    waiting.push(...childrenOf(manifest));
  }
}

/** Digests of the manifests that an index lists; none for a single image. */
function childrenOf(manifest: Buffer): string[] {
  const { manifests } = JSON.parse(manifest.toString()) as {
    readonly manifests?: readonly { readonly digest: string }[];
  };
  return (manifests ?? []).map(({ digest }) => digest);
}
