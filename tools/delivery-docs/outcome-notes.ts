import type { OutcomeKind } from "../../src/contract/outcomes";

/** What one should know of each outcome beyond its own sentence: how it comes about, and how to look into it. */
export const outcomeNotes: Readonly<Record<OutcomeKind, string>> = {
  released:
    "The service has come to rest on the digest, its `released-…` tag never expires, and the next plan is empty. The findings within the allowance are listed.",
  "rolled-back":
    "Asked for by `npx slipway rollback`, or with `rollback: true`. Its findings are listed: read them.",
  "pointer-healed":
    "Something failed between rollout and pointer earlier, or somebody put the image into the service by hand and it passed the gate.",
  "released-untagged":
    "Another digest has that tag, or setting it failed twice; the detail says which. Deleting an image's only tag deletes the image: hence the other tag first. The schedule goes on trying, and what has not changed is neither recorded nor reported again.",
  "already-running":
    "The usual answer to a rescan. If the detail says that the rollout is in progress, somebody else started it, such as an apply.",
  "already-decided": "The earlier decision is named; *again* of that outcome says what helps.",
  "nothing-new": "The usual end of a run of the schedule. It leaves no record.",
  "not-a-candidate":
    "An image without a tag is searched for in the newest 20 indexes with a counting tag. A tag or an index that comes after the scan is waited for, for a minute; a later one is found by the schedule.",
  "not-an-image":
    "Known by its manifest: a `subject`, an `artifactType`, or a configuration or layer of which no container can be made. Tags like `sha256-….sig` never count.",
  older:
    "The time of the push counts, since ECR does not say when a tag was set. So an image that gets a counted tag late is taken up by the schedule only while nothing that was pushed later runs. Of images of the same second none is older: each is released once.",
  "age-unknown":
    "The task definition names a tag, another repository, or a digest that is gone: so it is when a service that existed before is deployed for the first time. Look once, then force.",
  "wrong-input":
    "A request needs a digest (`sha256:` and 64 hexadecimal digits, no tag) and a name in `requestedBy`.",
  "not-applied": "The detail names what is missing: the cluster, the service or the pointer.",
  "service-stopped": "A service without tasks completes every rollout at once.",
  "image-missing":
    "A typing error, an image of another repository, or one that expired. An index is missing when one of its images is.",
  "index-unreadable":
    "Refused: nothing but attestations, an index within an index, more than 20 images, a manifest that is too large to read.",
  "scan-pending":
    "Basic scans take minutes, Inspector's first one longer. The reason says what the answer lacked: severity counts, the time of completion or, with `delivery.scanning: enhanced`, Inspector's findings, no fewer than were counted.",
  "scan-missing":
    "Where the registry's own configuration has scan rules, those count instead of the repository's. A digest that was pushed again is not scanned again within 24 hours.",
  "scan-failed":
    "Also the end for any status that is not known to be good, such as an expired eligibility.",
  "scan-unsupported":
    "Typical for images `FROM scratch` and operating systems that the scanner does not know.",
  findings:
    "The detail lists what was found and what was too much. UNTRIAGED counts as UNDEFINED; a severity that nobody knows is allowed nowhere. Where `delivery.tolerate` or `delivery.runtimeWaivers` is on, the findings that it did not let in are named.",
  "child-not-clean":
    "The detail names the image and what is wrong with it. Attestations (platform unknown/unknown) are not judged.",
  "never-released":
    "A rollback is not judged by its findings, so it leads only to what was released here; force does not change that.",
  "lock-held":
    "The detail says who holds it, for which digest, since when. That of an apply that died, or of a deployment that cannot be cleaned up, is freed with `npx slipway unlock`; any other is taken over once its execution is over.",
  held: "The detail says who, since when, why and until when, and whether the migration was run before the hold came.",
  "outside-window": "The detail says when `delivery.windows` opens next.",
  stuck:
    "The detail says at which step, with which revision, and how the last try ended. Nothing is deployed or applied until the lock is free.",
  "still-stuck": "The answer to every run after `stuck`.",
  "lock-lost": "For example by hand, in the table. This run stopped before it changed anything.",
  "migration-running":
    "Left by a deployment whose lock was taken away by hand: a task whose `startedBy` begins with `slipway-migration`. It was waited for, then stopped several times.",
  "snapshot-not-taken":
    "The reason is one of these: RDS has no such database; it is not encrypted; it was busy (a backup, a change) for all of `limitSeconds`; the snapshot failed or was not complete in time; the quota of manual snapshots is reached; a permission is missing. A snapshot that RDS still works on is kept and counts.",
  "no-capacity":
    "ECS's own reason, such as `RESOURCE:ENI`, no capacity in the zone, no free address, too many calls. The tenth attempt that fails is kept as `migration-not-started`. With `trigger: pipeline` the next run is somebody's request.",
  "migration-not-started":
    "ECS's own reason: `CannotPullContainerError` (route to ECR and S3), `ResourceInitializationError` (secrets, their key, the route to Secrets Manager), a permission, or `RESOURCE:…` after ten attempts.",
  "migration-failed":
    "The detail has the container's exit code, its log group, stream and a link. What it did to the database is up to the migration: write each so that it can be run again.",
  "migration-timed-out":
    "A migration that waits for a lock of the running application looks like this.",
  "update-failed":
    "`UpdateService` was refused or not answered, and the service has no deployment of the new revision.",
  "rollout-failed":
    "It may also listen on 127.0.0.1 alone, or lack a variable. The detail has ECS's reason, why a task stopped, its exit code and its log. A first release puts the service back to zero tasks. Where secrets were rotated since, the earlier image runs with the newest ones, and the detail says so.",
  "rolled-back-by-alarm":
    "Only where `monitoring.requests.rollBack` is true. The detail names the alarm that measures, `…-measured`; its section in the [runbook](runbook.md) says what it means. Where ECS keeps no record of the rollout, or it cannot be read, the outcome is [`rollout-failed`](#rollout-failed). The migration has been run and stays.",
  "rollout-timed-out":
    "Often too few failures for ECS's circuit breaker, or a slow start. Its migrations have been run.",
  "rollout-stopped": "The migration has been run and stays.",
  "rollback-unfinished":
    "The old tasks may still serve, since none is stopped before a new one is healthy. The revision that failed is kept while the service uses it.",
  superseded:
    "An `aws ecs update-service`, the console, or an apply without the lock. What they started was left alone.",
  "pointer-not-written":
    "Setting the scaling minimum or writing the pointer failed, or its answer was lost; the detail says which and why.",
  stopped:
    "The end of a clean-up: the migration has ended, a revision that nobody uses is deregistered, the lock is free. A rollout that had begun ends in an outcome of its own instead.",
  throttled: "Each call is tried seven times over about two minutes. The service is untouched.",
  "aws-error": "The detail names step, error and cause; a missing permission is named.",
};
