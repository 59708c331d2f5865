/** Something that is changed, and what finds it again when its answer, or whoever waited for it, is lost. */
export interface SideEffect {
  /** State of the machine, or step of a command. */
  readonly at: string;
  /** What it changes. */
  readonly changes: string;
  /** What is written, or chosen as a name, before it. */
  readonly before: string;
  /** How a repeated call, a clean-up or the next run finds it. */
  readonly found: string;
}

/** Every state of the machine that changes something; a test compares it with the machine. */
export const machineSideEffects: readonly SideEffect[] = [
  {
    at: "Request a scan of what runs",
    changes: "Nothing of ours: ECR scans the image that runs again, once a day at most.",
    before: "Nothing is needed.",
    found: "A second request is refused by ECR; either way the scan that is there is read.",
  },
  {
    at: "Note what is seen for the first time",
    changes: "Items of the table that say when each finding was first seen here.",
    before: "Each item's key is the finding itself, and it is written only where there is none.",
    found:
      "Read again by every run: before it writes, and when its write is refused because an item is there already.",
  },
  {
    at: "Take the lock",
    changes: "The lock in the table.",
    before: "The execution's ARN, which is the lock's holder.",
    found:
      "A second try is refused by its condition, reads the lock and finds itself. A lock without an answer is released like any other; its condition spares everybody else's.",
  },
  {
    at: "Take over the lock",
    changes: "The lock's holder.",
    before: "The lock says what was begun.",
    found: "A second try is refused by its condition, reads the lock and finds itself.",
  },
  {
    at: "Say once that it is stuck",
    changes: "The lock: who notified people.",
    before: "It names the execution.",
    found: "A second try finds itself and notifies.",
  },
  {
    at: "Note that a revision is registered",
    changes: "The lock: the family's latest revision, what runs, whether it is the first release.",
    before: "Nothing is needed: writing it twice is writing it once.",
    found: "Read by whoever takes the lock over.",
  },
  {
    at: "Register the revision",
    changes: "A task definition.",
    before: "The lock names the latest revision before it.",
    found:
      "It is later than that one and has the release's image; each such revision is deregistered unless it was released or is used.",
  },
  {
    at: "Note the revision in the lock",
    changes: "The lock: the revision.",
    before: "Nothing is needed.",
    found:
      "Read by whoever takes the lock over; without it the family's latest revision is looked at.",
  },
  {
    at: "Note the snapshot in the lock",
    changes: "The lock: the name of the snapshot.",
    before: "The name is chosen from environment, digest and execution.",
    found: "Read by whoever takes the lock over.",
  },
  {
    at: "Take the snapshot",
    changes: "A snapshot of the database.",
    before: "The lock holds its name.",
    found:
      "It is looked up by its name: after a call without an answer, and in every take-over. A second try is answered that it is there. One that nobody waited for is kept and counts with the others.",
  },
  {
    at: "Delete an old snapshot",
    changes: "A snapshot of an earlier run.",
    before: "This run's own snapshot is complete.",
    found:
      "Deleting twice is deleting once; what is left is found by name and tag by the next run.",
  },
  {
    at: "Note that the migration starts",
    changes: "The lock: the name of the migration.",
    before: "The name is chosen from environment, digest and execution.",
    found: "Read by whoever takes the lock over.",
  },
  {
    at: "Start the migration",
    changes: "A task, and the database.",
    before:
      "The lock holds its name, which is the task's `startedBy`; its client token makes a repeated call the same task.",
    found:
      "The environment's tasks are listed, running and stopping ones, and described: before each start, after a start without an answer, and in every take-over. ECS may show a new task only after minutes, so where one may just have been started an empty list is read ten times over five minutes.",
  },
  {
    at: "Note the migration in the lock",
    changes: "The lock: the task, for people.",
    before: "The task's name is in the lock.",
    found: "It is not needed; that it failed changes nothing.",
  },
  {
    at: "Stop the migration",
    changes: "The task ends.",
    before: "The task's name is in the lock.",
    found:
      "The task is described until it has ended, and asked to stop again; only then does the run end and free the lock.",
  },
  {
    at: "Stop the migration that runs",
    changes: "A task of another execution ends.",
    before: "The task was found by its name.",
    found: "As above; one that does not end is never believed to have ended.",
  },
  {
    at: "Prove that the lock is ours",
    changes: "The lock: the service is about to be updated.",
    before: "Nothing is needed.",
    found: "Read by whoever takes the lock over.",
  },
  {
    at: "Update the service",
    changes: "The service's deployment, and with the first release its number of tasks.",
    before:
      "The lock holds the revision, the one before, and that the service is about to be updated.",
    found:
      "The deployment of that revision is looked for: after an update without an answer, and in every take-over. If it is there, it is watched to its end; if not, that is what the outcome says.",
  },
  {
    at: "Put the service back",
    changes: "The service's deployment, and after a first release its number of tasks.",
    before: "The lock holds the revision before.",
    found:
      "The service is watched until it is steady on something else than the revision; without an answer another revision is tried, and in the end the execution breaks off. Whoever takes over finds the deployment of the revision, or none, and watches or puts back again.",
  },
  {
    at: "Register what ran before again",
    changes: "A task definition, where the one before cannot be used.",
    before: "It is the same as the one before.",
    found:
      "Nothing has to find it: it holds an image that ran, so the next plan may take it for the latest.",
  },
  {
    at: "Register what ran before with the newest secrets",
    changes: "A task definition, where secrets were rotated since.",
    before: "It is the failed revision with the image that ran before.",
    found:
      "Nothing has to find it: it holds an image that ran and the newest secrets, as the next plan would write it.",
  },
  {
    at: "Put the service back on another revision",
    changes: "The service's deployment.",
    before: "As before it is put back.",
    found:
      "As when it is put back; what the service runs then becomes the pointer by the next run.",
  },
  {
    at: "Tag the image",
    changes: "A tag in the registry.",
    before: "The tag follows from the digest.",
    found:
      "A second try is answered that it is there. A release without its tag is completed by the next run.",
  },
  {
    at: "Set the scaling minimum",
    changes: "The scalable target.",
    before: "The pointer still holds what it held.",
    found:
      "Setting it twice is setting it once; the next run completes the release, since the pointer comes last.",
  },
  {
    at: "Write the pointer",
    changes: "The image pointer.",
    before: "The service runs the image.",
    found:
      "Pointer and service are compared by every run; where they differ the release is completed. Where they agree and the last word is `pointer-not-written`, only the answer was lost: the next run records the release.",
  },
  {
    at: "Deregister the revision",
    changes: "A task definition.",
    before: "The lock names it, or the one before it.",
    found: "Deregistering twice is deregistering once; what could not be is in the warnings.",
  },
  {
    at: "Record the run",
    changes: "History, decision and release in the table, all or none.",
    before: "Their keys follow from the execution, the time and the digest.",
    found:
      "A second try writes the same; otherwise the execution breaks off and whoever takes over records its own outcome.",
  },
  {
    at: "Compare with the last time",
    changes: "How the schedule ended the last time.",
    before: "It names the execution.",
    found: "A second try finds its own note and is not misled by it.",
  },
  {
    at: "Record what was decided without the lock",
    changes: "The decision on the digest, unless another run decided meanwhile.",
    before: "Its key is the digest.",
    found:
      "A cancelled write reads the decision: its own is there, or another run's stands, or the write collided and is made again.",
  },
  {
    at: "Release the lock",
    changes: "The lock.",
    before: "Its holder is this execution.",
    found: "A second try finds nothing of its own; a lock that stays is taken over.",
  },
  {
    at: "Notify the subscribers",
    changes: "A notification.",
    before: "The run is recorded.",
    found: "`npx slipway status` shows the record. A notification may come twice.",
  },
];

/** A list of side effects as a table of Markdown. */
export function sideEffectTable(effects: readonly SideEffect[]): string {
  return [
    "| Step | Changes | Before it | Found again |",
    "|---|---|---|---|",
    ...effects.map(
      ({ at, changes, before, found }) => `| ${at} | ${changes} | ${before} | ${found} |`,
    ),
  ].join("\n");
}
