/** How a run of the deployer can end. */
export interface Outcome {
  readonly kind: string;
  /** `done`: as asked. `nothing`: no reason to act. `refused`: not begun. `failed`: begun, and not finished. */
  readonly result: "done" | "nothing" | "refused" | "failed";
  /** What happened, as one sentence. */
  readonly says: string;
  /** What a person does about it. */
  readonly todo: string;
  /**
   * When the same digest is tried again. `next-run`: by every run. `scan-changed`: when its scan or the allowance changed, or somebody asks.
   * `when-asked`: when somebody asks. `when-forced`: when somebody asks with force.
   */
  readonly again: "next-run" | "scan-changed" | "when-asked" | "when-forced";
  /** Whether it is kept as the decision on the digest, which later runs go by. */
  readonly kept: boolean;
  /** Whether subscribers are notified although nobody asked. */
  readonly notified: boolean;
  /**
   * What it leaves of the digest. `released`: it runs and was released. `runs`: it runs already. `retried`: nothing yet, the deployer
   * comes back to it by itself. `ended`: somebody has to do something first, or there is nothing to do.
   */
  readonly leaves: "released" | "runs" | "retried" | "ended";
}

const nothing = {
  result: "nothing",
  again: "next-run",
  kept: false,
  notified: false,
  leaves: "ended",
} as const;
const refusedNow = {
  result: "refused",
  again: "next-run",
  kept: false,
  notified: true,
  leaves: "ended",
} as const;
const refusedByScan = {
  result: "refused",
  again: "scan-changed",
  kept: true,
  notified: true,
  leaves: "ended",
} as const;
const failed = {
  result: "failed",
  again: "when-forced",
  kept: true,
  notified: true,
  leaves: "ended",
} as const;

