import type { DeliverySettings, Polling } from "./delivery-settings";

/** Events that one round of waiting adds to an execution's history: a task, a choice and a wait. */
const eventsPerRound = 9;

/** Events that all the rest of a run may need, retries included. */
const eventsOfTheRest = 3_000;

/** Events that findings may need where each is weighed: their pages and those of what runs, read twice, and what is looked up of each. */
const eventsOfFindings = 7_000;

/** Events that Step Functions keeps of one execution; with one more it breaks off. */
export const mostEvents = 25_000;

/** Seconds for everything that is not waiting. */
const workSeconds = 3_600;

/**
 * Seconds after which an execution is given up, so that none runs for ever: all its waits, twice, because it may first
 * finish the work of another, and an hour.
 */
export function timeLimitSeconds(settings: DeliverySettings): number {
  return 2 * waits(settings).reduce((sum, { limitSeconds }) => sum + limitSeconds, 0) + workSeconds;
}

/**
 * How many events the history of one execution may reach, at most 25,000.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function mostEventsOf(settings: DeliverySettings): number {
  const rounds = waits(settings).reduce(
    (sum, { limitSeconds, pollSeconds }) => sum + Math.ceil(limitSeconds / pollSeconds),
    0,
  );
  const { known, unfixable, graceDays } = settings.tolerate;
  const each =
    known ||
    unfixable ||
    graceDays > 0 ||
    settings.runtimeWaivers !== undefined ||
    settings.dailyLook;
  const ofFindings = each ? eventsOfFindings : 0;
  return 2 * rounds * eventsPerRound + eventsOfTheRest + ofFindings;
}

/** What an execution may wait for, one after the other: the second rollout is the one back. */
function waits(settings: DeliverySettings): readonly Polling[] {
  const { scan, snapshot, migration, rollout } = settings;
  const taken = settings.migrationCommand === null ? undefined : snapshot;
  return [scan, ...(taken ? [taken] : []), migration, rollout, rollout];
}
