import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { fromItem, type TextItem, toItem, unlessRefused } from "../aws/table";
import { CommandError } from "../base/errors";

/** How often the holder renews its lease, and after how long without a renewal it is taken for dead; in milliseconds. */
export interface LeaseTimes {
  readonly beatMilliseconds: number;
  readonly silenceMilliseconds: number;
}

const usualTimes: LeaseTimes = { beatMilliseconds: 5_000, silenceMilliseconds: 30_000 };

/** Options of {@link withLease}. */
export interface LeaseOptions extends LeasePlace {
  /** What only one may do at a time, for messages, such as `promotion to eec-prod`. */
  readonly what: string;
  /** What is certain once the lease is lost, as a sentence. */
  readonly whenLost: string;
  /** Who asks, for those who come second. */
  readonly by: string;
  readonly times?: LeaseTimes | undefined;
  /** Called before a wait that shows whether the holder still renews it. */
  readonly onWait?: (holder: LeaseItem) => void;
}

/** What the holder has while it is the only one. */
interface Lease {
  /** Aborted when the lease is lost. */
  readonly signal: AbortSignal;
  /** Throws unless the lease is still held, as the table says, not the clock. */
  prove(): Promise<void>;
}

/**
 * Does something as the only one, such as to promote into an environment. The holder renews the lease by another text every few seconds;
 * whoever comes second and sees the same text for half a minute takes the holder for dead. No two clocks are compared.
 */
export async function withLease<T>(
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
  // A renewal that fails is followed by the next one; what counts is `prove`.
  const timer = setInterval(() => prove().catch(() => undefined), times.beatMilliseconds);
  try {
    return await body({ signal: lost.signal, prove });
  } finally {
    clearInterval(timer);
    // A lease that is not released lapses after half a minute, so that nobody is blocked for longer.
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

/** The lease that its holder no longer renews; undefined when it is free; throws when it is renewed. */
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

function heldBy({ what }: LeaseOptions, lease: LeaseItem | undefined): CommandError {
  const who = lease ? `by ${lease.by}, since ${lease.since}` : "by somebody else";
  return new CommandError(
    1,
    `Another ${what} is running, ${who}. Nothing was changed; try again when it has ended.`,
  );
}

function lostTo({ what, whenLost }: LeaseOptions): CommandError {
  return new CommandError(
    1,
    `Somebody else took over the ${what}, because this one did not renew its lease for too long. ${whenLost}`,
  );
}

/** Who holds a lease. */
export interface LeaseHolder {
  /** Who that is, for people. */
  readonly by: string;
  /** ISO time. */
  readonly since: string;
  /** Whether it was renewed while it was looked at, for longer than the time between two renewals. */
  readonly isAlive: boolean;
}

/** Who holds a lease, and whether it is renewed within some seconds; undefined when nobody holds it. */
export async function watchLease(
  place: LeasePlace,
  { beatMilliseconds }: LeaseTimes = usualTimes,
): Promise<LeaseHolder | undefined> {
  const first = await readLease(place);
  for (let look = 0; first !== undefined && look < 4; look += 1) {
    await pause(beatMilliseconds / 2);
    const now = await readLease(place);
    if (now === undefined) return undefined;
    if (now.beat !== first.beat) return { by: now.by, since: now.since, isAlive: true };
  }
  return first && { by: first.by, since: first.since, isAlive: false };
}

/** Where a lease is kept. */
interface LeasePlace {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  /** Its key in the table. */
  readonly key: TextItem;
}

/** The item that says who does it now. */
interface LeaseItem {
  readonly holder: string;
  /** Who that is, for people. */
  readonly by: string;
  readonly since: string;
  /** Another text each few seconds while the holder lives. */
  readonly beat: string;
}

/** The lease as it stands; undefined when nobody holds it. */
export async function readLease({
  dynamodb,
  table,
  key,
}: LeasePlace): Promise<LeaseItem | undefined> {
  const { GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: toItem(key), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  const { holder = "", by = "", since = "", beat = "" }: TextItem = fromItem(Item);
  return { holder, by, since, beat };
}

/**
 * Takes the lease where it is free, or was not renewed since `silent`; false where somebody else holds it. A refusal that only
 * answers the SDK's second try, because the answer to the first was lost, is none: the table has this very holder.
 */
async function takeLease(
  { dynamodb, table, key }: LeasePlace,
  lease: LeaseItem,
  silent: LeaseItem | undefined,
): Promise<boolean> {
  const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const taken = await unlessRefused(
    dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem({ ...key, ...lease }),
        ConditionExpression: silent ? "#beat = :silent" : "attribute_not_exists(#beat)",
        ExpressionAttributeNames: { "#beat": "beat" },
        ...(silent && { ExpressionAttributeValues: toItem({ ":silent": silent.beat }) }),
      }),
    ),
  );
  return taken || (await readLease({ dynamodb, table, key }))?.holder === lease.holder;
}

/** Renews the lease; false when another one holds it. */
async function beatLease({ dynamodb, table, key }: LeasePlace, holder: string): Promise<boolean> {
  const { UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
  return unlessRefused(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toItem(key),
        UpdateExpression: "SET #beat = :beat",
        ConditionExpression: "#holder = :me",
        ExpressionAttributeNames: { "#holder": "holder", "#beat": "beat" },
        ExpressionAttributeValues: toItem({ ":beat": randomUUID(), ":me": holder }),
      }),
    ),
  );
}

/** Gives the lease back; false when another one holds it. */
async function releaseLease(
  { dynamodb, table, key }: LeasePlace,
  holder: string,
): Promise<boolean> {
  const { DeleteItemCommand } = await import("@aws-sdk/client-dynamodb");
  return unlessRefused(
    dynamodb.send(
      new DeleteItemCommand({
        TableName: table,
        Key: toItem(key),
        ConditionExpression: "#holder = :me",
        ExpressionAttributeNames: { "#holder": "holder" },
        ExpressionAttributeValues: toItem({ ":me": holder }),
      }),
    ),
  );
}
