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
    changes: "An item of evidence in the source's table.",
    before: "Its key is the digest and the time.",
    found:
      "A second try is refused by its condition, reads the item and finds itself. Tests whose end was not recorded count for nothing: they are run again.",
  },
  {
    at: "Take the promotion's lease",
    by: [
      "operate/promotion/promotion-lease.ts PutItemCommand",
      "operate/promotion/promotion-lease.ts UpdateItemCommand",
    ],
    changes: "The lease in the target's table, written again every five seconds.",
    before: "The holder's name is chosen.",
    found:
      "A second try is refused by its condition, reads the lease and finds itself. A holder that is silent for half a minute is taken for dead by whoever comes next, and finds out before it tags.",
  },
  {
    at: "Copy the image",
    by: ["crane copy"],
    changes: "Manifests and layers in the target's repository, without a tag.",
    before: "Their digests are those of the source.",
    found:
      "Nothing deploys what has no promoted tag. The next promotion copies what is missing and compares each manifest; the repository's lifecycle rule removes what stays.",
  },
  {
    at: "Record the promotion",
    by: ["operate/promotion/promote.ts addItem"],
    changes: "An item in the target's table; of a promotion that is refused too.",
    before: "Its key is the time of the decision and the digest.",
    found:
      "A second try finds itself. A record without the tag is a promotion that broke off: the next one adds its own.",
  },
  {
    at: "Tag the image there",
    by: ["operate/promotion/promote.ts PutImageCommand"],
    changes: "The source's tags in the target's repository, and last the promoted tag.",
    before: "The promotion is recorded; the promoted tag follows from the digest.",
    found:
      "A second try is answered that the image has this tag, or looks whose it is. Without the promoted tag the next promotion sets it; with it, it says that the image was promoted before and how it is deployed.",
  },
  {
    at: "Give the lease back",
    by: ["operate/promotion/promotion-lease.ts DeleteItemCommand"],
    changes: "The lease.",
    before: "It names its holder.",
    found: "A second try finds nothing of its own; a lease that stays is silent, as above.",
  },
  {
    at: "Start the target's deployer",
    by: ["operate/deployments/start-deployment.ts StartExecutionCommand"],
    changes:
      "An execution, of the machine for requests or, with force and for a rollback, of the deployer; only where the target's `delivery.trigger` is `pipeline`, and by `slipway deploy` and `slipway rollback`.",
    before: "The execution's name is chosen.",
    found:
      "A second try finds the execution of that name, and a request starts the deployer under its own. An image that is promoted and not deployed is said at once and by the next promotion, with the command.",
  },
];

/** What `npm run plan`, `npm run apply`, `slipway hold`, `slipway resume`, `slipway run` and `slipway unlock` change, in order. */
export const applySideEffects: readonly CommandSideEffect[] = [
  {
    at: "Record the review",
    by: ["operate/plan-stack.ts rmSync", "operate/apply/review-record.ts writeFileSync"],
    changes: "The saved plan, and a file beside it.",
    before: "The older plan and its review are removed. The record holds the plan's checksum.",
    found: "An apply of a plan without it, or with another checksum, is refused: plan again.",
  },
  {
    at: "Take the environment's lock",
    by: ["aws/deployment-lock.ts PutItemCommand"],
    changes: "The lock in the table.",
    before: "Who takes it, and the time, which are its holder.",
    found:
      "A second try is refused by its condition, reads the lock and finds itself. The lock of an apply that was killed stays, since no deployer takes it over: everybody who meets it is told by whom it is held, and `npx slipway unlock` frees it.",
  },
  {
    at: "Record the apply",
    by: ["operate/apply/apply-record.ts PutItemCommand"],
    changes:
      "An item in the table, once before Terraform starts and once when it has ended; the very first apply, which makes the table, only then.",
    before: "Its key is the time of the apply.",
    found:
      "A second try writes the same item again, or finds the one that has ended. An apply that was killed stays as one that began. Where the first cannot be written nothing is applied; where the second cannot, the apply says so and ends as it ended.",
  },
  {
    at: "Apply the plan",
    by: ["terraform apply"],
    changes: "The environment.",
    before: "Terraform locks the state, and writes into it what it did.",
    found:
      "The next plan compares the state with AWS and finishes it. The same plan is not applied twice: image and revision are compared with those it was made for, and Terraform refuses a plan of an older state.",
  },
  {
    at: "Give the environment's lock back",
    by: ["aws/deployment-lock.ts DeleteItemCommand"],
    changes: "The lock.",
    before: "It names its holder.",
    found:
      "A second try finds nothing of its own. Where it cannot be given back, the apply ends in a message with the command that frees it.",
  },
  {
    at: "Hold or resume the environment",
    by: ["operate/deployments/hold.ts TransactWriteItemsCommand"],
    changes: "The hold, and a record of who placed or ended it, both or neither.",
    before: "The hold was read; another one that stands there by then is left alone.",
    found: "A second try is the same transaction.",
  },
  {
    at: "Record a command that is run",
    by: [
      "operate/tasks/command-record.ts addItem",
      "operate/tasks/command-record.ts PutItemCommand",
    ],
    changes:
      "An item in the table: before the task starts, once its ARN is known, and once it has ended.",
    before: "Its key is the time, and the name by which ECS finds the task.",
    found:
      "A second try writes the same item again. Where the first cannot be written nothing starts; where a later one cannot, the command says so and goes on.",
  },
  {
    at: "Run a command in a task",
    by: ["aws/one-off-task.ts RunTaskCommand"],
    changes: "A task of the revision that runs.",
    before: "Its name is recorded, which is also its client token.",
    found:
      "A second try is the same task. One whose follower was killed runs on: its record stays at `began` or `running`, and `aws ecs list-tasks --started-by` finds it.",
  },
  {
    at: "Stop it",
    by: ["aws/one-off-task.ts StopTaskCommand"],
    changes: "The task, by Ctrl-C or after its limit.",
    before: "Its ARN is recorded and printed.",
    found: "A second try finds it stopping. What cannot be stopped is said, with the command.",
  },
  {
    at: "Free a lock by hand",
    by: ["operate/apply/unlock.ts TransactWriteItemsCommand"],
    changes: "The lock, and a record of who freed it, both or neither.",
    before: "The lock was shown; it is freed only if it is still the same one.",
    found: "A second try is the same transaction.",
  },
];
