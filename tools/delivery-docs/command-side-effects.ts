import type { SideEffect } from "./side-effects";

/** A side effect of a command, and the calls in its source that make it. */
interface CommandSideEffect extends SideEffect {
  /** File under `src/` and call, such as `aws/deployment-lock.ts PutItemCommand`; or a program that is run. */
  readonly by: readonly string[];
}

/** What `slipway promote` and `slipway evidence` change, in order. */
export const promotionSideEffects: readonly CommandSideEffect[] = [
  {
    at: "Record the tests",
    by: ["operate/promotion/evidence.ts addItem"],
    found:
      "The key is digest and time. Tests whose end was not recorded do not count: run them again.",
  },
  {
    at: "Take the promotion's lease",
    by: ["operate/lease.ts PutItemCommand", "operate/lease.ts UpdateItemCommand"],
    found:
      "Renewed every five seconds; after half a minute of silence the next one takes it, and the earlier holder finds out before it tags.",
  },
  {
    at: "Copy the image",
    by: ["crane copy"],
    found:
      "Without a tag nothing deploys it. The next promotion copies what is missing and compares each manifest; the lifecycle rule removes what stays.",
  },
  {
    at: "Record the promotion",
    by: ["operate/promotion/promote.ts addItem"],
    found:
      "The key is time and digest, of a refusal too. A record without the tag is a promotion that broke off: the next one adds its own.",
  },
  {
    at: "Tag the image there",
    by: ["operate/promotion/promote.ts PutImageCommand"],
    found:
      "The source's tags first, then the promoted tag, which follows from the digest. Without it the next promotion sets it; with it, it says that the image was promoted before and how it is deployed.",
  },
  {
    at: "Give the lease back",
    by: ["operate/lease.ts DeleteItemCommand"],
    found: "A lease that stays is silent, as above.",
  },
  {
    at: "Start the target's deployer",
    by: ["operate/deployments/start-deployment.ts StartExecutionCommand"],
    found:
      "By the execution's name. Also of `slipway deploy` and `slipway rollback`; of a promotion only with the target's `trigger: pipeline`: if it fails, this promotion and the next print the command.",
  },
];

/** What `slipway frontend` changes, in order; its lease is that of a promotion. */
export const frontendSideEffects: readonly CommandSideEffect[] = [
  {
    at: "Record a release of the frontend",
    by: [
      "operate/frontend/release-records.ts addItem",
      "operate/frontend/release-records.ts putItem",
    ],
    found:
      "The key is the time and a number. `began`: pages are as before; `switching`: some may be new, and the next release lets CloudFront forget all.",
  },
  {
    at: "Store it",
    by: ["operate/frontend/site-bucket.ts PutObjectCommand"],
    found: "Below its digest, the manifest last; what is there with its hash is not written again.",
  },
  {
    at: "Show its files",
    by: ["operate/frontend/site-bucket.ts CopyObjectCommand"],
    found: "What `site/` has already is compared by hash; `index.html` is last.",
  },
  {
    at: "Let CloudFront forget the pages before",
    by: ["operate/frontend/invalidation.ts CreateInvalidationCommand"],
    found: "The release's number is its reference: a second try is the same invalidation.",
  },
];

