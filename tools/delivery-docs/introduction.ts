import { bakeSeconds } from "../../src/contract/alarms";
import { snapshotTag } from "../../src/contract/snapshots";
import { mostWaivers } from "../../src/contract/waivers";
import { longestFindings } from "../../src/deployer/findings";

/** The page's beginning: what delivery is, and the commands. */
export const introduction = `# Delivery: from a push to a release

<!-- Made by \`npm run generate\` from tools/delivery-docs; change it there. -->

| you | read |
|---|---|
| have an outcome such as \`findings\` | [Outcomes](#outcomes) |
| want to look, deploy, roll back, hold or unlock | [Commands](#commands) |
| want a finding let in | [tolerated](#findings-that-are-tolerated) by the file, [waived](#findings-that-are-waived-at-run-time) for some days |

Somebody pushes an image and the registry scans it. If the scan is within what the environment's file allows, the deployer migrates the database with the image and rolls it out; otherwise it refuses,
and says why. What cannot be known is refused. Each environment has its own deployer, a Step Functions state machine; the pictures are drawn from it:

![A release in which all goes well, phase by phase](release.svg)

![The deployer's phases, the transitions between them, and the outcomes of each](delivery.svg)

## Commands

\`\`\`sh
npx slipway status shop-dev                           # what runs, since when, last decisions with reasons
npx slipway history shop-dev --since 2026-01-31       # who released, refused, promoted, tested and applied what, when, why
npx slipway deploy shop-dev --digest sha256:…         # this image; without --digest the newest whose tag counts
npx slipway deploy shop-dev --digest sha256:… --force # although older, or failed before
npx slipway rollback shop-dev                         # the release before the one that runs
npx slipway hold shop-dev --because "…"               # nothing is released until npx slipway resume shop-dev
npx slipway unlock shop-dev                           # who holds the lock, what is left behind; frees what is over
\`\`\`

- \`deploy\` and \`rollback\` follow the execution. Exit 0: the digest runs. 1: refused or failed. 2: wrong use or no credentials. Ctrl-C stops looking, not the deployment.
- \`history\`, newest first, also has holds, locks freed by hand, commands that were run, restored snapshots, and each approval of a plan with its reason. \`--since\` takes a day or a time in UTC;
  \`--format\` is \`markdown\` for a ticket, \`csv\` (a cell that would be a formula begins with \`'\`), or \`json\`, to which later versions only add fields. A bare \`cdktf apply\` leaves no record.

\`status\` prints:

\`\`\`
shop-dev
  runs     sha256:1d7964f60e722abeaa14c9458d47ec5d5c0ad7cd149135ef6ffcdb79a938b051
           released 2026-11-24 06:14 by scan of the image
  service  2 of 2 tasks, steady
  pointer  agrees
  lock     free

when (UTC)        image         outcome   by                 why
2026-11-24 06:31  0a0573bf2ec7  findings  scan of the image  HIGH 4 (allowed 0)
2026-11-24 06:14  1d7964f60e72  released  scan of the image  none

The scan found more than the environment allows.
What to do: Update the packages and push again, or waive a finding in the environment file, with reason and expiry.
\`\`\`
`;

