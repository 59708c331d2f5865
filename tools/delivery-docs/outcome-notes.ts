import type { OutcomeKind } from "../../src/contract/outcomes";

/** What one should know of an outcome beyond its own sentence: how it comes about, and how to look into it. */
export const outcomeNotes: Readonly<Partial<Record<OutcomeKind, string>>> = {
  released: "Its `released-…` tag never expires.",
  "rolled-back": "Read the findings in the detail.",
  "pointer-healed":
    "An earlier run failed after the rollout, or somebody put the image into the service by hand and it passed the gate.",
  "released-untagged":
    "Another digest has the tag, or setting it failed twice. Deleting an image's only tag deletes the image: hence the other tag first.",
  "already-running":
    "The usual answer to a rescan. A rollout in progress was started by somebody else, such as an apply.",
  "already-decided": "See the row of the decision in the detail.",
  "nothing-new": "It leaves no record.",
  "not-a-candidate":
    "The newest 20 indexes with a counting tag are searched. A tag or index that comes later than a minute after the scan is found by the schedule.",
  "not-an-image":
    "An artifact has a `subject`, an `artifactType`, or a configuration or layer of no container. Tags like `sha256-….sig` never count.",
  older:
    "The time of the push counts, not of the tag, which ECR does not say: an image that gets its tag late is released only while nothing pushed later runs. Of images of the same second none is older.",
  "age-unknown":
    "The task definition names a tag, another repository or a digest that is gone, as at the first deployment of a service that existed before.",
  "wrong-input":
    "A request has a digest (`sha256:` and 64 hexadecimal digits) and a name in `requestedBy`.",
  "image-missing":
    "It is mistyped, of another repository, or expired; or an image of the index is missing.",
  "index-unreadable":
    "It has only attestations, an index within, more than 20 images, or too large a manifest.",
  "scan-pending":
    "Basic scans take minutes, Inspector's first one longer. What is missing is severity counts, the time of completion or, with `scanning: enhanced`, as many of Inspector's findings as were counted.",
  "scan-missing":
    "Scan rules of the registry's own configuration override the repository's. A digest that is pushed again is not scanned again within 24 hours.",
  "scan-failed": "Any status not known to be good ends so, such as an expired eligibility.",
  "scan-unsupported": "Typical of images `FROM scratch` and unknown operating systems.",
  findings:
    "With `delivery.tolerate` or `delivery.runtimeWaivers` the detail names those that were not let in. UNTRIAGED counts as UNDEFINED; an unknown severity is never allowed.",
  "child-not-clean": "Attestations (platform unknown/unknown) are not judged.",
  "never-released": "Not even force passes this, since no findings block a rollback.",
  "lock-held":
    "The lock of an apply that died, or of a deployment that cannot be cleaned up, is freed with `npx slipway unlock`; any other is taken over once its execution is over.",
  held: "The detail also says whether the migration was run before.",
  "migration-running":
    "A task whose `startedBy` begins with `slipway-migration`, of a deployment whose lock was taken away by hand; stopping it several times did not end it.",
  "snapshot-not-taken":
    "The database does not exist, is not encrypted, or was busy with a backup or change for all of `limitSeconds`; the snapshot failed or was late; quota; permission. One that RDS still works on is kept and counts.",
  "no-capacity":
    "ECS says `RESOURCE:ENI`, no capacity in the zone, no free address, too many calls. The tenth failure is kept as `migration-not-started`. With `trigger: pipeline` the next run is somebody's request.",
  "migration-not-started":
    "`CannotPullContainerError`: the route to ECR and S3. `ResourceInitializationError`: secrets, their key, the route to Secrets Manager. `RESOURCE:…`: ten attempts failed.",
  "migration-failed":
    "What it did to the database stays: write each migration so that it can be run again.",
  "migration-timed-out": "Typical of one that waits for a lock of the running application.",
  "rollout-failed":
    "Also where it listens on 127.0.0.1 alone, or lacks a variable. A first release goes back to zero tasks. Where secrets were rotated since, the earlier image runs with the newest ones.",
  "rolled-back-by-alarm":
    "The detail names the measuring alarm, `…-measured`; see its section in the [runbook](runbook.md). Where ECS keeps no readable record of the rollout, the outcome is `rollout-failed`.",
  "rollout-timed-out": "Often too few failures for ECS's circuit breaker, or a slow start.",
  "rollout-stopped": "The migration has been run.",
  "rollback-unfinished":
    "The old tasks may still serve: none is stopped before a new one is healthy. The failed revision is kept while the service uses it.",
  superseded:
    "By `aws ecs update-service`, the console, or an apply without the lock. What they started was left alone.",
  "pointer-not-written":
    "Setting the scaling minimum or writing the pointer failed, or its answer was lost.",
  stopped:
    "It was cleaned up, and the lock is free. A rollout that had begun ends in its own outcome instead.",
  throttled: "Each call was tried seven times over about two minutes. The service is untouched.",
};
