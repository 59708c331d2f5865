import type { LiveEnvironment } from "../../aws/live-environment";
import { isInForce, type ReleaseHold, readHold } from "../../aws/release-hold";
import { newestItems, toItem } from "../../aws/table";
import { CommandError } from "../../base/errors";
import { holdKey, holdKind, longestReason } from "../../contract/delivery-table";
import type { OutcomeKind } from "../../contract/outcomes";
import { orNotApplied } from "./releases";

/** Reads `--because` of a hold. */
export function readReason(text: string): string {
  const reason = text.replaceAll(/\s+/g, " ").trim();
  if (reason !== "" && reason.length <= longestReason) return reason;
  throw new CommandError(
    2,
    `--because must say why in 1 to ${longestReason} characters, got ${reason.length}.`,
  );
}

/** Reads `--until` of a hold: a time in UTC that is still to come. */
export function readUntil(text: string, now: Date): string {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text);
  const time = new Date(text);
  const isReal =
    isTime && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 16));
  if (!isReal) {
    throw new CommandError(
      2,
      `--until must be a time in UTC, such as 2026-12-01T08:00Z, got ${JSON.stringify(text)}.`,
    );
  }
  if (time <= now) {
    throw new CommandError(
      2,
      `--until must be still to come, got ${text}; it is ${now.toISOString()} now.`,
    );
  }
  return time.toISOString();
}

/** How holding ended: `held` by this call, or somebody else's hold stands. */
type HoldResult =
  | { readonly held: true; readonly hold: ReleaseHold }
  | { readonly held: false; readonly hold: ReleaseHold };

/**
 * Holds the environment, and records that somebody did, both or neither. Takes the place of a hold that has ended by itself; one that is in
 * force stands, because who resumes must know what for.
 */
export async function holdEnvironment(
  live: LiveEnvironment,
  { because, until, now }: { readonly because: string; readonly until: string; readonly now: Date },
): Promise<HoldResult> {
  const { TransactWriteItemsCommand } = await import("@aws-sdk/client-dynamodb");
  const { clients, delivery, caller } = live;
  const table = delivery.names.delivery;
  const since = now.toISOString();
  const before = await orNotApplied(live, readHold(clients.dynamodb, table));
  if (before && isInForce(before, since)) return { held: false, hold: before };
  const hold = { by: caller, since, because, until };
  const unchanged = before && sameHold(before, ["by", "since", "until"]);
  try {
    await clients.dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Put: {
              TableName: table,
              Item: { ...toItem(hold), ...holdKey },
              ...unchanged,
              ConditionExpression: `attribute_not_exists(#id)${unchanged ? ` OR (${unchanged.ConditionExpression})` : ""}`,
              ExpressionAttributeNames: { "#id": "id", ...unchanged?.ExpressionAttributeNames },
            },
          },
          recordOf(live, "held", hold, now),
        ],
      }),
    );
    return { held: true, hold };
  } catch (error) {
    if ((error as Error).name !== "TransactionCanceledException") throw error;
    const other = await readHold(clients.dynamodb, table);
    if (!other) throw error;
    return { held: false, hold: other };
  }
}

/** Ends a hold and records who did, both or neither; false when another one stands there by now. */
export async function resumeEnvironment(
  live: LiveEnvironment,
  hold: ReleaseHold,
  now: Date,
): Promise<boolean> {
  const { TransactWriteItemsCommand } = await import("@aws-sdk/client-dynamodb");
  const { clients, delivery } = live;
  try {
    await clients.dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Delete: {
              TableName: delivery.names.delivery,
              Key: holdKey,
              ...sameHold(hold, ["by", "since"]),
            },
          },
          recordOf(live, "resumed", hold, now),
        ],
      }),
    );
    return true;
  } catch (error) {
    if ((error as Error).name !== "TransactionCanceledException") throw error;
    return false;
  }
}

/** Expressions that hold as long as the table has this very hold; an item that somebody wrote by hand may lack any of its attributes. */
function sameHold(hold: ReleaseHold, attributes: readonly (keyof ReleaseHold)[]) {
  const given = attributes.filter((name) => hold[name] !== "");
  return {
    ConditionExpression: attributes
      .map((name) =>
        given.includes(name) ? `#${name} = :${name}` : `attribute_not_exists(#${name})`,
      )
      .join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
    ...(given.length > 0 && {
      ExpressionAttributeValues: toItem(
        Object.fromEntries(given.map((name) => [`:${name}`, hold[name]])),
      ),
    }),
  };
}

/** That somebody held or resumed; kept for good. */
function recordOf(
  { delivery, caller }: LiveEnvironment,
  result: "held" | "resumed",
  hold: ReleaseHold,
  now: Date,
) {
  const at = now.toISOString();
  const record = { kind: holdKind, id: at, result, by: caller, at };
  return {
    Put: {
      TableName: delivery.names.delivery,
      Item: toItem({
        ...record,
        because: hold.because,
        until: hold.until,
        ...(result === "resumed" && { holder: hold.by, since: hold.since }),
      }),
    },
  };
}

const waiting: readonly OutcomeKind[] = ["held", "outside-window"];

/** Runs that are looked through for what waits. */
const mostRuns = 100;

/** The digest that was refused last because of a hold or a window, unless something was decided of it since; undefined when nothing waits. */
export async function waitingDigest(live: LiveEnvironment): Promise<string | undefined> {
  const runs = await newestItems(live, "history", { limit: mostRuns });
  const last = runs.find(({ digest }) => digest);
  return waiting.some((kind) => kind === last?.["outcome"]) ? last?.["digest"] : undefined;
}
