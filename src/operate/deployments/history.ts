import type { LiveEnvironment } from "../../aws/live-environment";
import { allItems, type TextItem } from "../../aws/table";
import { CommandError } from "../../base/errors";
import { textOrder } from "../../base/text";
import type { DeliverySettings } from "../../contract/delivery-settings";
import { applyRecordPrefix, frontendKind, holdKind } from "../../contract/delivery-table";
import { outcomes } from "../../contract/outcomes";
import { pairText, waivedIn } from "../../contract/waivers";
import { evidenceOf, kinds } from "../promotion/records";
import { orNotApplied } from "./releases";

/** One thing that happened to an environment, as an auditor asks for it; all of it is text. */
export interface HistoryEntry {
  /** When, ISO 8601. */
  readonly at: string;
  /** What kind of thing it was. */
  readonly what:
    | "release"
    | "rollback"
    | "refusal"
    | "failure"
    | "request"
    | "promotion"
    | "tests"
    | "apply"
    | "waiver"
    | "unlock"
    | "hold"
    | "resume"
    | "run"
    | "connection"
    | "pages"
    | "restore";
  /** How it ended: the deployer's outcome, or `passed`, `failed`, `began`, `applied`, `promoted`, `refused`, `waived`, `withdrawn`, `unlocked`, `held`, `resumed`, `running`, `exit 0`, `not started`, `open`, `closed`, `restored`, `drilled`, `switching`, `published`, `not published`, `broken off`. */
  readonly outcome: string;
  /** Digest of the image; empty where none was concerned. */
  readonly image: string;
  /** Who did it or asked for it, by ARN where it is known. */
  readonly by: string;
  /** On which grounds, or what stood against it. */
  readonly why: string;
  /** Where more is found: an execution's ARN, a report's address, a plan's checksum, the digest of pages. */
  readonly reference: string;
}

/** What an environment's table says of one kind of thing, and how an item of it is read. */
interface HistorySource {
  readonly kind: string;
  /** What stands before the time in the items' ids; undefined where they do not begin with their time. */
  readonly beforeTime: string | undefined;
  readonly entryOf: (item: TextItem) => HistoryEntry;
  /** Whether an environment has such items, which those who read its table may then read; always where left out. */
  readonly isKept?: (settings: DeliverySettings) => boolean;
}

/** Every kind of item that is history; a new one is a row. */
export const historySources: readonly HistorySource[] = [
  { kind: "history", beforeTime: "", entryOf: runEntry },
  // Kept for good, unlike the runs: what was released before they expired.
  { kind: "release", beforeTime: "", entryOf: runEntry },
  { kind: kinds.promotion, beforeTime: "", entryOf: promotionEntry },
  { kind: kinds.evidence, beforeTime: undefined, entryOf: evidenceEntry },
  { kind: "lock", beforeTime: applyRecordPrefix, entryOf: applyEntry },
  {
    kind: "waiver",
    beforeTime: "",
    entryOf: waiverEntry,
    isKept: ({ runtimeWaivers }) => runtimeWaivers !== undefined,
  },
  { kind: holdKind, beforeTime: "", entryOf: holdEntry, isKept: ({ holds }) => holds },
  {
    kind: "restore",
    beforeTime: "",
    entryOf: restoreEntry,
    isKept: ({ restores }) => restores ?? false,
  },
  { kind: "run", beforeTime: "", entryOf: runOfCommandEntry, isKept: ({ runs }) => runs ?? false },
  {
    kind: "connection",
    beforeTime: "",
    entryOf: connectionEntry,
    isKept: ({ connects }) => connects ?? false,
  },
  {
    kind: frontendKind,
    beforeTime: "",
    entryOf: frontendEntry,
    isKept: ({ publishes }) => publishes ?? false,
  },
];

/** What happened to an environment since a time, or ever; newest first, the same each time it is read. */
export async function readEnvironmentHistory(
  live: LiveEnvironment,
  since: Date | undefined,
): Promise<readonly HistoryEntry[]> {
  const { settings } = live.delivery;
  const kept = historySources.filter(({ isKept }) => isKept?.(settings) ?? true);
  const read = kept.map(async ({ kind, beforeTime, entryOf }) =>
    (await allItems(live, kind, idsSince(beforeTime, since))).map(entryOf),
  );
  const entries = (await orNotApplied(live, Promise.all(read))).flat();
  const earliest = since?.getTime() ?? Number.NEGATIVE_INFINITY;
  return newestFirst(entries.filter(({ at }) => !(Date.parse(at) < earliest)));
}