/** What comes after the outcomes. */
export const details = `## What starts it, and who may

IAM cannot look into an execution's input, so each kind of request has a machine of its own, and a role may start that one:

| machine | started by | input |
|---|---|---|
| \`…-delivery\`, the deployer | with \`delivery.trigger: scan\`, the end of a scan | the event of ECR or Inspector; only its digest is believed, the rest is read again |
| | the schedule, every \`delivery.reconcileMinutes\` | \`{"schedule":"reconcile"}\`: completes releases and, with \`trigger: scan\`, takes up the newest image without a decision, since events may be lost |
| | people who force, pass the window or roll back, with permissions of their own: Slipway gives these to no role | \`{"digest":"sha256:…","requestedBy":"…"}\` and \`"force":true\`, \`"outsideWindow":"why"\` or \`"rollback":true\` |
| \`…-delivery-request\`, which starts the deployer | \`slipway deploy\`, the application's workflow and, with \`trigger: pipeline\`, the promoter | \`{"digest":"sha256:…"}\` and nothing else; a repeated request is one deployment |
| \`…-delivery-look\` | its schedule's role alone | not read |
| \`…-delivery-drill\`, with \`database.drill\` | the restorer: \`slipway restore --drill\` | \`{"secretArn":"…"}\`, with the URL of a database that a drill restored |
| \`…-delivery-clean-up\` | the role of the rule for executions that broke off, alone | \`{"cleanUp":{"executionArn":"…"}}\`, an execution of the deployer |

*By* in the records is the request's name, \`who-1a2b3c4d\` from our commands; who really started it is in CloudTrail.

## What decides a release

| | |
|---|---|
| which image | one whose tag is among \`delivery.countedTags\`; asked for by digest, exactly that one. Of an index (a plain \`docker push\` may make one) each image must pass the scan, and the index's digest is deployed. Attestations, signatures, bills of materials and charts are passed over silently |
| scan | complete, and no severity above \`delivery.allowedFindings\`; a finding in \`delivery.waivers\` is not counted up to and including its last day (UTC). An answer without counts, time of completion or, with \`scanning: enhanced\`, Inspector's findings is no result yet: it is waited for, up to \`delivery.scan.limitSeconds\` |
| age | an image pushed before the one that runs is deployed only by force or as a rollback |
| earlier decisions | a digest that failed or was rolled back from is tried again only by force; one that was refused, once its scan or the allowance has changed. Force never passes over findings |
| time | not during a [hold](#holds-and-windows), and only within \`delivery.windows\` |
| rollback | leads to a digest that was released here before, with the newest secrets, whatever its findings. It runs no migration and undoes none: the earlier image must cope with the database as it is. The next image that is pushed goes forward again |

## What is guaranteed

- **One at a time.** The lock names its holder: an execution, or \`npm run apply\`. The scan is waited for without it; with it, age, decisions and scan are read once more. A lock is stale when Step Functions
  says that the execution is over, not when it is old.
- **No two migrations beside each other.** A migration's name (\`startedBy\`) is in the lock before it starts. Tasks with such a name are first waited for, then stopped. One that exceeds
  \`delivery.migration.limitSeconds\` is stopped, and the lock is kept until it has ended.
- **Success means healthy.** The deployment's own id is watched until ECS calls it completed and all the tasks of the service, at least one, run. When ECS rolls back, the release failed.
- **The first release** starts the service, which has no tasks before, and sets the scaling minimum; if it fails, the service goes back to zero tasks.
- **A revision that was not released is deregistered** unless the service uses it, so a plan never shows an image that nobody let in.
- **Records** are in the table \`<application>-<environment>-delivery\`: lock, decisions, releases, waivers, promotions, test results, applies and, for 400 days, runs. Who wrote an item is proven by
  CloudTrail's data events alone, where they are switched on.
- **Notifications** of releases, refusals and failures go to \`delivery.subscribers\`: the findings of an image once, a trouble of the schedule when it comes.
- **An error of AWS** is tried seven times, with growing pauses. It then ends the run; once the update of the service has begun, [the execution breaks off](#when-an-execution-breaks-off).

## Findings that are tolerated

So that a finding nobody can fix today does not stop the release that fixes something worse, \`delivery.tolerate\` may let some in; all are off unless the file says otherwise:

| setting | lets in | until |
|---|---|---|
| \`known\` | a finding that what runs has too, in the same package, by a scan of the last 24 hours | it is gone; what came in for a time, until that has ended |
| \`unfixable\` | a finding with Inspector's \`fixAvailable: NO\`; neither \`PARTIAL\` nor silence is enough | there is a fix |
| \`graceDays\` | a finding with Inspector's \`exploitAvailable: NO\`; silence is not enough | so many days after the vendor published it or this environment first saw it, whichever is earlier; where neither is known there is no grace |

- \`unfixable\` and \`graceDays\` need \`delivery.scanning: enhanced\`.
- A finding is known by vulnerability and package; only severities over the allowance are read. When this environment first saw it is in its table: Inspector's *first observed* begins anew with each image.
- For \`known\` the deployer requests a new scan of what runs and waits within \`delivery.scan.limitSeconds\`. ECR scans an image once a day, the push included: refused for that, the complete scan of
  the last 24 hours counts. Inspector scans by itself. Without a result nothing is tolerated, and the refusal says why.
- **Nothing temporary becomes permanent.** What runs must have been released here: nothing is known at a first release, nor of an image put into the service by hand. What came in by a waiver or in its
  days of grace is *known* no longer than that, over any number of releases; where a release has no record of it, a waiver in the file counts as what let it in.
- Outcome, notification and decision say what is let in, why and until when; \`npx slipway status\` says it of what runs, and what of it is over.
- Findings of more than ${longestFindings} characters, some 500 of them, are more than a state can compare: then none is tolerated, and the refusal says so.

## Findings that are waived at run time

With \`delivery.runtimeWaivers.maxDays\` (0: not at all) the principals of \`access.waivers\` may waive a finding for some days, without a plan and an apply:

\`\`\`sh
npx slipway waive shop-prod CVE-2026-12345 --package openssl --until 2026-12-31 --because "The option is not used."
npx slipway waivers shop-prod                         # what is waived, by whom, why, until when
npx slipway unwaive shop-prod CVE-2026-12345 --package openssl
\`\`\`

- \`--package\` lets in that package alone: a finding in several needs all of them waived. Waivers hold for every image of the environment, beside the file's; of each finding the newest counts.
- Once a waiver has changed, a refused image is judged again by the schedule, or when somebody asks. When one ends or is taken back, its finding is no longer *known*; what runs keeps running.
- One that has ended, lasts longer than \`maxDays\`, names no writer or cannot be read does not count. Of more than ${mostWaivers} the newest count.
- Only the role \`<application>-<environment>-waivers\` may write them: the table's policy refuses everybody else in the account, administrators included ([access.md](access.md#who-writes-into-the-table)).
  *By* is the writer's word, as STS named him.
- \`waivers --format openvex\` writes what counts as an [OpenVEX](https://github.com/openvex/spec) document. \`waive shop-prod --from vex.json --until …\` reads one and lists what it does not take: it takes
  the newest statement on each finding that is \`fixed\`, or \`not_affected\` with a justification, of this repository (\`pkg:oci/…?repository_url=…\`) or, with \`--digest\`, that image. Its words become the
  reason.
- A promotion judges by the target's waivers and allowance.

## Findings in what runs

With \`delivery.dailyLook: true\` the machine \`…-delivery-look\` reads the scan of what runs each day at 6:00 UTC (ECR's own scan is requested anew). It takes no lock, decides nothing and stops nothing.

- Subscribers are notified of each finding (vulnerability and packages) once, with the version that fixes it where Inspector knows one; not of what allowance, waivers, \`unfixable\` or days of grace let in.
  What breaks off between notification and record is reported twice.
- A scan that cannot be read is reported once for each image, a look that fails each time.
- Refusals, too, then name the findings that were not let in, with their fix.

## Holds and windows

\`\`\`sh
npx slipway hold shop-dev --because "The audit ends on Monday" --until 2026-12-01T08:00Z
npx slipway resume shop-dev
npx slipway deploy shop-dev --digest sha256:… --outside-window --because "The login is broken"
\`\`\`

| | hold | window (\`delivery.windows\`: \`any\`, or days and hours) |
|---|---|---|
| stops | releases and \`npm run apply\`, also an apply that changes the operators | releases |
| until | \`resume\`, or \`--until\` | open from \`from\` until just before \`to\` (of the next day where that is not later), in UTC, which has no daylight-saving time |
| set by | the operator (\`access.operators\`; without that section, nobody); a second hold is refused | the file |
| passes it | nothing; if nobody can resume any more, \`npx cdktf apply\` does not ask | \`--outside-window\` with a reason, which the run records; it needs the permission that force needs |

- Both are looked at before a release begins, with the lock, before the migration and before the update of the service. One that comes during a migration stops the release after it, and the outcome
  says so. A rollout that has begun is finished. Rollbacks, clean-ups and completing a release go on during both. A hold that cannot be read ends the run, but no rollback.
- Afterwards, with \`trigger: scan\` the schedule releases the newest waiting image within \`delivery.reconcileMinutes\`; with \`pipeline\`, \`slipway resume\` prints the command.
- \`status\` and every refusal say who holds (as with waivers), why and until when.

## A snapshot before a migration

A rollback undoes no migration. With \`delivery.migration.snapshot: {mode: always}\` the deployer takes a snapshot of the database before each; \`mode: never\` takes a reason, and without the setting
\`npm start\` says that none is taken.

- It must be complete within \`limitSeconds\` (3600 by default), in which a database that is being backed up or changed is asked again; else the outcome is \`snapshot-not-taken\`.
- Outcome, notification and record have its name, \`<environment>-before-<twelve digits of the digest>-<eight of the execution>\`; \`slipway rollback\` names the one to which the database would have to go
  back, while it is there. To restore it: [the runbook](runbook.md#a-snapshot-is-restored).
- The newest are kept (\`keep\`, 10 by default), and those from before migrations of what runs and of the release before it. Older ones with such a name and the tag \`${snapshotTag}\` are
  deleted before the migration, ten a run at most; the deployer's permission reaches no other. A failure to delete is a warning.
- An existing database (\`database.instanceIdentifier\`) without encryption, as its snapshots would be, is refused without \`unencrypted: {mode: accept, reason: …}\`.
- [What it costs](runbook.md#what-it-costs). RDS keeps 100 manual snapshots in an account and region unless the quota is raised; at the quota the release is refused.

## Alarms during a rollout

Healthy tasks may still answer with errors. With \`monitoring.requests.rollBack: true\` ECS also watches the alarms \`errors\`, \`slow\` and, where the load balancer serves nothing else,
\`load-balancer-errors\`. The first one that begins to ring ends the rollout (\`rolled-back-by-alarm\`).

- ECS watches until about ${bakeSeconds / 60} minutes after the last new task is healthy and the old ones are gone ([the bake time](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html), which cannot be
  set). Each release and rollback takes that much longer, though the new tasks serve from the beginning; \`delivery.rollout.limitSeconds\` must be at least ${2 * bakeSeconds}.
- An apply that changes the tasks rolls out too: \`slipway apply\` then fails and names the alarm.
- To end it, write \`rollBack: false\`, apply, and keep the line: without it the provider (5.100) asks ECS to take away alarms without naming any, and the apply fails at the service.
- An alarm that already rings when the rollout begins does not stop it, so that a repair goes through. Outcome, notification and record warn of it, and of one that is missing or unreadable.
- ECS takes metric alarms, so the measuring alarm counts (\`<environment>-errors-measured\`): below \`monitoring.requests.countMin\` requests nothing is judged, and maintenance silences notifications, not
  ECS.
- ECS reads the alarms by \`AWSServiceRoleForECS\`, as often as the account's quota of \`DescribeAlarms\` lets it.

## When an execution breaks off

Stopped by hand, timed out, or failed after a migration was started or the service was changed: its lock stays, an alarm reports it, and a rule starts the clean-up.

1. The clean-up waits for a migration that still runs, watches a rollout that has begun to its end (and completes the release, or puts the service back), deregisters a revision that nobody uses, and
   releases the lock. Where what ran before is gone or denied, it registers the same revision again, then tries an earlier release's; the detail says which.
2. If it fails too, the next run that finds the lock stale does the same.
3. After three tries in all, one notification says what is stuck. Only then a person acts: \`npx slipway unlock\` shows what is left behind and frees the lock; whoever freed it cleans up.

A holder that still runs keeps its lock. That of an apply that was killed is never taken over: \`unlock\` frees it once a person has made sure that the apply is over.

Events that could not be delivered for an hour are in the queue \`<application>-<environment>-delivery-undelivered\`, and an alarm reports them; the schedule finds what they reported. What finds each
change again when its answer is lost: [side-effects.md](side-effects.md).

## What was not seen on AWS

Machine and commands were run, unchanged, on an emulator that holds each call to AWS's models, the role's policy and the limits of Step Functions; scans, scaling and the ends of containers came from
fixtures in AWS's shape. Not seen: whether ECR sends an event for a scan that failed (the schedule does not need it), how long Inspector's first scan takes, how soon ECS takes a failed deployment off its list.
`;
