import type { OutcomeKind } from "../../src/contract/outcomes";

/** What one should know of each outcome beyond its own sentence: how it comes about, and how to look into it. */
export const outcomeNotes: Readonly<Record<OutcomeKind, string>> = {
  released:
    "The service runs the digest and has come to rest on it. The digest carries a `released-…` tag in the registry, which never expires; the image pointer holds it, so the next plan is empty. The findings that were within the allowance are listed.",
  "rolled-back":
    "Asked for by `npx slipway rollback`, or with `rollback: true`. The image went through everything but the migration and the question of age. Findings do not block a rollback, but they are listed: read them.",
  "pointer-healed":
    "Between the rollout and the pointer something failed earlier, or somebody put the image into the service by hand and it passed the gate. Tag, scaling minimum, pointer and record now say what the service runs.",
  "released-untagged":
    "The registry's lifecycle expires images that carry no `released-…` tag. That tag belongs to another digest, or setting it failed again when the release was to be completed; the detail says which. The schedule tries it every time and sets the tag once it is free; what has not changed is neither recorded nor reported again. Deleting a tag deletes the image if it has no other one: hence the other tag first.",
  "already-running":
    "The usual answer to a rescan. If the detail says that the rollout is in progress, somebody else started it, such as an apply.",
  "already-decided":
    "The earlier decision is named. A digest that failed in migration or rollout is tried again only with force; one that was released and rolled back from, when somebody asks; one that was refused by its scan, when the scan or the allowance changes.",
  "nothing-new": "The usual end of a run of the schedule. It leaves no record.",
  "not-a-candidate":
    "Tags that count are listed in `delivery.countedTags`. An image without any tag is one platform of an index: the newest 20 indexes with a counting tag were searched for it. A tag or an index that comes after the scan is waited for, for a minute; one that comes later still is found by the schedule.",
  "not-an-image":
    "Artifacts lie in the same repository as the images that they belong to. One is recognised by its manifest: it has a `subject` or an `artifactType`, or a configuration or a layer of which no container can be made. Tags like `sha256-….sig`, by which tools find signatures, never count. The schedule passes artifacts over and takes the newest image; nobody is notified.",
  older:
    "A digest that was pushed earlier never replaces a later one by itself, or each rescan of an old image would be a downgrade. The time of the push counts, not that of a tag: ECR does not say when a tag was set, and a digest that is pushed again under another tag keeps its time. So an image that gets a counted tag late is taken up by the schedule as long as nothing that was pushed later runs; afterwards somebody must ask for it. Of images that were pushed in the same second none is older: each is released once.",
  "age-unknown":
    "The service's task definition names a tag, another repository, or a digest that the repository no longer holds. This is so when a service that existed before is deployed for the first time: look once, then force.",
  "wrong-input":
    "Somebody started the state machine by hand with something else. A request needs a digest (`sha256:` and 64 hexadecimal digits; a tag is refused) and a name in `requestedBy`.",
  "not-applied":
    "The detail names what is missing: the cluster, the service or the pointer. Somebody deleted it, or the first apply did not get that far.",
  "service-stopped":
    "A service without tasks completes every rollout at once. Whoever set it to zero should set it back: raise the scaling minimum, or plan and apply.",
  "image-missing":
    "The digest is not in this environment's repository: a typing error, an image of another repository, or one that expired. An index counts as missing when one of its images is.",
  "index-unreadable":
    "Each image of an index must be judged by itself. Refused are an index of nothing but attestations, one that holds another index, one of more than 20 images, and one whose manifest is too large to read.",
  "scan-pending":
    "Basic scans take minutes, Inspector's first scan may take longer. ECR can call a scan complete before it has its result: an answer counts only with severity counts, the time of completion and, where `delivery.scanning` is `enhanced`, the list of Inspector's findings, and when it lists no more than it counts. The reason says what it lacks. The scan's own event, or the schedule, takes the image up when the result is there. If that never comes, look whether the registry scans as `delivery.scanning` says.",
  "scan-missing":
    "Nothing has scanned the digest. Scan on push is set on the repository; where the registry's own configuration has scan rules, those count instead. A digest that was pushed again is not scanned again within 24 hours.",
  "scan-failed":
    "Also the end for any status that is not known to be good (such as an expired eligibility): unknown is refused.",
  "scan-unsupported":
    "Typical for images `FROM scratch` and for operating systems that the scanner does not know.",
  findings:
    "The detail lists what was found and what was too much. UNTRIAGED counts as UNDEFINED; a severity that nobody knows is allowed nowhere. A waiver names one finding until a day; afterwards it counts again. Where `delivery.tolerate` or `delivery.runtimeWaivers` is on, the reason names the findings that it did not let in. Nothing passes the gate by force.",
  "child-not-clean":
    "The detail names the image of the index and what is wrong with it. Attestations (platform unknown/unknown) are not images and are not judged.",
  "never-released":
    "A rollback is not judged by its findings, so it may lead only to what was released here before. Force does not change that.",
  "lock-held":
    "The detail says who holds the lock, for which digest, and since when. The lock of a deployment is taken over by itself when its execution is over; that of an apply which died, or of a deployment that is over and cannot be cleaned up, is freed with `npx slipway unlock`.",
  held: "The detail says who holds the environment, since when, why, and until when. The hold is read before the gate, with the lock, before the migration and before the update; where it comes only then, the detail says that the migration was run. A rollback, the clean-up and the completion of a release go on. The schedule neither records nor reports what it finds waiting.",
  "outside-window":
    "The detail says when `delivery.windows` opens next. It is looked at where a hold is. What began before the window closed is stopped before the service changes, and finished once it has changed. A rollback passes.",
  stuck:
    "The clean-up and the next two runs that found the lock stale broke off, each with an error. The detail says at which step, with which revision, and how the last one ended. People are notified once; nothing is deployed or applied until somebody removes the cause and frees the lock.",
  "still-stuck": "The answer to every run after `stuck`. Unasked, nobody is notified of it.",
  "lock-lost":
    "The lock was taken over or removed while this run waited, for example by hand in the table. It stopped before it changed anything.",
  "migration-running":
    "Before a migration is started, the environment's tasks are searched for another one, by the name that each was given (`startedBy` begins with `slipway-migration`). It is left by a deployment whose lock was taken away by hand. It was waited for, then stopped several times, and still did not end.",
  "snapshot-not-taken":
    "Only where `delivery.migration.snapshot` asks for one. The reason says which: RDS has no such database, it is not encrypted, it was busy with something else (a backup, a change) for the whole of `limitSeconds`, the snapshot failed or was not complete in time, the account's quota of manual snapshots is reached, or a permission is missing. Nothing was run against the database. A snapshot that RDS still works on is kept and counts like any other.",
  "no-capacity":
    "The reason is ECS's own, such as `RESOURCE:ENI`, no capacity in the zone, no free address in the subnet, or too many calls. Nothing was run against the database. The schedule (with `trigger: pipeline` whoever asks) tries it again; the tenth attempt that fails is kept as `migration-not-started`, so that it ends. The attempts are counted with the decision on the digest.",
  "migration-not-started":
    "The reason is ECS's own: `CannotPullContainerError` (route to ECR and S3), `ResourceInitializationError` (secrets, their key, the route to Secrets Manager), or a permission; `RESOURCE:…` only after ten attempts. Nothing was run against the database.",
  "migration-failed":
    "The exit code is that of the container; the detail has its log group, stream and a link. What a failed migration did to the database is up to the migration: write each so that it can be run again.",
  "migration-timed-out":
    "The task was stopped, so that none runs beside the next one. A migration that waits for a lock of the running application looks like this.",
  "update-failed":
    "`UpdateService` was refused or not answered. The service was looked at afterwards, several times: no deployment of the new revision is there. Had there been one, the rollout would have been watched.",
  "rollout-failed":
    "Usually the container ([what it must be](container.md)): it writes elsewhere than to `/tmp`, listens on another port or on 127.0.0.1 alone, its health path does not answer 200 to the task's address, or it lacks a variable. ECS's circuit breaker gave up: tasks stopped, or the load balancer found them unhealthy. The detail has the reason, why a task stopped, its exit code and its log. The migration has been run and stays. A first release that fails puts the service back to zero tasks. Where secrets were rotated since, it goes back to the earlier image with the newest secrets, and the detail says so.",
  "rolled-back-by-alarm":
    "Only where `monitoring.requests.rollBack` is true. The detail names the alarm, which measures for the alarm of the same name without `-measured`; its section in the [runbook](runbook.md) says what it means. ECS watches from the first new task until about 5 minutes after the last one is healthy. An alarm that rings already when the rollout begins is not gone by; the warnings then say so. Where ECS keeps no record of the rollout, or it cannot be read, the outcome is [`rollout-failed`](#rollout-failed). The migration has been run and stays.",
  "rollout-timed-out":
    "Neither healthy (each task that the service is to have runs, and at least one) nor given up within `delivery.rollout.limitSeconds`: often too few failures for the circuit breaker, or a slow start. The deployer put the service back itself.",
  "rollout-stopped":
    "ECS calls a rollout completed when the service is to have no task, although nothing was started. Healthy means at least one running task of the new revision, and as many as the service is to have. Whoever set the service to zero should set it back; the migration has been run and stays.",
  "rollback-unfinished":
    "The worst case: neither the new nor the old revision got steady in time. The old tasks may still serve, since none is stopped before a new one is healthy. The revision that failed is kept while the service uses it.",
  superseded:
    "While the rollout went on, the service's primary deployment became another one: an `aws ecs update-service`, the console, or an apply without the lock. What they started was left alone.",
  "pointer-not-written":
    "The image runs. Setting the scaling minimum or writing the pointer failed, or its answer was lost; the detail says which and why. The schedule completes it and records the release.",
  stopped:
    "The end of a clean-up. A migration that still ran was waited for, then stopped; a revision that nobody uses was deregistered; the lock is free. Had the rollout begun, the clean-up would have followed it to its end and told that instead.",
  throttled:
    "Each call is tried seven times over about two minutes. Told only while the service was untouched.",
  "aws-error":
    "The detail names step, error and cause. Missing permissions show here with their names.",
};
