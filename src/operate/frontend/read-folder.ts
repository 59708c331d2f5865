import { type Dirent, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contentType, lookup } from "mime-types";
import { CommandError } from "../../base/errors";
import { count, printable } from "../../base/printable";
import { indexFile, type Manifest, manifestOf, type SiteFile } from "./manifest";
import { sha256Of } from "./site-bucket";

/** What the environment's file says of files. */
interface SitePaths {
  /** Such as `/assets/*`. */
  readonly immutablePaths: readonly string[];
  /** What goes to the load balancer, such as `/api/*`. */
  readonly backendPaths: readonly string[];
}

/** A folder that can be published. */
interface SiteFolder {
  readonly manifest: Manifest;
  /** What whoever publishes should know, a sentence each. */
  readonly notes: readonly string[];
  /** The bytes of a file; a {@link CommandError} when they are others by then, or gone. */
  readonly read: (file: SiteFile) => Promise<Buffer>;
}

/**
 * What a name may not have. An address gives `?`, `#` and `%` a meaning of their own, CloudFront `*` in an invalidation; S3 takes `+` for a space, also
 * from CloudFront, so that its file would never be found.
 */
const odd = /[^\p{L}\p{N}\p{M} !$&'(),.;=@_~/[\]-]/u;

/** Files are held in memory while they are uploaded, in one piece each. */
const mostMiB = 256;

/** S3 takes keys of 1024 bytes; the release stands before the path. */
const longestPath = 900;

/** Problems and files of a kind that are listed one by one. */
const mostListed = 10;

/** Reads a folder whole, before anything is written; a {@link CommandError} lists all that speaks against it. */
export function readSiteFolder(folder: string, paths: SitePaths): SiteFolder {
  const problems: string[] = [];
  const files: SiteFile[] = [];
  for (const { path, entry } of entriesOf(folder)) {
    const against = againstEntry(join(folder, path), path, entry, paths);
    if (against !== undefined) problems.push(`${printable(path)} ${against}`);
    else if (entry.isFile()) files.push(siteFile(folder, path, paths));
  }
  if (files.length === 0 && problems.length === 0) problems.push("it holds no file");
  else if (!files.some(({ path }) => path === indexFile)) {
    problems.push(`it holds no ${indexFile}, the page that everybody gets first`);
  }
  if (problems.length > 0) {
    throw new CommandError(
      1,
      `${folder} cannot be published; nothing was changed:\n${listed(problems)}`,
    );
  }
  return {
    manifest: manifestOf(files),
    notes: notesOn(files),
    read: async (file) => {
      const bytes = bytesOf(folder, file.path);
      if (sha256Of(bytes) !== file.sha256) throw changedMeanwhile(folder, file.path, "has changed");
      return bytes;
    },
  };
}

/** Everything in the folder; what is below a folder that is refused anyway is not looked at. */
function* entriesOf(
  folder: string,
  below = "",
): Generator<{ readonly path: string; readonly entry: Dirent }> {
  for (const entry of entriesIn(folder, below)) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    yield { path, entry };
    if (entry.isDirectory() && !isHidden(path)) yield* entriesOf(folder, path);
  }
}

const unlistable: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is a file, not a folder",
};

function entriesIn(folder: string, below: string): Dirent[] {
  try {
    return readdirSync(join(folder, below), { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CommandError(
      2,
      `${folder} ${unlistable[code] ?? `cannot be read (${code})`}.\nGive the folder that the bundler wrote, such as dist; build first where it is not there.`,
    );
  }
}

/** What begins with a dot is somebody's own: `.env`, `.git`. The one folder of that kind that is made for the public is RFC 8615's. */
function isHidden(path: string): boolean {
  const own = path
    .split("/")
    .slice(path.startsWith(".well-known/") || path === ".well-known" ? 1 : 0);
  return own.some((part) => part.startsWith("."));
}

/** Why a file or folder cannot be published; undefined when it can. */
function againstEntry(
  place: string,
  path: string,
  entry: Dirent,
  { backendPaths }: SitePaths,
): string | undefined {
  if (isHidden(path)) {
    return "begins with a dot: such files are a tool's or a person's own, and may hold secrets; remove it";
  }
  if (entry.isSymbolicLink()) return "is a symbolic link: put the file itself there";
  if (entry.isDirectory()) return undefined;
  if (!entry.isFile()) return "is neither a file nor a folder";
  const [found] = odd.exec(path) ?? [];
  if (found !== undefined)
    return `has ${printable(found)} in its name: rename it, with letters, digits, - and _`;
  if (Buffer.byteLength(path) > longestPath)
    return `is longer than ${longestPath} bytes: rename it`;
  const pattern = backendPaths.find((one) => matches(one, path));
  if (pattern !== undefined) {
    return `is never shown: ${pattern} goes to the load balancer (frontend.backendPaths)`;
  }
  const size = lstatSync(place, { throwIfNoEntry: false })?.size ?? 0; // gone: reading it says so
  return size > mostMiB * 1024 ** 2
    ? `has ${Math.ceil(size / 1024 ** 2)} MiB, and a file of a release at most ${mostMiB}: keep it elsewhere`
    : undefined;
}

function bytesOf(folder: string, path: string): Buffer {
  try {
    return readFileSync(join(folder, path));
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === "ENOENT";
    const what = gone ? "is gone" : `cannot be read (${(error as Error).message})`;
    throw changedMeanwhile(folder, path, what);
  }
}

function changedMeanwhile(folder: string, path: string, what: string): CommandError {
  return new CommandError(
    1,
    `${join(folder, printable(path))} ${what} since the folder was looked through. Let nothing write there meanwhile: build, and publish when that has ended.`,
  );
}

function siteFile(folder: string, path: string, { immutablePaths }: SitePaths): SiteFile {
  const type = lookup(path);
  return {
    path,
    sha256: sha256Of(bytesOf(folder, path)),
    contentType: (type && contentType(type)) || "application/octet-stream",
    immutable: immutablePaths.some((pattern) => matches(pattern, path)),
  };
}

/** Whether a pattern that ends in `/*` is about a path. */
function matches(pattern: string, path: string): boolean {
  return `/${path}`.startsWith(pattern.slice(0, -1));
}

function notesOn(files: readonly SiteFile[]): string[] {
  const maps = files.filter(({ path }) => path.endsWith(".map")).length;
  const pages = files.filter(({ path }) => !(path.split("/").at(-1) ?? "").includes("."));
  return [
    ...(maps > 0
      ? [`${count(maps, "source map")} will be public: whoever opens the page can read the source.`]
      : []),
    ...(pages.length > 0
      ? [
          `Never shown, because a path without a dot in its last part is answered with ${indexFile}:\n${listed(pages.map(({ path }) => path))}`,
        ]
      : []),
  ];
}

function listed(lines: readonly string[]): string {
  const more = lines.length - mostListed;
  return [
    ...lines.slice(0, mostListed).map((line) => `  ${line}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ].join("\n");
}
