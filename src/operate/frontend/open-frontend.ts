import { type LiveEnvironment, openEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { cdnOf } from "../../config/frontend";
import type { LoadedEnvironment } from "../../config/load";
import { namesOf } from "../../contract/names";
import { requireSource } from "../promotion/open-promotion";
import { requireRole } from "../require-role";
import { findDistribution, type SiteDistribution } from "./invalidation";
import type { SiteBucket } from "./site-bucket";

/** Where an environment's pages are, and who may change them. */
export interface FrontendSite {
  readonly live: LiveEnvironment;
  readonly bucket: SiteBucket;
  readonly distribution: SiteDistribution;
  /** The address of the pages. */
  readonly url: string;
}

/** Opens an environment's frontend as its publisher; a {@link CommandError} where its file has none, or it is not applied yet. */
export async function openFrontend(loaded: LoadedEnvironment): Promise<FrontendSite> {
  const { environment, name } = loaded;
  requireCdn(loaded);
  requireRole(loaded, { role: "publishers", may: `publish in ${name}` });
  const live = await openEnvironment(loaded, { role: namesOf(environment).publisherRole });
  const { CloudFrontClient } = await import("@aws-sdk/client-cloudfront");
  const { hostName } = environment.domain;
  const distribution = await findDistribution(new CloudFrontClient(live.session.config), hostName);
  if (distribution === undefined) {
    throw new CommandError(
      1,
      `${name} is not applied yet: no distribution of account ${environment.account} answers to ${hostName}. Plan it, then apply: npm run plan ${name}`,
    );
  }
  return {
    live,
    bucket: await siteBucket(live, loaded),
    distribution,
    url: `https://${hostName}/`,
  };
}

/** Opens the environment that a release comes from, with the credentials of whoever publishes in the other one. */
export async function openFrontendSource(
  from: LoadedEnvironment,
  to: LoadedEnvironment,
  { live: target }: FrontendSite,
): Promise<Pick<FrontendSite, "live" | "bucket">> {
  const elsewhere = from.environment.account !== to.environment.account;
  const readers = from.environment.access.promotionReaders.length > 0;
  const live = await openEnvironment(from, {
    base: target.session.config,
    role: elsewhere && readers ? namesOf(from.environment).promotionReaderRole : undefined,
  });
  return { live, bucket: await siteBucket(live, from) };
}

/**
 * Refuses a promotion between two environments one of which takes nothing from the other, or has no pages, or none that tests could name. Gives the
 * hours up to which evidence counts.
 */
export function requirePromotable(from: LoadedEnvironment, to: LoadedEnvironment): number {
  const { evidenceMaxAgeHours } = requireSource(from, to);
  requireCdn(from);
  requireCdn(to);
  requireRole(from, { role: "publishers", may: `publish in ${from.name}` });
  return evidenceMaxAgeHours;
}

/** What the file says of the frontend; a {@link CommandError} where it has none. */
export function requireCdn({ environment, file, name }: LoadedEnvironment) {
  const cdn = cdnOf(environment);
  if (cdn) return cdn;
  throw new CommandError(
    2,
    `${name} has no pages of its own: ${file} has no frontend of mode cdn, see docs/frontend.md.`,
  );
}

async function siteBucket(
  { session }: LiveEnvironment,
  { environment }: LoadedEnvironment,
): Promise<SiteBucket> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  const s3 = new S3Client({ ...session.config, forcePathStyle: true });
  return { s3, name: namesOf(environment).siteBucket };
}