/** Every end of a run of the machine; the docs explain and the tests produce each of them. */
export const outcomes = [
  {
    kind: "released",
    result: "done",
    says: "The image was released.",
    todo: "Nothing.",
    again: "when-asked",
    kept: true,
    notified: true,
    leaves: "released",
  },
  {
    kind: "rolled-back",
    result: "done",
    says: "An earlier release runs again, because somebody asked for it; its migrations were not run.",
    todo: "Nothing. The schedule leaves it so; the next image that is pushed goes forward again.",
    again: "when-asked",
    kept: true,
    notified: true,
    leaves: "released",
  },
  {
    kind: "pointer-healed",
    result: "done",
    says: "The image already runs; its release was completed: pointer, tag and record now agree with it.",
    todo: "Nothing.",
    again: "when-asked",
    kept: true,
    notified: true,
    leaves: "released",
  },
  {
    kind: "released-untagged",
    result: "failed",
    says: "The image runs and the pointer holds it, but its tag in the registry could not be set, so the image may expire.",
    todo: "Free the tag named below: give the image that has it another tag, then aws ecr batch-delete-image --repository-name … --image-ids imageTag=…; the schedule then sets it.",
    again: "when-asked",
    kept: true,
    notified: true,
    leaves: "released",
  },
  {
    kind: "already-running",
    says: "The image already runs.",
    todo: "Nothing.",
    ...nothing,
    leaves: "runs",
  },
  {
    kind: "already-decided",
    says: "This digest was decided before and nothing has changed since.",
    todo: "To try a failed release again: npx slipway deploy --digest … --force. Findings cannot be forced.",
    ...nothing,
  },
  {
    kind: "nothing-new",
    says: "The schedule found no image that waits for a release.",
    todo: "Nothing.",
    ...nothing,
  },
  {
    kind: "not-a-candidate",
    says: "The image carries no tag that counts, and no image index with such a tag contains it.",
    todo: "Nothing, or push it with a tag that delivery.countedTags names.",
    ...nothing,
  },
  {
    kind: "not-an-image",
    says: "The digest is no image but an artifact, such as a signature, a bill of materials or a chart.",
    todo: "Nothing. To deploy an image, name its own digest.",
    ...nothing,
  },
  {
    kind: "older",
    says: "The image was pushed before the one that runs; nothing is downgraded by itself.",
    todo: "To go back on purpose: npx slipway rollback, or npx slipway deploy --digest … --force.",
    ...refusedNow,
    notified: false,
  },
  {
    kind: "age-unknown",
    says: "What runs is not an image of this repository, so it is not known whether this one is newer.",
    todo: "Look at what runs with npx slipway status; then npx slipway deploy --digest … --force.",
    ...refusedNow,
  },
  {
    kind: "wrong-input",
    says: "The input is none that the deployer knows.",
    todo: "Start it with npx slipway deploy, or with {digest, requestedBy} and, if needed, force or rollback.",
    ...refusedNow,
  },
  {
    kind: "not-applied",
    says: "The environment's service or its image pointer does not exist.",
    todo: "Plan and apply the environment first.",
    ...refusedNow,
  },
  {
    kind: "service-stopped",
    says: "The service has been set to zero tasks, so a rollout would prove nothing.",
    todo: "Start the service (a plan sets its least number of tasks again), then deploy.",
    ...refusedNow,
  },
  {
    kind: "image-missing",
    says: "The repository holds no such image.",
    todo: "Push it, or check the digest.",
    ...refusedNow,
  },
  {
    kind: "index-unreadable",
    says: "The image index holds no image that can be judged.",
    todo: "Push a single image (docker build --provenance=false) or an index of images.",
    ...refusedByScan,
    again: "when-asked",
  },
  {
    kind: "scan-pending",
    says: "The scan was not finished within the time limit.",
    todo: "Nothing at first: its result is taken up when it comes. If none comes, look at the registry's scan settings.",
    ...refusedByScan,
    leaves: "retried",
  },
  {
    kind: "scan-missing",
    says: "The image was not scanned within the time limit.",
    todo: "Check that the registry scans this repository on push; start a scan by hand.",
    ...refusedByScan,
    leaves: "retried",
  },
  {
    kind: "scan-failed",
    says: "The scan did not give a result that can be relied on.",
    todo: "Read the scan's description in ECR; fix the image and push again.",
    ...refusedByScan,
  },
  {
    kind: "scan-unsupported",
    says: "The scanner cannot scan this kind of image.",
    todo: "Build from a base image that the scanner supports.",
    ...refusedByScan,
  },
  {
    kind: "findings",
    says: "The scan found more than the environment allows.",
    todo: "Update the packages and push again, or waive a finding in the environment file, with reason and expiry.",
    ...refusedByScan,
  },
  {
    kind: "child-not-clean",
    says: "An image of the index was not scanned, or has more findings than the environment allows.",
    todo: "Fix the image named below, or push only the platform that is needed.",
    ...refusedByScan,
  },
  {
    kind: "never-released",
    says: "The digest was never released here, so there is nothing to roll back to.",
    todo: "Choose a digest that npx slipway status lists as released.",
    ...refusedNow,
  },
  {
    kind: "lock-held",
    says: "Another deployment or an apply holds the environment's lock.",
    todo: "Wait for it to end. The schedule takes the image up afterwards.",
    ...refusedNow,
    notified: false,
    leaves: "retried",
  },
  {
    kind: "held",
    says: "Somebody holds the environment, so nothing is released.",
    todo: "Wait, or talk to who holds it. Then it is released by itself with delivery.trigger: scan, and at once by npx slipway deploy; npx slipway resume ends a hold early.",
    ...refusedNow,
  },
  {
    kind: "outside-window",
    says: "The environment's window is closed, so nothing is released now.",
    todo: "Wait until it opens: then it is released by itself with delivery.trigger: scan, else by npx slipway deploy. What cannot wait: npx slipway deploy … --outside-window --because ….",
    ...refusedNow,
  },
  {
    kind: "stuck",
    says: "A deployment broke off and could not be cleaned up in several tries, so the environment's lock stays taken.",
    todo: "Read how the last try ended and remove its cause, such as a missing permission; then npx slipway unlock, which shows what is left behind.",
    ...refusedNow,
  },
  {
    kind: "still-stuck",
    says: "The environment's lock is still held by a deployment that broke off and could not be cleaned up.",
    todo: "As the first notification said: remove the cause, then npx slipway unlock.",
    ...refusedNow,
    notified: false,
  },
  {
    kind: "lock-lost",
    says: "The environment's lock was taken away before the service was changed.",
    todo: "Find out who removed it; then deploy again.",
    ...refusedNow,
    leaves: "retried",
  },
  {
    kind: "migration-running",
    says: "Another migration of this environment still runs and does not end; nothing was started.",
    todo: "Look at the tasks named below; stop them (aws ecs stop-task) if they are not to end by themselves.",
    ...refusedNow,
  },
  {
    kind: "snapshot-not-taken",
    says: "No snapshot of the database could be taken before the migration, so nothing was migrated; the service is untouched.",
    todo: "Read the reason below and remove it; then npx slipway deploy --digest ….",
    ...refusedNow,
    again: "when-asked",
    kept: true,
  },
  {
    kind: "no-capacity",
    says: "The migration's task did not start because AWS lacked something for it just now; the service is untouched.",
    todo: "Nothing at first: the next run tries again, up to ten times. If it lasts, look at the account's quotas and the subnets' free addresses.",
    result: "failed",
    again: "next-run",
    kept: true,
    notified: true,
    leaves: "retried",
  },
  {
    kind: "migration-not-started",
    says: "The migration's task did not start; the service is untouched.",
    todo: "Read the reason below: usually the image cannot be pulled, a secret cannot be read, or there was no capacity for long.",
    ...failed,
  },
  {
    kind: "migration-failed",
    says: "The migration ended with an error; the service is untouched.",
    todo: "Read its log, fix the migration, push a new image.",
    ...failed,
  },
  {
    kind: "migration-timed-out",
    says: "The migration did not end within the time limit and was stopped; the service is untouched.",
    todo: "Read its log and look at the database's locks; raise delivery.migration.limitSeconds if it needs longer.",
    ...failed,
  },
  {
    kind: "update-failed",
    says: "The service could not be updated and still runs what it ran before; the migration, if there is one, has been run.",
    todo: "Read the error below: usually a permission is missing. The next run tries again, migration included.",
    ...refusedNow,
    result: "failed",
  },
  {
    kind: "rollout-failed",
    says: "The new tasks did not become healthy; the service is back on what ran before.",
    todo: "Read the tasks' log and stop reason: usually a write outside /tmp, another port, or a health path that is not 200 (docs/container.md). Correct the image and push again; its migrations have been run.",
    ...failed,
  },
  {
    kind: "rolled-back-by-alarm",
    says: "An alarm on errors or latency rang during the rollout, so ECS gave it up; the service is back on what ran before.",
    todo: "Read the tasks' log and docs/runbook.md at the alarm's name. Correct the image and push again; its migrations have been run. If the image was not the cause: npx slipway deploy --digest … --force.",
    ...failed,
  },
  {
    kind: "rollout-timed-out",
    says: "The rollout did not end within the time limit; the service was put back on what ran before.",
    todo: "Read the tasks' log and the service's events; fix the image, or raise delivery.rollout.limitSeconds.",
    ...failed,
  },
  {
    kind: "rollout-stopped",
    says: "The service was set to zero tasks during the rollout, which proves nothing; it is back on what ran before.",
    todo: "Start the service (a plan sets its least number of tasks again); the schedule then tries the image again.",
    ...refusedNow,
    result: "failed",
  },
  {
    kind: "rollback-unfinished",
    says: "The new tasks did not become healthy, and the service is not steady on what ran before either.",
    todo: "Look now: npx slipway status, the service's events, the tasks' logs.",
    ...failed,
  },
  {
    kind: "superseded",
    says: "Somebody else changed the service while the image was rolled out.",
    todo: "Find out who (CloudTrail: UpdateService); then deploy again if the image should run.",
    ...failed,
    again: "when-asked",
  },
  {
    kind: "pointer-not-written",
    says: "The image runs, but its release could not be completed.",
    todo: "Nothing at first: the next run completes it. Until then do not apply: a plan would go back to the last pointer.",
    result: "failed",
    again: "next-run",
    kept: true,
    notified: true,
    leaves: "retried",
  },
  {
    kind: "stopped",
    says: "An execution was stopped, timed out or broke off; what it left has been cleaned up.",
    todo: "Find out why in the execution's history; deploy again if the image should run.",
    ...failed,
    again: "when-asked",
    leaves: "retried",
  },
  {
    kind: "throttled",
    says: "AWS refused calls because there were too many, also after several tries.",
    todo: "Nothing: the next run tries again.",
    ...refusedNow,
    result: "failed",
    leaves: "retried",
  },
  {
    kind: "aws-error",
    says: "A call of AWS failed, also after several tries; the service is untouched.",
    todo: "Read the error below: usually a permission is missing or the environment is half applied.",
    ...refusedNow,
    result: "failed",
    leaves: "retried",
  },
] as const satisfies readonly Outcome[];

/** Name of one {@link Outcome}. */
export type OutcomeKind = (typeof outcomes)[number]["kind"];

/** The outcome of this name. */
export function outcomeOf(kind: OutcomeKind): Outcome {
  const outcome = outcomes.find((one) => one.kind === kind);
  if (outcome === undefined) throw new Error(`outcome must be one that is listed, got ${kind}`);
  return outcome;
}
