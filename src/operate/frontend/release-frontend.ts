import { randomBytes } from "node:crypto";
import { explainAwsError } from "../../aws/explain-aws-error";
import { holdInForce, holdText } from "../../aws/release-hold";
import { CommandError } from "../../base/errors";
import { count } from "../../base/printable";
import { textOrder } from "../../base/text";
import { orNotApplied } from "../deployments/releases";
import { type LeaseTimes, withLease } from "../lease";
import {
  everything,
  invalidate,
  isKnown,
  pathsToInvalidate,
  waitForInvalidation,
} from "./invalidation";
import { indexFile, type Manifest, type SiteFile } from "./manifest";
import type { FrontendSite } from "./open-frontend";
import {
  type FrontendRelease,
  frontendLeaseKey,
  readFrontendState,
  recordFrontendRelease,
} from "./release-records";
import {
  cacheControlOf,
  eachOf,
  findObject,
  manifestKey,
  putObject,
  releaseKey,
  type SiteBucket,
  sha256Of,
  showFile,
  siteKey,
} from "./site-bucket";

/** A release of the frontend that is to be shown. */
export interface FrontendReleaseRequest {
  readonly action: FrontendRelease["action"];
  readonly manifest: Manifest;
  /** Environment that it is promoted from; empty for none. */
  readonly from: string;
  /** Its bytes, where they are not stored here yet; undefined where the release must be there whole. */
  readonly read: ((file: SiteFile) => Promise<Buffer>) | undefined;
  /** The command that goes on where this one ends early. */
  readonly again: string;
}

/** How a release is followed. */
interface FrontendReleaseOptions {
  readonly signal: AbortSignal;
  /** Called at each step, with a sentence for people. */
  readonly onStep: (step: string) => void;
  /** How long CloudFront is waited for. */
  readonly limitSeconds: number;
  readonly pollSeconds: number;
  readonly leaseTimes?: LeaseTimes | undefined;
}

/** How a release ended. */
interface ReleasedFrontend {
  /** Whether anything had to be done. */
  readonly changed: boolean;
  /** Files that `site/` had not, or had in another form. */
  readonly files: number;
}

/**
 * Shows a release, as the only one who does so in the environment. It is stored whole before a file is shown, and `index.html`, which names all others, is
 * switched last: until then everybody sees the pages before. Whatever breaks off, the same release or a rollback goes on.
 */
export async function releaseFrontend(
  site: FrontendSite,
  request: FrontendReleaseRequest,
  options: FrontendReleaseOptions,
): Promise<ReleasedFrontend> {
  const { live } = site;
  const { environment } = live;
  const { again } = request;
  await refuseWhileHeld(site, request);
  const lease = {
    dynamodb: live.clients.dynamodb,
    table: live.delivery.names.delivery,
    key: frontendLeaseKey,
    what: `release of the frontend of ${environment}`,
    whenLost: `What is shown now: npx slipway status ${environment}`,
    by: live.caller,
    times: options.leaseTimes,
    onWait: (holder: { readonly by: string }) =>
      options.onStep(`Another release seems to be running, by ${holder.by}: is it alive?`),
  };
  const taken = withLease(lease, ({ signal, prove }) =>
    releaseAlone(
      site,
      request,
      { ...options, signal: AbortSignal.any([signal, options.signal]) },
      prove,
    ),
  );
  const { invalidation, ...released } = await orNotApplied(live, taken).catch((error: Error) => {
    // Stopped before anything was recorded; later it is explained there.
    throw error.name === "AbortError"
      ? explained(error, "not published", environment, again)
      : error;
  });
  if (invalidation !== undefined) {
    await waitForInvalidation(site.distribution, invalidation, { ...options, again });
  }
  return released;
}

