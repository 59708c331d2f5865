import type { SideEffect } from "./side-effects";

/** A side effect of a command, and the calls in its source that make it. */
export interface CommandSideEffect extends SideEffect {
  /** File under `src/` and call, such as `aws/deployment-lock.ts PutItemCommand`; or a program that is run. */
  readonly by: readonly string[];
}

/** What `slipway promote` and `slipway evidence` change, in order. */
export const promotionSideEffects: readonly CommandSideEffect[] = [
  {
    at: "Record the tests",
    by: ["operate/promotion/evidence.ts addItem"],
    found:
      "The key is the digest and the time: a second try finds itself. Tests whose end was not recorded count for nothing: they are run again.",
  },
  {
    at: "Take the promotion's lease",
    by: [
      "operate/promotion/promotion-lease.ts PutItemCommand",
      "operate/promotion/promotion-lease.ts UpdateItemCommand",
    ],
    found:
      "Written again every five seconds; a second try finds its own name. A holder that is silent for half a minute is taken for dead by whoever comes next, and finds out before it tags.",
  },
  {
    at: "Copy the image",
    by: ["crane copy"],
    found:
      "Without a tag, so nothing deploys it. The next promotion copies what is missing and compares each manifest; the repository's lifecycle rule removes what stays.",
  },
  {
    at: "Record the promotion",
    by: ["operate/promotion/promote.ts addItem"],
    found:
      "The key is the time of the decision and the digest; of a refused promotion too. A record without the tag is a promotion that broke off: the next one adds its own.",
  },
  {
    at: "Tag the image there",
    by: ["operate/promotion/promote.ts PutImageCommand"],
    found:
      "The source's tags, and last the promoted tag, which follows from the digest. A second try is answered that it is there, or looks whose it is. Without the promoted tag the next promotion sets it; with it, it says that the image was promoted before and how it is deployed.",
  },
  {
    at: "Give the lease back",
    by: ["operate/promotion/promotion-lease.ts DeleteItemCommand"],
    found: "A second try finds nothing of its own; a lease that stays is silent, as above.",
  },
  {
    at: "Start the target's deployer",
    by: ["operate/deployments/start-deployment.ts StartExecutionCommand"],
    found:
      "Where the target's `delivery.trigger` is `pipeline`, and by `slipway deploy` and `slipway rollback`. The execution's name is chosen before: a second try finds it, and a request starts the deployer under its own. An image that is promoted and not deployed is said at once and by the next promotion, with the command.",
  },
];

/** What `npm run plan`, `npm run apply`, `slipway hold`, `slipway resume`, `slipway run`, `slipway connect`, `slipway restore` and `slipway unlock` change, in order. */
export const applySideEffects: readonly CommandSideEffect[] = [
  {
    at: "Record the review",
    by: ["operate/plan-stack.ts rmSync", "operate/apply/review-record.ts writeFileSync"],
    found:
      "The older plan and its review are removed first. An apply of a plan without the record, or with another checksum than it holds, is refused: plan again.",
  },
  {
    at: "Take the environment's lock",
    by: ["aws/deployment-lock.ts PutItemCommand"],
    found:
      "It names who took it, and when: a second try finds itself. The lock of an apply that was killed stays: everybody who meets it is told whose it is, and `npx slipway unlock` frees it.",
  },
  {
    at: "Record the apply",
    by: ["operate/apply/apply-record.ts PutItemCommand"],
    found:
      "Once before Terraform starts and once when it has ended (the very first apply, which makes the table, only then); the key is the time of the apply, so a second try writes the same item. One that was killed stays as one that began. Where the first record cannot be written nothing is applied; where the second cannot, the apply says so.",
  },
  {
    at: "Apply the plan",
    by: ["terraform apply"],
    found:
      "Terraform locks the state and writes into it what it did; the next plan finishes it. The same plan is not applied twice: image and revision are compared, and Terraform refuses a plan of an older state.",
  },
  {
    at: "Give the environment's lock back",
    by: ["aws/deployment-lock.ts DeleteItemCommand"],
    found:
      "A second try finds nothing of its own. Where it cannot be given back, the apply ends with the command that frees it.",
  },
  {
    at: "Hold or resume the environment",
    by: ["operate/deployments/hold.ts TransactWriteItemsCommand"],
    found:
      "Hold and record are written both or neither, and another hold that stands there by then is left alone; a second try is the same transaction.",
  },
  {
    at: "Record a command that is run",
    by: ["operate/tasks/command-record.ts addItem", "operate/tasks/command-record.ts putItem"],
    found:
      "Before the task starts, once its ARN is known, and once it has ended; the key is the time and the name by which ECS finds the task, so a second try writes the same item. Where the first cannot be written nothing starts; where a later one cannot, the command says so and goes on.",
  },
  {
    at: "Run a command in a task",
    by: ["aws/one-off-task.ts RunTaskCommand"],
    found:
      "Its recorded name is its client token: a second try is the same task. One whose follower was killed runs on: its record stays at `began` or `running`, and `aws ecs list-tasks --started-by` finds it.",
  },
  {
    at: "Stop it",
    by: ["aws/one-off-task.ts StopTaskCommand"],
    found: "A second try finds it stopping. What cannot be stopped is said, with the command.",
  },
  {
    at: "Record that somebody connects",
    by: [
      "operate/tasks/connection-record.ts addItem",
      "operate/tasks/connection-record.ts putItem",
    ],
    found:
      "Before the session starts, once its id is known, and once it has ended; the key is the time and a number, so a second try writes the same item. Where the first cannot be written nothing starts.",
  },
  {
    at: "Start a session to the database",
    by: ["operate/tasks/connect-database.ts StartSessionCommand"],
    found:
      "A session whose answer was lost carries nothing, because nobody has its token; AWS ends it after 20 quiet minutes. CloudTrail has both.",
  },
  {
    at: "End it",
    by: ["operate/tasks/connect-database.ts TerminateSessionCommand"],
    found:
      "A second try finds it ended. What cannot be ended is said, with the command; its record stays at `open` where the command was killed.",
  },
  {
    at: "Record that a snapshot is restored",
    by: [
      "operate/restore/restore-snapshot.ts addItem",
      "operate/restore/restore-snapshot.ts putItem",
      "operate/restore/drill.ts addItem",
      "operate/restore/drill.ts putItem",
    ],
    found:
      "Before it begins, and once it is done; the key is the time and the new database's name, so a second try writes the same item.",
  },
  {
    at: "Restore it",
    by: ["operate/restore/restored-database.ts RestoreDBInstanceFromDBSnapshotCommand"],
    found:
      "It carries the snapshot's name as a tag: the same command goes on with it, and refuses any other of this name.",
  },
  {
    at: "Give it a password",
    by: [
      "operate/restore/restore-snapshot.ts CreateSecretCommand",
      "operate/restore/restore-snapshot.ts PutSecretValueCommand",
      "operate/restore/restore-snapshot.ts ModifyDBInstanceCommand",
    ],
    found:
      "The same command makes a new password and writes both again, until it is recorded as done.",
  },
  {
    at: "Delete what a drill made",
    by: ["operate/restore/drill.ts DeleteDBInstanceCommand"],
    found:
      "Its recorded name is a drill's, and its tag: a second try finds it deleting, or gone. What a drill left that was killed the next one deletes, once the time is past that it had.",
  },
  {
    at: "Free a lock by hand",
    by: ["operate/apply/unlock.ts TransactWriteItemsCommand"],
    found:
      "Lock and record change both or neither, and only if it is still the lock that was shown; a second try is the same transaction.",
  },
];