/** Newest first. A release is in the table twice while the record of its run is kept; it is one entry. */
export function newestFirst(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const byText = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  return [...byText]
    .sort(([a, { at }], [b, { at: other }]) => {
      const later = (Date.parse(other) || 0) - (Date.parse(at) || 0);
      return later === 0 ? textOrder(a, b) : later;
    })
    .map(([, entry]) => entry);
}

/** Ids with a time from then on. `:` follows on 9, so neither `running` nor `deployment` is among them. */
function idsSince(beforeTime: string | undefined, since: Date | undefined) {
  if (beforeTime === undefined) return { from: " ", to: "~" };
  const time = since?.toISOString().slice(0, "2026-01-31T00:00:00".length) ?? "0";
  return { from: `${beforeTime}${time}`, to: `${beforeTime}:` };
}

/** Reads `--since`: a day or a time, in UTC. */
export function readSince(text: string): Date {
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(text) && new Date(text);
  // A day that the calendar lacks, such as 31 April, would silently become another.
  if (time && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10))) {
    return time;
  }
  throw new CommandError(
    2,
    `--since must be a day or a time in UTC, such as 2026-01-31 or 2026-01-31T08:00:00Z, got ${JSON.stringify(text)}.`,
  );
}

const whatByResult = {
  done: "release",
  nothing: "request",
  refused: "refusal",
  failed: "failure",
} as const;

/** A run of the deployer, or what `slipway unlock` wrote beside them. */
function runEntry(item: TextItem): HistoryEntry {
  const kind = item["outcome"] ?? "";
  const outcome = outcomes.find((one) => one.kind === kind);
  const says = outcome?.says ?? (kind === "unlocked" ? "The lock was freed by hand." : "");
  const warnings = parsed(item["warnings"] || "[]");
  return {
    at: item["at"] ?? "",
    what: kind === "unlocked" ? "unlock" : kind === "rolled-back" ? "rollback" : whatIs(outcome),
    outcome: kind,
    image: item["digest"] ?? "",
    by: item["by"] ?? "",
    why: sentences(
      says,
      ...Object.entries(parsed(item["detail"] || "{}"))
        .filter(([name]) => name !== "digest")
        .map(([name, text]) => `${name}: ${text}`),
      ...Object.values(warnings).map((text) => `warning: ${text}`),
    ),
    reference: item["execution"] ?? "",
  };
}

function whatIs(outcome: (typeof outcomes)[number] | undefined): HistoryEntry["what"] {
  return outcome ? whatByResult[outcome.result] : "request";
}

function promotionEntry(item: TextItem): HistoryEntry {
  return {
    at: item["at"] ?? "",
    what: "promotion",
    outcome: item["tag"] === "" ? "refused" : "promoted",
    image: item["digest"] ?? "",
    by: item["by"] ?? "",
    why: sentences(
      item["tag"] === ""
        ? `From ${item["from"] ?? ""}, refused.`
        : `From ${item["from"] ?? ""} as ${item["tag"] ?? ""}.`,
      ...(item["grounds"] ?? "").split("\n"),
    ),
    reference: "",
  };
}

function evidenceEntry(item: TextItem): HistoryEntry {
  const { at, result, digest, by, report } = evidenceOf(item);
  const why = `The automated tests ${result}.`;
  return { at, what: "tests", outcome: result, image: digest, by, why, reference: report };
}

function applyEntry(item: TextItem): HistoryEntry {
  const outcome = item["result"] ?? "";
  const approvals = Object.values(parsed(item["approvals"] || "[]"));
  const says: Readonly<Partial<Record<string, string>>> = {
    applied: "The reviewed plan was applied and rolled out.",
    began: "The reviewed plan was begun; that it ended is not recorded.",
  };
  return {
    at: item["at"] ?? "",
    what: "apply",
    outcome,
    image: item["digest"] ?? "",
    by: item["by"] ?? "",
    why: sentences(
      says[outcome] ?? `The reviewed plan was not applied whole: ${item["reason"] ?? ""}`,
      approvals.length === 0 ? "The review passed without an approval." : "",
      ...approvals.map((approval) => `approved: ${approval}`),
    ),
    reference: `plan ${item["plan"] ?? ""}`,
  };
}