/** A rollback passes, as that of an image does. */
async function refuseWhileHeld(
  { live }: FrontendSite,
  { action }: FrontendReleaseRequest,
): Promise<void> {
  const { delivery, clients, environment } = live;
  if (action === "rollback" || !delivery.settings.holds) return;
  const now = new Date().toISOString();
  const hold = await orNotApplied(
    live,
    holdInForce(clients.dynamodb, delivery.names.delivery, now),
  );
  if (hold === undefined) return;
  throw new CommandError(
    1,
    `${environment} is ${holdText(hold)}.\nIts pages stay as they are. Wait, or talk to who holds it; a rollback is not held back.`,
  );
}

async function releaseAlone(
  site: FrontendSite,
  request: FrontendReleaseRequest,
  options: FrontendReleaseOptions,
  prove: () => Promise<void>,
): Promise<ReleasedFrontend & { readonly invalidation?: string | undefined }> {
  const { live } = site;
  const { manifest, action, from, read } = request;
  const { signal, onStep } = options;
  onStep("Comparing it with what is shown");
  const state = await readFrontendState(live);
  const changes = await changesOf(site, manifest, signal);
  if (changes.length === 0 && !state.unfinished && state.shown?.["digest"] === manifest.digest) {
    if (read) await store(site, manifest, read, options); // whoever is asked to publish it again gets it whole
    const before = state.shown["invalidation"]; // an earlier command may have given up on it
    return { changed: false, files: 0, invalidation: before && (await stillKnown(site, before)) };
  }
  if (read === undefined) await requireWhole(site.bucket, manifest, signal, goBackElsewhere);

  signal.throwIfAborted();
  const release: FrontendRelease = {
    at: timeAfter(state.latest),
    by: live.caller,
    action,
    digest: manifest.digest,
    from,
    number: randomBytes(8).toString("hex"),
  };
  await recordFrontendRelease(live, release, { result: "began" });
  let reached: "not published" | "broken off" = "not published";
  try {
    if (read) await store(site, manifest, read, options);
    await refuseWhileHeld(site, request);
    await prove();
    signal.throwIfAborted();
    await recordFrontendRelease(live, release, { result: "switching" });
    reached = "broken off";
    await show(site, manifest, changes, options, prove);
    const paths = state.unfinished
      ? everything // nobody knows which of its files were switched
      : pathsToInvalidate(changes.filter(({ immutable, replaces }) => replaces || !immutable));
    const invalidation =
      paths.length > 0 ? await invalidate(site.distribution, paths, release.number) : undefined;
    await recordFrontendRelease(live, release, { result: "published", invalidation });
    return { changed: true, files: changes.length, invalidation };
  } catch (error) {
    const failure = { result: reached, reason: (error as Error).message };
    await recordFrontendRelease(live, release, failure).catch(() => undefined); // what it reached stays recorded
    throw explained(error as Error, reached, live.environment, request.again);
  }
}

/** An invalidation of an earlier release, or one of everything where CloudFront does not know that one any more. */
async function stillKnown({ distribution }: FrontendSite, id: string): Promise<string> {
  if (await isKnown(distribution, id)) return id;
  return invalidate(distribution, everything, randomBytes(8).toString("hex"));
}

/** Now, or just after the newest record where that machine's clock was ahead: records are read in the order of their times. */
function timeAfter(latest: string): string {
  const next = (Date.parse(latest) || 0) + 1;
  return new Date(Math.max(Date.now(), next)).toISOString();
}

/** A file that `site/` has not, or in another form. */
interface Change extends SiteFile {
  /** Whether something is there under its path, which edges may keep. */
  readonly replaces: boolean;
}

/** The files that `site/` has not, or in another form; a {@link CommandError} where browsers would not see the change. */
async function changesOf(
  { bucket }: FrontendSite,
  { files }: Manifest,
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  const kept: string[] = [];
  await eachOf(files, signal, async (file) => {
    const found = await findObject(bucket, siteKey(file));
    const sameBytes = found?.sha256 === file.sha256;
    const sameForm =
      found?.contentType === file.contentType && found.cacheControl === cacheControlOf(file);
    if (found && !sameBytes && (file.immutable || found.cacheControl.includes("immutable"))) {
      kept.push(file.path);
    }
    if (!sameBytes || !sameForm) changes.push({ ...file, replaces: found !== undefined });
  });
  if (kept.length === 0) return changes.sort((a, b) => textOrder(a.path, b.path));
  throw new CommandError(
    1,
    `Browsers keep these files for a year, and they were shown with other bytes:\n${[...kept]
      .sort(textOrder)
      .map((path) => `  ${path}`)
      .join("\n")}\n` +
      "Nothing was changed. Give a file that changes a name with its hash, as bundlers do, or take its path out of frontend.immutablePaths and give it another name.",
  );
}

