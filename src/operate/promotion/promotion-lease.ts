import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { CommandError } from "../../base/errors";
import {
  beatLease,
  type LeaseItem,
  type LeaseTable,
  readLease,
  releaseLease,
  takeLease,
} from "./lease-item";

/** How often the holder speaks, and how long it may be silent before it is taken for dead; in milliseconds. */
export interface LeaseTimes {
  readonly beatMilliseconds: number;
  readonly silenceMilliseconds: number;
}

const usualTimes: LeaseTimes = { beatMilliseconds: 5_000, silenceMilliseconds: 30_000 };

/** What {@link withPromotionLease} must be told. */
export interface LeaseOptions extends LeaseTable {
  /** The target, such as `eec-prod`, for messages. */
  readonly environment: string;
  /** Who asks, for those who come second. */
  readonly by: string;
  readonly times?: LeaseTimes | undefined;
  /** Told when it must be waited to see whether a holder still lives. */
  readonly onWait?: (holder: LeaseItem) => void;
}

/** Proof of being the one who promotes. */
export interface Lease {
  /** Aborted when the lease is lost. */
  readonly signal: AbortSignal;
  /** Throws unless the lease is still held, by the table's word, not by the clock. */
  prove(): Promise<void>;
}

/**
 * Does something as the only one who promotes into an environment. The holder writes another text every few seconds; whoever
 * comes second and sees no other text for half a minute takes the holder for dead. No two clocks are compared.
 */
export async function withPromotionLease<T>(
  options: LeaseOptions,
  body: (lease: Lease) => Promise<T>,
): Promise<T> {
  const times = options.times ?? usualTimes;
  const holder = await take(options, times);
  const lost = new AbortController();
  const prove = async () => {
    if (!(await beatLease(options, holder))) {
      lost.abort(lostTo(options));
      throw lostTo(options);
    }
  };
  // A beat that fails is made good by the next; what counts is `prove`.
  const timer = setInterval(() => prove().catch(() => undefined), times.beatMilliseconds);
  try {
    return await body({ signal: lost.signal, prove });
  } finally {
    clearInterval(timer);
    // Not given back, it is taken for dead after half a minute: nobody's harm.
    await releaseLease(options, holder).catch(() => undefined);
  }
}

async function take(options: LeaseOptions, times: LeaseTimes): Promise<string> {
  const holder = randomUUID();
  const { by } = options;
  const mine = { holder, by, since: new Date().toISOString(), beat: randomUUID() };
  if (await takeLease(options, mine, undefined)) return holder;
  const silent = await waitForSilence(options, times);
  if (await takeLease(options, mine, silent)) return holder;
  throw heldBy(options, await readLease(options));
}

/** The lease whose holder says nothing; undefined when it is free; throws when its holder lives. */
async function waitForSilence(options: LeaseOptions, times: LeaseTimes) {
  const first = await readLease(options);
  if (first === undefined) return undefined;
  options.onWait?.(first);
  for (let waited = 0; waited < times.silenceMilliseconds; waited += times.beatMilliseconds) {
    await pause(times.beatMilliseconds);
    const now = await readLease(options);
    if (now === undefined) return undefined;
    if (now.beat !== first.beat) throw heldBy(options, now);
  }
  return first;
}

function heldBy({ environment }: LeaseOptions, lease: LeaseItem | undefined): CommandError {
  const who = lease ? `by ${lease.by}, since ${lease.since}` : "by somebody else";
  return new CommandError(
    1,
    `Another promotion to ${environment} is under way, ${who}. Nothing was changed; try again when it has ended.`,
  );
}

function lostTo({ environment }: LeaseOptions): CommandError {
  return new CommandError(
    1,
    `Somebody else took over the promotion to ${environment}, because this one said nothing for too long. Nothing was tagged.`,
  );
}