function waiverEntry(item: TextItem): HistoryEntry {
  const { at, ...finding } = waivedIn(item["id"] ?? "");
  const { action = "", by = "", because = "", until = "" } = item;
  const why =
    action === "waived"
      ? `${pairText(finding)} was waived until ${until.slice(0, 10)}.`
      : `The waiver of ${pairText(finding)} was withdrawn.`;
  return {
    at,
    what: "waiver",
    outcome: action,
    image: "",
    by,
    why: sentences(why, because),
    reference: "",
  };
}

function holdEntry(item: TextItem): HistoryEntry {
  const { result = "", at = "", by = "", because = "", until = "", holder = "", since = "" } = item;
  const resumed = result === "resumed";
  return {
    at,
    what: resumed ? "resume" : "hold",
    outcome: result,
    image: "",
    by,
    why: sentences(
      resumed
        ? `The hold of ${holder} since ${since} was ended.`
        : "Nothing is released or applied.",
      `because: ${because}`,
      resumed ? "" : `until: ${until || "somebody resumes it"}`,
    ),
    reference: "",
  };
}

/** A snapshot that somebody restored beside the database: `slipway restore`. */
function restoreEntry(item: TextItem): HistoryEntry {
  const { result = "", at = "", by = "", snapshot = "", database = "", drill, said } = item;
  const says = result === "began" ? "Was about to begin; how it ended is not recorded." : "";
  return {
    at,
    what: "restore",
    outcome: result,
    image: "",
    by,
    why: sentences(`${drill ? "drill: " : ""}${snapshot} as ${database}`, said ?? says),
    reference: "",
  };
}

/** A command that somebody ran in a task of its own: `slipway run`. */
function runOfCommandEntry(item: TextItem): HistoryEntry {
  const { result = "", at = "", by = "", command = "", digest = "", task, startedBy = "" } = item;
  const says: Readonly<Partial<Record<string, string>>> = {
    began: "Was about to start; whether it did is not recorded.",
    running: "Started; how it ended is not recorded.",
  };
  return {
    at,
    what: "run",
    outcome: result,
    image: digest,
    by,
    why: sentences(
      `command: ${Object.values(parsed(command || "[]")).join(" ")}`,
      says[result] ?? item["reason"] ?? "",
    ),
    reference: task ?? `started by ${startedBy}`,
  };
}

/** That somebody connected to the database through a task: `slipway connect`. What went through it nobody records. */
function connectionEntry(item: TextItem): HistoryEntry {
  const { result = "", at = "", by = "", task = "", session, until } = item;
  const says: Readonly<Partial<Record<string, string>>> = {
    began: "Was about to connect; whether it did is not recorded.",
    open: "Connected; when it ended is not recorded.",
  };
  return {
    at,
    what: "connection",
    outcome: result,
    image: "",
    by,
    why: sentences(
      "To the database; what was done there is not recorded.",
      says[result] ?? item["reason"] ?? "",
      until ? `until: ${until}` : "",
    ),
    reference: session ?? task,
  };
}

/** A release of the frontend: `slipway frontend`. */
function frontendEntry(item: TextItem): HistoryEntry {
  const { result = "", at = "", by = "", action = "", from = "", digest = "", reason } = item;
  const says: Readonly<Partial<Record<string, string>>> = {
    began: "Was about to begin; how it ended is not recorded.",
    switching: "Began to switch files; that it ended is not recorded.",
  };
  return {
    at,
    what: "pages",
    outcome: result,
    image: "",
    by,
    why: sentences(from ? `${action} from ${from}` : action, says[result] ?? reason ?? ""),
    reference: digest,
  };
}

/** Texts in one line. */
function sentences(...texts: readonly string[]): string {
  return texts
    .map((text) => text.replaceAll(/\s+/g, " ").trim())
    .filter((text) => text !== "")
    .join(" | ");
}

/** JSON of an item; what is none stays as it is, because a record that cannot be read is still one that was written. */
function parsed(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? value : { text: json };
  } catch {
    return { text: json };
  }
}
