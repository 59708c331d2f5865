/** Something that is changed, and what finds it again when its answer, or whoever waited for it, is lost. */
export interface SideEffect {
  /** State of the machine, or step of a command. */
  readonly at: string;
  /** What was written, or chosen as a name, before it, and how a repeated call, a clean-up or the next run finds it. */
  readonly found: string;
}

const note = "Writing it twice is writing it once; whoever takes the lock over reads it.";
const stop =
  "Found by the task's name and described until it has ended, and asked to stop again: only then does the run end. One that does not end is never believed to have ended.";
const ranBefore =
  "Nothing has to find it: it holds an image that ran, so the next plan may take it for the latest.";

/** Every state of the machine that changes something; a test compares it with the machine. */
export const machineSideEffects: readonly SideEffect[] = [
  {
    at: "Request a scan of what runs",
    found: "ECR refuses a second request a day; either way the scan that is there is read.",
  },
  {
    at: "Note what is seen for the first time",
    found:
      "The item's key is the finding, and it is written only where there is none; every run reads it again.",
  },
  {
    at: "Take the lock",
    found:
      "The holder is the execution's ARN: a second try is refused, reads the lock and finds itself. Releasing it spares everybody else's.",
  },
  { at: "Take over the lock", found: "As when it is taken; the lock says what was begun." },
  {
    at: "Say once that it is stuck",
    found: "The lock names who notified people: a second try finds itself and notifies.",
  },
  { at: "Note that a revision is registered", found: note },
  {
    at: "Register the revision",
    found:
      "It is later than the revision that the lock names and has the release's image; each such one is deregistered unless it was released or is used.",
  },
  {
    at: "Note the revision in the lock",
    found: "Without it the family's latest revision is looked at.",
  },
  { at: "Note the snapshot in the lock", found: note },
  {
    at: "Take the snapshot",
    found:
      "Looked up by the name in the lock, after a call without an answer and in every take-over. One that nobody waited for is kept and counts with the others.",
  },
  {
    at: "Delete an old snapshot",
    found:
      "This run's own is complete by then. What is left is found by name and tag by the next run.",
  },
  { at: "Note that the migration starts", found: note },
  {
    at: "Start the migration",
    found:
      "The name in the lock is the task's `startedBy`, and the client token makes a repeated call the same task. The environment's tasks, running and stopping, are searched for it before each start, after a start without an answer, and in every take-over. ECS may show a new task only after minutes, so where one may just have been started an empty list is read ten times over five minutes.",
  },
  {
    at: "Note the migration in the lock",
    found: "For people only: that it failed changes nothing.",
  },
  { at: "Stop the migration", found: stop },
  { at: "Stop the migration that runs", found: stop },
  { at: "Prove that the lock is ours", found: note },
  {
    at: "Update the service",
    found:
      "The lock holds the revision, the one before, and that the update comes. The revision's deployment is looked for, after an update without an answer and in every take-over: if it is there, it is watched to its end; if not, the outcome says so.",
  },
  {
    at: "Put the service back",
    found:
      "The lock holds the revision before. The service is watched until it is steady on something else than the failed revision; without an answer another revision is tried, and in the end the execution breaks off. Whoever takes over watches, or puts back again.",
  },
  { at: "Register what ran before again", found: ranBefore },
  { at: "Register what ran before with the newest secrets", found: ranBefore },
  {
    at: "Put the service back on another revision",
    found: "As when it is put back; the next run writes what the service runs into the pointer.",
  },
  {
    at: "Tag the image",
    found: "The tag follows from the digest; a release without it is completed by the next run.",
  },
  {
    at: "Set the scaling minimum",
    found: "The pointer comes after it, so the next run completes the release.",
  },
  {
    at: "Write the pointer",
    found:
      "Every run compares it with the service and completes the release where they differ. Where they agree and the last word is `pointer-not-written`, only the answer was lost: the next run records the release.",
  },
  {
    at: "Deregister the revision",
    found:
      "The lock names it, or the one before it. What could not be deregistered is in the warnings.",
  },
  {
    at: "Record the run",
    found:
      "History, decision and release are written all or none, under keys from execution, time and digest: a second try writes the same. Otherwise the execution breaks off, and whoever takes over records its own outcome.",
  },
  {
    at: "Compare with the last time",
    found: "The note names the execution: a second try finds its own.",
  },
  {
    at: "Record what was decided without the lock",
    found:
      "The key is the digest. A cancelled write reads the decision: its own, another run's that stands, or a collision after which it writes again.",
  },
  {
    at: "Count releases that came to nothing",
    found:
      "The count names the execution and the digest: a second try is refused by its condition, and counts once.",
  },
  {
    at: "Publish how the release ended",
    found: "Nothing has to find them: an alarm takes the greatest of five minutes.",
  },
  {
    at: "Publish how long the lock is held",
    found: "Nothing has to find it: the schedule's next run publishes it again.",
  },
  {
    at: "Release the lock",
    found: "A second try finds nothing of its own; a lock that stays is taken over.",
  },
  {
    at: "Notify the subscribers",
    found: "The run is recorded by then (`npx slipway status`). A notification may come twice.",
  },
];

/** A list of side effects as a table of Markdown; what is found again in the same words shares a row. */
export function sideEffectTable(effects: readonly SideEffect[]): string {
  const steps = new Map<string, string[]>();
  for (const { at, found } of effects) steps.set(found, [...(steps.get(found) ?? []), at]);
  return [
    "| Step | Found again |",
    "|---|---|",
    ...[...steps].map(([found, at]) => `| ${at.join("; ")} | ${found} |`),
  ].join("\n");
}