/** What `npm run plan`, `npm run apply`, `slipway hold`, `slipway resume`, `slipway run`, `slipway connect`, `slipway restore` and `slipway unlock` change, in order. */
export const applySideEffects: readonly CommandSideEffect[] = [
  {
    at: "Record the review",
    by: ["operate/plan-stack.ts rmSync", "operate/apply/review-record.ts writeFileSync"],
    found:
      "The older plan and review are removed first. A plan without the record, or with another checksum, is not applied: plan again.",
  },
  {
    at: "Take the environment's lock",
    by: ["aws/deployment-lock.ts PutItemCommand"],
    found:
      "It names who took it, and when. That of an apply that was killed stays; `npx slipway unlock` frees it.",
  },
  {
    at: "Record the apply",
    by: ["operate/apply/apply-record.ts PutItemCommand"],
    found:
      "The key is the apply's time. The very first apply, which makes the table, is recorded only at its end; one that was killed stays as begun.",
  },
  {
    at: "Apply the plan",
    by: ["terraform apply"],
    found:
      "The state has what Terraform did; the next plan finishes it. No plan is applied twice: image and revision are compared, and Terraform refuses a plan of an older state.",
  },
  {
    at: "Give the environment's lock back",
    by: ["aws/deployment-lock.ts DeleteItemCommand"],
    found: "If it fails, the apply ends with the command that frees it.",
  },
  {
    at: "Hold or resume the environment",
    by: ["operate/deployments/hold.ts TransactWriteItemsCommand"],
    found: "Hold and record are one transaction; another's hold is left alone.",
  },
  {
    at: "Record a command that is run",
    by: ["operate/tasks/command-record.ts addItem", "operate/tasks/command-record.ts putItem"],
    found:
      "The key is the time and the name by which ECS finds the task; its ARN is added. If that or the end cannot be recorded, the command says so and goes on.",
  },
  {
    at: "Run a command in a task",
    by: ["aws/one-off-task.ts RunTaskCommand"],
    found:
      "Its recorded name is its client token. One whose follower was killed runs on, its record at `began` or `running`; `aws ecs list-tasks --started-by` finds it.",
  },
  {
    at: "Stop it",
    by: ["aws/one-off-task.ts StopTaskCommand"],
    found: "If it fails, the command that stops it is printed.",
  },
  {
    at: "Record that somebody connects",
    by: [
      "operate/tasks/connection-record.ts addItem",
      "operate/tasks/connection-record.ts putItem",
    ],
    found: "The key is the time and a number; the session's id is added.",
  },
  {
    at: "Start a session to the database",
    by: ["operate/tasks/connect-database.ts StartSessionCommand"],
    found:
      "One whose answer was lost carries nothing, because nobody has its token; AWS ends it after 20 quiet minutes. CloudTrail has both.",
  },
  {
    at: "End it",
    by: ["operate/tasks/connect-database.ts TerminateSessionCommand"],
    found:
      "If it fails, the command that ends it is printed; where `connect` was killed, its record stays at `open`.",
  },
  {
    at: "Record that a snapshot is restored",
    by: [
      "operate/restore/restore-snapshot.ts addItem",
      "operate/restore/restore-snapshot.ts putItem",
      "operate/restore/drill.ts addItem",
      "operate/restore/drill.ts putItem",
    ],
    found: "The key is the time and the new database's name.",
  },
  {
    at: "Restore it",
    by: ["operate/restore/restored-database.ts RestoreDBInstanceFromDBSnapshotCommand"],
    found:
      "By its tag, the snapshot's name: the same command goes on with it, and refuses any other database of this name.",
  },
  {
    at: "Give it a password",
    by: [
      "operate/restore/restored-password.ts CreateSecretCommand",
      "operate/restore/restored-password.ts PutSecretValueCommand",
      "operate/restore/restored-password.ts ModifyDBInstanceCommand",
    ],
    found:
      "Until it is recorded as done, the same command makes a new password and writes both again.",
  },
  {
    at: "Have what a drill restored read",
    by: ["operate/restore/drill-check.ts StartExecutionCommand"],
    found:
      "The execution has the database's name, stops its task at its limit and deregisters its revision by itself.",
  },
  {
    at: "Delete what a drill made",
    by: [
      "operate/restore/drill.ts DeleteDBInstanceCommand",
      "operate/restore/drill-check.ts DeleteSecretCommand",
    ],
    found:
      "By recorded names and tag. What a killed drill left the next one deletes once its time is past.",
  },
  {
    at: "Free a lock by hand",
    by: ["operate/apply/unlock.ts TransactWriteItemsCommand"],
    found: "Lock and record are one transaction, only while it is the lock that was shown.",
  },
];
