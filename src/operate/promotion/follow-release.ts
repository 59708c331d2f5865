import { setTimeout as pause } from "node:timers/promises";
import type { TextItem } from "../../aws/text-item";
import { type OutcomeKind, outcomes } from "../../contract/outcomes";
import { timeLimitSeconds } from "../../contract/time-limit";
import type { Told } from "../deployments/follow-execution";
import type { Party } from "./party";
import { newestItems, readItem } from "./table";

/** Outcomes after which the deployer comes back to the image by itself. */
const passing: readonly OutcomeKind[] = [
  "lock-held",
  "lock-lost",
  "throttled",
  "no-capacity",
  "aws-error",
  "pointer-not-written",
  "stopped",
  "scan-pending",
  "scan-missing",
];

/** What {@link followRelease} must be told. */
export interface FollowOptions {
  readonly party: Party;
  readonly digest: string;
  /** From {@link historyMark}, taken before the image could be released. */
  readonly since: string;
  /** Aborted when somebody stops looking. */
  readonly signal: AbortSignal;
  /** Hears of each step, in the words for people. */
  readonly onStep: (step: string) => void;
  readonly pollMilliseconds: number;
  /** Time after which it is given up; by default what the deployer itself may take. */
  readonly limitMilliseconds?: number;
}

/** The newest entry of the environment's history: what comes later is told by comparing, not by a clock. */
export async function historyMark(party: Party): Promise<string> {
  const [newest] = await newestItems(party, "history", { limit: 1 });
  return newest?.["id"] ?? "";
}

/**
 * Follows the environment's own deployer until it has decided about an image; undefined when it has not in time. Only the
 * records are read, because it is the registry's scan that starts the deployer, and nobody here knows the execution.
 */
export async function followRelease(options: FollowOptions): Promise<Told | undefined> {
  const { party, digest, since, signal, onStep, pollMilliseconds } = options;
  const { limitMilliseconds = timeLimitSeconds(party.delivery.settings) * 1000 } = options;
  let told = "";
  const tell = (step: string) => {
    if (step !== told) onStep(step);
    told = step;
  };
  for (let waited = 0; waited <= limitMilliseconds; waited += pollMilliseconds) {
    const ended = await endOf(party, digest, since);
    if (ended && !passing.includes(ended.outcome)) return ended;
    tell(ended ? `${ended.says} Waiting` : await stepOf(party, digest));
    await pause(pollMilliseconds, undefined, { signal });
  }
  return undefined;
}

/** The newest entry about the digest. */
async function endOf(party: Party, digest: string, since: string): Promise<Told | undefined> {
  const after = since === "" ? {} : { after: since };
  const entries = await newestItems(party, "history", { ...after, limit: 20 });
  const entry = entries.find((item) => item["digest"] === digest);
  return entry && toldBy(entry);
}

/** What an entry of the history says, as the execution itself said it. */
function toldBy(entry: TextItem): Told | undefined {
  const outcome = outcomes.find(({ kind }) => kind === entry["outcome"]);
  if (outcome === undefined) return undefined;
  return {
    ...outcome,
    outcome: outcome.kind,
    digest: entry["digest"] ?? "",
    detail: JSON.parse(entry["detail"] || "{}"),
    warnings: JSON.parse(entry["warnings"] || "[]"),
  };
}

async function stepOf(party: Party, digest: string): Promise<string> {
  const lock = await readItem(party, "lock", "deployment");
  if (lock?.["digest"] !== digest) return `Waiting for the scan in ${party.environment}`;
  return steps[lock["step"] ?? ""] ?? `${party.environment} looks at the image`;
}

/** Steps that the deployer notes in its lock. */
const steps: Readonly<Record<string, string>> = {
  registered: "Registered the task definition",
  migrating: "Running the migration",
  updating: "Rolling out",
};
