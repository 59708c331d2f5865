import type { Assign } from "./asl";
import { emptyText } from "./jsonata";

/**
 * Every variable of the machine and its value at the beginning. A run that first finishes another's work comes back to
 * the beginning, so all of them are set there, and no expression meets an unknown name.
 */
export const variables = {
  /** The input, in one shape whatever started the run. */
  request: {},
  /** How it was started: `scan`, `schedule`, `request`, `clean-up`, or `unknown`. */
  trigger: "unknown",
  /** Who started it, as text for people. */
  by: emptyText,
  /** Somebody asked to bypass age and an earlier failure; never findings. */
  force: false,
  /** Somebody asked to go back to this digest. */
  rollback: false,
  /** The execution that ended without cleaning up, by ARN. */
  stopped: emptyText,
  /** It finishes the work of {@link variables.stopped} before its own. */
  tookOver: false,

  /** The digest that is to run; empty while none is chosen. */
  digest: emptyText,
  pushedAt: emptyText,
  /** Media type of its manifest. */
  mediaType: emptyText,
  /** Whether a tag of it counts, and whether it has any. */
  counted: false,
  tagged: false,
  /** A tag of it, or an index around it, was waited for. */
  waited: false,
  /** What it is where it is no image; empty for an image. */
  artifact: emptyText,
  /** What an index lists: digest, index (whether it is one itself), kind (`image`, `artifact`, `attestation`). */
  children: [],
  /** Digests that must be clean: its own, or those of the index's images. */
  images: [],
  /** Newest counted images found so far: digest, pushedAt, mediaType. */
  found: [],
  /** Where the next page begins. */
  page: emptyText,

  /** The service as it is: active, deployment, taskDefinition, state, desired, running, placement. */
  service: {},
  /** What it runs: digest, first, pushedAt, tagged, logGroup, logPrefix. */
  runs: {},
  /** Digest in the image pointer. */
  pointer: emptyText,

  /** Whether this execution holds the lock, and what the one that holds it wrote. */
  locked: false,
  lock: {},
  /** How the execution that holds it ended. */
  holderEnd: emptyText,
  /** The earlier decision on the digest: outcome, again, fingerprint, releasedAt, at, attempts. */
  decided: {},
  /** The image runs already; only its release is to be completed. */
  heals: false,

  /** Which of `images` is being judged. */
  at: 0,
  /** Scan of that image: status, counts, waived, … */
  scan: {},
  /** One verdict an image: digest, status, text. */
  verdicts: [],
  /** Scan and allowance that the decision went by. */
  fingerprint: emptyText,

  /** Task definition of this release, and the one before, by ARN. */
  revision: emptyText,
  previous: emptyText,
  /** The service had no release before. */
  first: false,
  migrationTask: emptyText,
  /** Name under which the migration is started, by which it is found. */
  startedBy: emptyText,
  /** Why running migrations are searched for: `before`, `unanswered`, `timed-out`, `taken-over`. */
  search: emptyText,
  /** Migrations that were found, by ARN; and which of ECS's two lists is read. */
  migrations: [],
  listed: "RUNNING",
  /** ECS listed a task that it does not describe. */
  unclear: false,
  /** How often an answer without what is looked for is asked again. */
  looks: 0,
  /** How often a task may still be asked to stop. */
  stopsLeft: 0,
  /** Latest revision of the family before this release registered its own, by ARN. */
  base: emptyText,
  /** Revision that is to be deregistered, by ARN. */
  retired: emptyText,
  deployment: emptyText,
  /** Time after which a wait is given up, in milliseconds. */
  deadline: 0,
  /** The rollout as last seen: known, mine, primary, … */
  rollout: {},
  /** What ran before: its image, and its secrets by name and version. */
  before: {},
  /** Task definition to which the service goes back, and others to which it might, by ARN. */
  backTo: emptyText,
  earlierRevisions: [],
  /** The earlier releases were looked through for such. */
  releasesListed: false,
  /** Why the service is put back: `rollout-failed`, `rolled-back-by-alarm`, `rollout-timed-out` or `rollout-stopped`. */
  putBack: emptyText,
  /** Why the released digest could not be tagged; empty when it was. */
  untagged: emptyText,
  /** Digest that has its tag. */
  tagOf: emptyText,
  /** Completing the release changed something. */
  repaired: false,
  /** Digest was tagged, pointer written. */
  released: false,

  /** An error of AWS: error, cause. */
  failure: {},
  /** How it ends; see outcomes. */
  outcome: {},
  /** What there is to say about it: a text for each name. */
  detail: {},
  /** Anything that went wrong without changing the outcome. */
  warnings: [],
  /** The schedule ended otherwise than the last time. */
  changed: true,
} satisfies Assign;

/** Those besides of a machine that knows waivers at run time. */
export const waiverVariables = {
  /** What is waived now: cve, package (empty for all), until, by. */
  waivedHere: [],
  /** Findings of which somebody took a waiver back, by vulnerability and package (empty for all). */
  withdrawnHere: [],
} satisfies Assign;

/** Those besides of a machine that tolerates findings one by one. */
export const findingsVariables = {
  /** Findings still to be looked up, as vulnerability and package. */
  pairs: [],
  /** The image that runs: its images, which one is looked at, its scan, when that ended, and those of `pairs` that it has. */
  running: [],
  runningAt: 0,
  runningScan: {},
  runningScanned: emptyText,
  has: [],
  /** Images of it of which a new scan was requested. */
  rescanned: [],
  /** When that which was let in with what runs ends, by vulnerability and package. */
  ends: {},
  /** Findings that what runs has too, each with its end (empty for none), by vulnerability and package. */
  known: {},
  /** Why what runs cannot be compared; empty where it can. */
  incomparable: emptyText,
  /** When the environment first saw each, by vulnerability and package. */
  seen: {},
  /** What was let in although it is over the allowance, why and until when, as JSON; empty where nothing was weighed. */
  tolerated: emptyText,
} satisfies Assign;

/** Those besides of a machine whose rollouts are watched by alarms. */
export const alarmVariables = {
  /** Rollouts of which an alarm rang: the service revision's ARN, and the alarms' names. */
  alarmed: [],
  /** Names of the alarms that rang during this rollout. */
  alarm: emptyText,
} satisfies Assign;

/** That besides of a machine that publishes figures. */
export const figureVariables = {
  /** How many releases in a row were refused or failed. */
  inARow: 0,
} satisfies Assign;

/** That besides of a machine whose environment is not always open. */
export const windowVariables = {
  /** Why somebody asked to release outside the window; empty where nobody did. */
  outsideWindow: emptyText,
} satisfies Assign;

/** Those besides of a machine that takes a snapshot before a migration. */
export const snapshotVariables = {
  /** Name of its snapshot, chosen before it is taken. */
  snapshot: emptyText,
  /** Name of the snapshot that holds the data as they were; empty while there is none. */
  snapshotTaken: emptyText,
  /** What became of the snapshot of another execution. */
  snapshotLeft: emptyText,
  /** Which images' snapshots are kept, by the digits of their digests; and which snapshots are to be deleted, oldest first. */
  needed: [],
  doomed: [],
} satisfies Assign;
