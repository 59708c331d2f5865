/** Something that is changed, and what finds it again when its answer, or whoever waited for it, is lost. */
export interface SideEffect {
  /** State of the machine, or step of a command. */
  readonly at: string;
  /** What was written, or chosen as a name, before it, and how a repeated call, a clean-up or the next run finds it. */
  readonly found: string;
}

const note = "Whoever takes the lock over reads it.";
const stop = "By the task's name; the run does not end before the task has.";
const notNeeded =
  "Nothing has to: it is for people, is published again, or holds an image that ran.";
const execution = "It names the execution.";

/** Every state of the machine that changes something; a test compares it with the machine. */
export const machineSideEffects: readonly SideEffect[] = [
  {
    at: "Request a scan of what runs",
    found: "ECR refuses a second one a day; the scan that is there is read.",
  },
  {
    at: "Note what is seen for the first time",
    found: "Its key is the finding.",
  },
  {
    at: "Take the lock",
    found: execution,
  },
  { at: "Take over the lock", found: "It names the execution, and what the one before had begun." },
  {
    at: "Say once that it is stuck",
    found: execution,
  },
  { at: "Note that a revision is registered", found: note },
  {
    at: "Register the revision",
    found:
      "Those with the release's image, later than the lock names, are deregistered unless released or used.",
  },
  {
    at: "Note the revision in the lock",
    found: "Without it the family's latest revision is read.",
  },
  { at: "Note the snapshot in the lock", found: note },
  {
    at: "Take the snapshot",
    found: "By the name in the lock. One that nobody waited for counts among those kept.",
  },
  {
    at: "Delete an old snapshot",
    found: "The next run finds what is left by name and tag.",
  },
  { at: "Note that the migration starts", found: note },
  {
    at: "Start the migration",
    found:
      "Its name in the lock is the task's `startedBy`, and the client token makes a second call the same task. ECS may show a new task late: it is searched for ten times over five minutes.",
  },
  {
    at: "Note the migration in the lock",
    found: notNeeded,
  },
  { at: "Stop the migration", found: stop },
  { at: "Stop the migration that runs", found: stop },
  { at: "Prove that the lock is ours", found: note },
  {
    at: "Update the service",
    found:
      "The lock holds the revision and the one before. The revision's deployment is watched to its end; where there is none, the outcome says so.",
  },
  {
    at: "Put the service back",
    found:
      "The same. The service is watched until it is steady on another revision than the failed one; else the execution breaks off, and whoever takes over watches or puts back again.",
  },
  { at: "Register what ran before again", found: notNeeded },
  { at: "Register what ran before with the newest secrets", found: notNeeded },
  {
    at: "Put the service back on another revision",
    found: "The next run writes what the service runs into the pointer.",
  },
  {
    at: "Tag the image",
    found: "The next run completes the release.",
  },
  {
    at: "Set the scaling minimum",
    found: "The next run completes the release.",
  },
  {
    at: "Write the pointer",
    found:
      "Every run compares it with the service, and completes or, after `pointer-not-written`, records the release.",
  },
  {
    at: "Deregister the revision",
    found: "The lock names it, or the one before it. A failure is in the warnings.",
  },
  {
    at: "Record the run",
    found:
      "One transaction, its keys from execution, time and digest. If it fails the execution breaks off, and whoever takes over records.",
  },
  {
    at: "Compare with the last time",
    found: execution,
  },
  {
    at: "Record what was decided without the lock",
    found:
      "The key is the digest. A cancelled write reads the decision: its own or another run's stands; after a collision it writes again.",
  },
  {
    at: "Count releases that came to nothing",
    found: execution,
  },
  {
    at: "Publish how the release ended",
    found: notNeeded,
  },
  {
    at: "Publish how long the lock is held",
    found: notNeeded,
  },
  {
    at: "Release the lock",
    found: "A lock that stays is taken over.",
  },
  {
    at: "Notify the subscribers",
    found: "The run is recorded by then; a notification may come twice.",
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
