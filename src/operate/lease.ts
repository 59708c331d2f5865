import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { fromItem, type TextItem, toItem, unlessRefused } from "../aws/table";
import { CommandError } from "../base/errors";

/** How often the holder speaks, and how long it may be silent before it is taken for dead; in milliseconds. */
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
  /** Called when it must be waited to see whether a holder still lives. */
  readonly onWait?: (holder: LeaseItem) => void;
}

/** Proof of being the only one. */
interface Lease {
  /** Aborted when the lease is lost. */
  readonly signal: AbortSignal;
  /** Throws unless the lease is still held, by the table's word, not by the clock. */
  prove(): Promise<void>;
}

/**
 * Does something as the only one, such as to promote into an environment. The holder writes another text every few seconds; whoever
 * comes second and sees no other text for half a minute takes the holder for dead. No two clocks are compared.
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
    `Somebody else took over the ${what}, because this one said nothing for too long. ${whenLost}`,
  );
}

/** Who holds a lease. */
export interface LeaseHolder {
  /** Who that is, for people. */
  readonly by: string;
  /** ISO time. */
  readonly since: string;
  /** Whether it spoke while it was looked at, for longer than it is ever silent. */
  readonly isAlive: boolean;
}

/** Looks at who holds a lease, and, where somebody does, for some seconds whether it lives; undefined when nobody holds it. */
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
 * Takes the lease where it is free, or where its holder has said nothing since `silent`; false when it is not so. A refusal that only
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

/** Says that the holder lives; false when another one holds the lease. */
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
