import { CommandError } from "../../base/errors";
import { count, shellWord } from "../../base/printable";
import type { Terminal } from "../../base/terminal";
import { backendPathsOf, immutablePathsOf } from "../../config/frontend";
import type { LoadedEnvironment } from "../../config/load";
import type { LeaseTimes } from "../lease";
import { type Manifest, readManifest } from "./manifest";
import {
  type FrontendSite,
  openFrontend,
  openFrontendSource,
  requireCdn,
  requirePromotable,
} from "./open-frontend";
import { readSiteFolder } from "./read-folder";
import { type FrontendReleaseRequest, releaseFrontend, requireWhole } from "./release-frontend";
import { readFrontendState, whoPublishes } from "./release-records";
import { manifestKey, readObject, releaseKey, type SiteBucket } from "./site-bucket";
import { requireTested } from "./tested-pages";

/** How a command follows what it does. */
interface FrontendRun {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly limitSeconds: number;
  readonly pollSeconds: number;
  readonly leaseTimes?: LeaseTimes | undefined;
}

/** Publishes a folder in an environment, and prints each step. */
export async function publishFolder(
  loaded: LoadedEnvironment,
  folder: string,
  run: FrontendRun,
): Promise<void> {
  const cdn = requireCdn(loaded);
  const paths = { immutablePaths: immutablePathsOf(cdn), backendPaths: backendPathsOf(cdn) };
  const { manifest, notes, read } = readSiteFolder(folder, paths);
  const site = await openFrontend(loaded);
  for (const note of notes) run.terminal.err(`${note}\n`);
  const again = `npx slipway frontend publish ${loaded.name} ${shellWord(folder)}`;
  await released(site, { action: "publish", manifest, from: "", read, again }, run);
}

/** Goes back to a release that was published before: the one before what is shown, unless one is named. */
export async function rollBackFrontend(
  loaded: LoadedEnvironment,
  to: string | undefined,
  run: FrontendRun,
): Promise<void> {
  const site = await openFrontend(loaded);
  const { environment } = site.live;
  const state = await readFrontendState(site.live);
  const digest = to ?? state.before;
  if (digest === undefined) {
    throw new CommandError(
      1,
      `No release of the frontend of ${environment} is known before the one that is shown. Name one: --to. They are in npx slipway history ${environment}.`,
    );
  }
  if (!state.published.includes(digest)) {
    throw new CommandError(
      1,
      `${digest} was never published in ${environment}. What was: npx slipway history ${environment}`,
    );
  }
  run.terminal.out(`${environment}: from ${state.shown?.["digest"]}\n`);
  run.terminal.out(`${" ".repeat(environment.length)}  to   ${digest}\n`);
  const manifest = await storedManifest(site.bucket, digest);
  const again = `npx slipway frontend rollback ${environment} --to ${digest}`;
  await released(site, { action: "rollback", manifest, from: "", read: undefined, again }, run);
}

/** Which release somebody asks to promote. */
interface AskedRelease {
  /** Refused where another one is shown. */
  readonly digest?: string | undefined;
  /** Image whose tests alone count. */
  readonly image?: string | undefined;
}

/** Shows in one environment what another one shows, byte for byte, if tests passed there with exactly that. */
export async function promoteFrontend(
  from: LoadedEnvironment,
  to: LoadedEnvironment,
  { digest, image }: AskedRelease,
  run: FrontendRun,
): Promise<void> {
  const evidenceMaxAgeHours = requirePromotable(from, to);
  const site = await openFrontend(to);
  const source = await openFrontendSource(from, to, site);
  const status = `npx slipway status ${from.name}`;
  const publishing = await whoPublishes(source.live, run.leaseTimes);
  if (publishing?.isAlive) {
    throw new CommandError(
      1,
      `${publishing.by} releases the frontend of ${from.name} since ${publishing.since}: wait until that has ended, by ${status}`,
    );
  }
  const { shown, unfinished, published } = await readFrontendState(source.live);
  if (shown === undefined) {
    throw new CommandError(1, `${from.name} shows no release of its frontend: publish one there.`);
  }
  if (unfinished !== undefined) {
    throw new CommandError(
      1,
      `The release of ${unfinished["digest"]} in ${from.name} did not end, so nobody knows what it shows: ${status}`,
    );
  }
  const asked = digest ?? shown["digest"] ?? "";
  if (asked !== shown["digest"]) {
    throw new CommandError(
      1,
      published.includes(asked)
        ? `${from.name} shows ${shown["digest"]} and no longer ${asked}. Only what is shown there can be promoted: ${status}`
        : `${asked} was never published in ${from.name}, which shows ${shown["digest"]}: ${status}`,
    );
  }
  const evidence = { from: source.live, digest: asked, image, evidenceMaxAgeHours };
  run.terminal.out(`${await requireTested(evidence)}\n`);
  const manifest = await storedManifest(source.bucket, asked);
  const remedy = `Publish its folder there again: npx slipway frontend publish ${from.name} <folder>`;
  await requireWhole(source.bucket, manifest, run.signal, remedy);
  const read = (file: Manifest["files"][number]) =>
    readObject(source.bucket, releaseKey(manifest, file));
  const again = `npx slipway frontend promote ${from.name} ${to.name}${image === undefined ? "" : ` --image ${image}`}`;
  await released(site, { action: "promotion", manifest, from: from.name, read, again }, run);
}

async function storedManifest(bucket: SiteBucket, digest: string): Promise<Manifest> {
  try {
    return readManifest((await readObject(bucket, manifestKey(digest))).toString(), digest);
  } catch (error) {
    if ((error as Error).name !== "NoSuchKey") throw error;
    throw new CommandError(
      1,
      `The release ${digest} is not in ${bucket.name} any more: its manifest is missing. Publish its folder again.`,
    );
  }
}

async function released(
  site: FrontendSite,
  request: FrontendReleaseRequest,
  run: FrontendRun,
): Promise<void> {
  const { terminal } = run;
  const began = performance.now();
  const onStep = (step: string) => {
    const seconds = Math.round((performance.now() - began) / 1000);
    terminal.out(`${String(seconds).padStart(5)} s  ${step}\n`);
  };
  const { digest, files } = request.manifest;
  const { changed, files: switched } = await releaseFrontend(site, request, { ...run, onStep });
  terminal.out(
    changed
      ? `${site.url} shows ${digest}: ${count(files.length, "file")}, ${switched} of them changed.\n`
      : `${site.url} shows ${digest} already: nothing was changed.\n`,
  );
}