const goBackElsewhere = "Publish its folder again, or go back to another one: --to";

/** Refuses a release of which a file is missing or is not what it was; `remedy` says what to do. */
export async function requireWhole(
  bucket: SiteBucket,
  manifest: Manifest,
  signal: AbortSignal,
  remedy: string,
): Promise<void> {
  const bad: string[] = [];
  await eachOf(manifest.files, signal, async (file) => {
    const found = await findObject(bucket, releaseKey(manifest, file));
    if (found?.sha256 === file.sha256) return;
    bad.push(`${file.path} ${found ? "has other bytes" : "is missing"}`);
  });
  if (bad.length === 0) return;
  throw new CommandError(
    1,
    `The release ${manifest.digest} is not whole in ${bucket.name}:\n${bad
      .sort(textOrder)
      .map((one) => `  ${one}`)
      .join("\n")}\nNothing was changed. ${remedy}`,
  );
}

/** Writes what of the release is not stored yet, its manifest last: where that is, all is. */
async function store(
  { bucket }: FrontendSite,
  manifest: Manifest,
  read: (file: SiteFile) => Promise<Buffer>,
  { signal, onStep }: FrontendReleaseOptions,
): Promise<void> {
  const { digest, text, files } = manifest;
  onStep(`Storing ${count(files.length, "file")} as ${digest}`);
  let written = 0;
  await eachOf(files, signal, async (file) => {
    const key = releaseKey(manifest, file);
    if ((await findObject(bucket, key))?.sha256 === file.sha256) return;
    await putObject(bucket, key, await read(file), file);
    written += 1;
    if (written % 100 === 0) onStep(`Stored ${written}`);
  });
  const contentType = "application/json";
  const sha256 = sha256Of(text);
  if ((await findObject(bucket, manifestKey(digest)))?.sha256 === sha256) return;
  await putObject(bucket, manifestKey(digest), Buffer.from(text), { sha256, contentType });
}

/** Copies what changed to where CloudFront finds it: first files that no page names yet, then the others, and `index.html` last. */
async function show(
  { bucket }: FrontendSite,
  manifest: Manifest,
  changes: readonly SiteFile[],
  { signal, onStep }: FrontendReleaseOptions,
  prove: () => Promise<void>,
): Promise<void> {
  onStep(`Showing ${count(changes.length, "file")} that changed`);
  const others = changes.filter(({ path }) => path !== indexFile);
  for (const immutable of [true, false]) {
    const now = others.filter((file) => file.immutable === immutable);
    await eachOf(now, signal, (file) => showFile(bucket, manifest, file));
  }
  await prove();
  signal.throwIfAborted();
  for (const index of changes.filter(({ path }) => path === indexFile)) {
    await showFile(bucket, manifest, index);
  }
}

/** A failure with what it left, and what to do; a defect stays as it is. */
function explained(
  error: Error,
  reached: "not published" | "broken off",
  environment: string,
  again: string,
): Error {
  const stopped = error.name === "AbortError" ? new CommandError(1, "Stopped.") : undefined;
  const known =
    stopped ?? (error instanceof CommandError ? error : explainAwsError(error)) ?? undefined;
  if (known === undefined) return error;
  const left =
    reached === "not published"
      ? `The pages are as they were. To go on: ${again}`
      : `Some files may be switched, index.html as the last one. To go on: ${again}; back: npx slipway frontend rollback ${environment}`;
  return new CommandError(known.code, `${known.message}\n${left}`);
}
