import { openEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import type { LoadedEnvironment } from "../../config/load";
import { namesOf } from "../../contract/names";
import { declaredBetween, fileShape } from "./image-needs";

/**
 * Opens both sides of a promotion: the target as its promoter, and the source with the same credentials, or in another account as
 * the role that promoters read there with.
 */
export async function openPromotion(from: LoadedEnvironment, to: LoadedEnvironment) {
  const { access } = to.environment;
  const source = requireSource(from, to);
  const target = await openEnvironment(to, {
    role: access.promoter.mode === "role" ? namesOf(to.environment).promoterRole : undefined,
  });
  const elsewhere = from.environment.account !== to.environment.account;
  const readers = from.environment.access.promotionReaders.length > 0;
  const opened = await openEnvironment(from, {
    base: target.session.config,
    role: elsewhere && readers ? namesOf(from.environment).promotionReaderRole : undefined,
  });
  return {
    from: opened,
    to: target,
    evidenceMaxAgeHours: source.evidenceMaxAgeHours,
    targetShape: fileShape(to),
    declared: declaredBetween(from, to),
  };
}

/** What a file says of the environment that images, and pages, come from; a {@link CommandError} where it is another one. */
export function requireSource(from: LoadedEnvironment, to: LoadedEnvironment) {
  const { source } = to.environment.promotion;
  if (source.mode === "environment" && source.name === from.name) return source;
  const takes =
    source.mode === "none"
      ? "takes images from no environment"
      : `takes images from ${source.name}`;
  throw new CommandError(
    2,
    `${to.name} ${takes}, not from ${from.name}: see promotion.source in ${to.file}.`,
  );
}
