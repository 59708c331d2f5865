import { bakeSeconds } from "../../src/contract/alarms";
import { snapshotTag } from "../../src/contract/snapshots";
import { mostWaivers } from "../../src/contract/waivers";
import { longestFindings } from "../../src/deployer/findings";
import { applySideEffects, promotionSideEffects } from "./command-side-effects";
import { machineSideEffects, sideEffectTable } from "./side-effects";

/** The part of `docs/delivery.md` that is written by hand. */
export const introduction = `# Delivery: from a push to a release

<!-- Made by \`npm run generate\` from tools/delivery-docs; change it there. -->

| you | read |
|---|---|
| have an outcome such as \`findings\` | [Outcomes](#outcomes) |
| want to deploy, roll back, hold or unlock | [Looking and acting](#looking-and-acting) |
| want a finding let in | [tolerated](#findings-that-are-tolerated) by the file, [waived](#findings-that-are-waived-at-run-time) for some days |

Somebody pushes an image and the registry scans it. If the scan is within what the environment's file allows, the deployer registers a revision with that digest, takes a snapshot
of the database if the file says so, runs the migration as a task of the new image, updates the service, watches the rollout to its end, and writes the digest into the image
pointer, from which Terraform's next plan takes it. Otherwise it refuses, and says why. What cannot be known is refused.

The deployer is a Step Functions state machine, one for each environment; its phases are in \`src/deployer/states/\`, from which these pictures are made:

![A release in which all goes well, phase by phase](release.svg)

![The deployer's phases, the transitions between them, and the outcomes of each](delivery.svg)

An error of AWS is tried seven times, with growing pauses. Before the service is changed it then ends the run; from the update on, the
execution breaks off, and another one goes on watching ([below](#when-an-execution-breaks-off)).

## What starts it

| what | when | its input |
|---|---|---|
| a scan that ended | \`delivery.trigger: scan\` | ECR's or Inspector's event; only the digest in it is believed, everything else is read again |
| the schedule | every \`delivery.reconcileMinutes\` | \`{"schedule":"reconcile"}\`: events may be lost, so it takes up the newest image that has no decision yet, and completes releases. With \`trigger: pipeline\` it only completes |
| a request | \`slipway deploy\`, \`slipway promote\` | \`{"digest":"sha256:…","requestedBy":"name of the request"}\`, from the machine for requests |
| a person | \`slipway deploy --force\`, \`slipway deploy --outside-window\`, \`slipway rollback\` | the same with \`"force":true\`, \`"outsideWindow":"why"\` or \`"rollback":true\`, and who asked |

## Who may ask for what

IAM cannot look into an execution's input, so each kind of request has a machine of its own, and a role may start that one:

| machine | takes | who may start it |
|---|---|---|
| \`…-delivery\`, the deployer | what stands above | the role of the scan's rule and the schedule; the machine for requests; people whose own permissions let them force and roll back: Slipway gives these to no role |
| \`…-delivery-request\` | \`{"digest":"sha256:…"}\` and nothing else; a request that is repeated is one deployment | the application's workflow and, with \`trigger: pipeline\`, the promoter |
| \`…-delivery-look\` | nothing: its input is not read | the role of its schedule, and no other |
| \`…-delivery-clean-up\` | \`{"cleanUp":{"executionArn":"…"}}\`, an execution of the deployer | the role of the rule for executions that broke off, and no other |

What is recorded as *by* of a request is its name, \`who-1a2b3c4d\` from our commands; who really started it is in CloudTrail.

## What decides

- **Which image.** One whose tag is among \`delivery.countedTags\`; asked for by digest, exactly that one. Of an index, such as a plain \`docker push\` may make,
  each image must be scanned and within the allowance, and the digest that was pushed is deployed. Attestations, signatures, bills of
  materials and charts are no images: they are passed over, and nobody hears of them.
- **The scan.** Complete, with a result, and no severity above \`delivery.allowedFindings\`. An answer without counts, without the time of
  its completion or, with \`delivery.scanning: enhanced\`, without Inspector's findings is no result yet, whatever ECR calls it; it is waited for, up to
  \`delivery.scan.limitSeconds\`. A finding in \`delivery.waivers\` is not counted up to and including its last day (UTC). More may be let in by
  [\`delivery.tolerate\`](#findings-that-are-tolerated) and [\`delivery.runtimeWaivers\`](#findings-that-are-waived-at-run-time).
- **Age.** An image that was pushed before the one that runs is not deployed, unless somebody forces it or rolls back.
- **What was decided before.** A digest that failed or was rolled back from is not tried again by itself; one that was refused is, once
  its scan or the allowance has changed. Force passes over age and an earlier failure, never over findings.
- **When.** Not while somebody [holds](#holds-and-windows) the environment, and only within \`delivery.windows\`.
- **A rollback** leads to a digest that was released here before. Its migration is not run, and none is undone, so the earlier image
  must cope with the database as it is; it runs with the newest secrets. Findings do not block it. The next image that is pushed goes
  forward again.

## A snapshot before a migration

A rollback undoes no migration. With \`delivery.migration.snapshot: {mode: always}\` the deployer takes a snapshot of the database before each:

- It must be complete before the migration starts. RDS takes the first one whole, later ones only with what changed. A database that is being
  backed up or changed is asked again until \`limitSeconds\` (3600 unless the file says otherwise) are over. Without a snapshot nothing is migrated:
  [\`snapshot-not-taken\`](#snapshot-not-taken).
- Its name, \`<environment>-before-<twelve digits of the digest>-<eight of the execution>\`, is in outcome, notification and record. \`slipway rollback\` names the one from before the
  first release after the one it leads to, while it is there. What it is good for: [the runbook](runbook.md#a-snapshot-is-restored).
- The newest are kept (\`keep\`, 10 unless the file says otherwise), and besides them each that was taken before a migration of the image that runs or of
  the release before it. Older ones are deleted before the migration, ten a run at most; only what has such a name and the tag
  \`${snapshotTag}\` with the environment's name, and the deployer's permission says so too. That it cannot delete is a warning.
- It has the encryption of its database. An existing database without encryption is refused, unless
  \`unencrypted: {mode: accept, reason: …}\` accepts it; it is known by \`database.instanceIdentifier\`.
- Its cost is the storage of what changed between the snapshots that are kept ([AWS's prices](https://aws.amazon.com/rds/postgresql/pricing/)). RDS
  keeps 100 manual snapshots in an account and region unless the quota is raised; at the quota the release is refused.

\`mode: never\` takes a reason. Without the setting none is taken, and \`npm start\` says so.

## Alarms during a rollout

Tasks that are healthy may still answer with errors. With \`monitoring.requests.rollBack: true\` ECS watches the alarms \`errors\`, \`load-balancer-errors\`
(where the load balancer serves nothing else) and \`slow\` during each rollout, beside its circuit breaker. The first one that begins to ring ends it: ECS goes back to what
ran before, and the outcome is [\`rolled-back-by-alarm\`](#rolled-back-by-alarm).

- ECS watches from the first new task until about ${bakeSeconds / 60} minutes after the last one is healthy and the old ones are gone ([AWS calls it the bake time](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html);
  it follows from the alarms' periods and cannot be set). Each release and rollback takes that much longer to be over, though the new tasks serve
  from the beginning; \`delivery.rollout.limitSeconds\` must be at least ${2 * bakeSeconds}.
- To end it, write \`rollBack: false\` and apply, and keep the line. With the line (or the section) left out afterwards the provider (5.100) asks ECS to take
  away alarms without naming any, and the apply fails at the service: then write the line again.
- An alarm that rings already when the rollout begins is not gone by, so that a release that repairs what rings goes through. The deployer reads the alarms at that time,
  and outcome, notification and record carry a warning that names them; also one that is missing, or could not be read.
- What counts is the part that measures (\`<environment>-errors-measured\`): ECS takes metric alarms. So \`monitoring.requests\` decides, its \`countMin\` too: with too few
  requests nothing is judged. That the environment is down or under maintenance silences notifications, not ECS.
- ECS reads the alarms by its service-linked role, \`AWSServiceRoleForECS\`, and asks as often as the account's quota of \`DescribeAlarms\` lets it.

## Findings that are tolerated

A gate that stops every release for a finding nobody can fix today also stops the release that fixes something worse. So the file may
tolerate some (\`delivery.tolerate\`, everything off unless the file says otherwise):

| setting | lets in | until |
|---|---|---|
| \`known\` | a finding that the image that runs has too, in the same package, by a scan of it of the last 24 hours | it is gone; what runs has it only for a time: until that has ended |
| \`unfixable\` | a finding of which Inspector says \`fixAvailable: NO\`; \`PARTIAL\`, and no word on it, is not enough | there is a fix |
| \`graceDays\` | a finding of which Inspector says \`exploitAvailable: NO\`; where nothing is said of one there is no grace | so many days after the vendor published it or this environment first saw it, whichever is earlier; where neither is known there is no grace |

- Only findings of severities that are over the allowance are read; each is known by vulnerability and package. With \`graceDays\`, when this
  environment first saw it is kept in its table, also while it is waived or unfixable; Inspector's *first observed* begins anew with each image.
- To know what runs, the deployer requests a new scan of it and waits, up to \`delivery.scan.limitSeconds\` in all. ECR scans an image once a day, the
  push included: refused for that, the complete scan of the last 24 hours counts. Inspector's scans go on by themselves. What cannot be had is not
  tolerated: the refusal says why.
- **Nothing temporary becomes permanent.** What runs must have been released here, so nothing is known at a first release, nor of an image that
  somebody put into the service by hand. What came in by a waiver or in its days of grace is *known* no longer than that, over any number of releases;
  where a release has no record of that, a waiver that is in the file counts as what let it in.
- What is let in, why and until when is in the outcome, the notification and the decision on the digest; \`npx slipway status\`
  names it for what runs, and says what of it is over.
- Findings longer than ${longestFindings} characters, some 500 of them, are more than a state of the machine can compare: then none is tolerated, and the refusal
  says so.
- \`unfixable\` and \`graceDays\` need \`delivery.scanning: enhanced\`.

## Findings that are waived at run time

A waiver in the file takes a plan, a review and an apply. Where a release waits for it, \`delivery.runtimeWaivers.maxDays\` (0 for not at
all) and \`access.waivers\` let people who answer for findings waive one for some days:

\`\`\`sh
npx slipway waive shop-prod CVE-2026-12345 --package openssl --until 2026-12-31 --because "The option is not used."
npx slipway waivers shop-prod                         # what is waived, by whom, why, until when
npx slipway unwaive shop-prod CVE-2026-12345 --package openssl
\`\`\`

- A waiver is an item of the environment's table that is never changed; of each finding the newest one counts, beside the file's. A refused image is
  judged anew once what is waived has changed: by the schedule, or when somebody asks.
- One that has ended, lasts longer than \`maxDays\`, does not say who wrote it or cannot be read counts for nothing, and stops nothing. Of
  more than ${mostWaivers} the newest count.
- With \`--package\` it lets in that package alone: a finding in several needs all of them waived.
- What is let in ends with the waiver, also where somebody takes it back: it is not *known* from then on. What runs keeps running.
- Only the role \`<application>-<environment>-waivers\`, which the principals of \`access.waivers\` act as, may write them: the table's own policy refuses them to everybody else in
  the account, administrators included ([access.md](access.md#who-writes-into-the-table)). *By* is the writer's own word, as STS named
  him to the command; CloudTrail's data events prove it where they are switched on.
- \`npx slipway waivers shop-prod --format openvex\` writes what counts as an [OpenVEX](https://github.com/openvex/spec) document, and
  \`npx slipway waive shop-prod --from vex.json --until …\` takes one: of each finding the newest statement, where it is \`not_affected\` with a justification
  or \`fixed\`, and its product is this repository (\`pkg:oci/…?repository_url=…\`) or, with \`--digest\`, that one image. The statement's words are the
  reason; what is not taken is listed. A waiver counts for every image of the environment, also where the statement was on one.
- A promotion judges by the target's waivers, as it does by the target's allowance.

## Findings in what runs

New findings go on appearing after a release. With \`delivery.dailyLook: true\` the machine \`…-delivery-look\` looks once a day, at 6:00 UTC, at
what runs, by the deployer's own states; it takes no lock, decides nothing and stops nothing. What the allowance, a waiver, \`unfixable\` or the days of
grace let in is passed over; ECR's own scan is requested anew.

- People are notified of each finding (vulnerability and packages) once, with the version that fixes it where Inspector says one; also of one that came in
  because an earlier image had it too. What breaks off between notification and note is said twice.
- A scan that cannot be read is said once for each image. A look that fails says so.
- With it, a refusal of the deployer names the findings that it did not let in, with their fix.

## Holds and windows

\`\`\`sh
npx slipway hold shop-dev --because "The audit ends on Monday" --until 2026-12-01T08:00Z
npx slipway resume shop-dev
npx slipway deploy shop-dev --digest sha256:… --outside-window --because "The login is broken"
\`\`\`

- **A hold** lets nothing be released, and \`npm run apply\` apply nothing, until somebody resumes it or its \`--until\` has come. Only who may act as the
  environment's operator (\`access.operators\`) can hold and resume; without that section nobody can. A second hold is refused. Nothing passes a
  hold: neither force nor \`--outside-window\`.
- **The window** (\`delivery.windows\`: \`any\`, or days and hours in UTC, which knows no daylight-saving time) is open from \`from\` until just before \`to\`; where \`to\` is not
  later than \`from\` it closes on the next day. Who asks with \`--outside-window\` and a reason is let through, and the run says why; that needs the
  permission to start the deployer itself, as force does. Applies do not mind the window.
- **Both are looked at** when an image is to be released, once more with the lock, just before the migration and just before the service is updated. A
  hold that cannot be read is no permission: the run ends. One that comes during a migration stops the release after it, and the
  outcome says that the migration was run. A release that has begun to roll out is finished.
- **A rollback works** during both, also where the hold cannot be read. The clean-up and the completion of a release go on.
- **What was refused is not lost.** With \`delivery.trigger: scan\` the schedule releases the newest image that waits, within \`delivery.reconcileMinutes\` of the
  hold's end or the window's opening; what it finds waiting it neither records nor reports. With \`pipeline\` nothing is released unasked;
  \`slipway resume\` prints the command for what was refused.
- The time is that of the machine's own state. \`status\` and every refusal say who holds, why and until when; *who* is as with waivers.
- \`npm run apply\` obeys a hold also where it would change the operators. If nobody can resume any more, \`npx cdktf apply\` asks no hold.

## What is certain

- **One at a time.** The environment's lock names its holder: an execution, or an apply (\`npm run apply\` takes the same lock). A scan
  is waited for without it; with it, age, earlier decisions and the scan are read once more. It is stale when Step Functions says that
  the execution is over, not when it is old; whoever finds it stale first finishes or cleans up what it was for.
- **A migration never runs beside another one.** Each task has a name (\`startedBy\`, with environment, digest and execution) that is in the lock
  before it starts; before each start the environment's tasks are searched for such names, and what is found is waited for, then stopped. A migration that
  does not end in \`delivery.migration.limitSeconds\` is stopped, and only once it has ended the lock is free.
- **Success means healthy.** The deployment's own id is watched until ECS calls it completed and as many of its tasks run as the service
  is to have, at least one. When ECS rolls back, the release failed, however steady the service is.
- **The first release** starts the service, which has no tasks before, and sets the scaling minimum; if it fails, the service goes back
  to zero tasks.
- **A revision that was not released is deregistered**, unless the service still uses it, so a plan never shows an image that nobody let in.
- **What is remembered** is in the DynamoDB table \`<application>-<environment>-delivery\`: the lock; the decision on each digest; the
  releases; each run that had something to report, for 400 days; waivers, promotions, test results and applies.
- **Who is notified.** \`delivery.subscribers\`, of releases, refusals and failures. Findings of the same image are reported once; a trouble of
  the schedule when it comes, not as long as it lasts.

## Looking and acting

These commands were run by our tests against an emulator of AWS; against AWS itself they were not.

\`\`\`sh
npx slipway status shop-dev                           # what runs, since when, last decisions with reasons
npx slipway history shop-dev --since 2026-01-31       # who released, refused, promoted, tested and applied what, when, why
npx slipway deploy shop-dev --digest sha256:…         # this image; without --digest the newest whose tag counts
npx slipway deploy shop-dev --digest sha256:… --force # although older, or failed before
npx slipway rollback shop-dev                         # the release before the one that runs
npx slipway hold shop-dev --because "…"               # nothing is released until npx slipway resume shop-dev
npx slipway unlock shop-dev                           # who holds the lock, what is left behind; frees what is over
\`\`\`

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

\`history\` is for an auditor, newest first: releases, rollbacks, refusals and failures; promotions with what each rule said; test results; applies of reviewed plans, with each
approval and its reason; locks freed by hand; holds, and who resumed; commands that were run, and snapshots that were restored. \`--since\` takes a day or a time in UTC. \`--format
markdown\` is for a ticket, \`csv\` for a spreadsheet (a cell that would be a formula there begins with \`'\`), \`json\` for programs: later versions only add fields. It reads the
environment's own table; who wrote which item, CloudTrail's data events prove where they are switched on. A bare \`cdktf apply\` leaves no record.

\`deploy\` and \`rollback\` follow the execution to its outcome. Exit 0: the digest runs. 1: refused or failed. 2: wrong use or no credentials. Ctrl-C stops looking, not the
deployment.

## When an execution breaks off

Stopped by hand, timed out, or failed after a migration was started or the service was changed: its lock stays, an alarm reports it, and a rule starts the clean-up.

1. The clean-up waits for a migration that still runs, watches a rollout that has begun to its end (and then completes the release, or puts the service back), deregisters a revision
   that nobody uses, and releases the lock.
2. If it fails too, the next run that finds the lock stale does the same.
3. After three tries in all, one notification says what is stuck. \`npx slipway unlock\` shows what is left behind and frees the lock; whoever freed it cleans up. Before that there is
   no need to.

Where the service cannot go back to what ran before, because that revision is gone or denied, the same is registered again, then an earlier release's revision is tried; the detail
says which. A holder that still runs keeps its lock, whoever asks. The lock of an apply that was killed is never taken over: \`unlock\` frees it once a person has made sure that the
apply is over.

Events that could not be delivered for an hour are in the queue \`<application>-<environment>-delivery-undelivered\`, and an alarm reports them; the schedule finds what they reported.

## What is changed, and what finds it again

What is needed to find a change again, when its answer is lost or whoever waited for it is stopped, is written, or chosen as a name, before. So an error after a change never ends
in an outcome that says that nothing happened.

${sideEffectTable(machineSideEffects)}

The same of \`npm run plan\`, \`npm run apply\`, \`slipway hold\`, \`slipway resume\`, \`slipway run\`, \`slipway connect\`, \`slipway restore\` and \`slipway unlock\`:

${sideEffectTable(applySideEffects)}

And of \`slipway evidence\` and \`slipway promote\`, whose steps are in [promotion.md](promotion.md):

${sideEffectTable(promotionSideEffects)}

## What was not seen on AWS

The machine was run, unchanged, on an emulator that holds each call to AWS's models, to the role's policy and to the limits of Step
Functions; scans, scaling and the ends of containers came from fixtures in AWS's shape. Not seen on an account: whether ECR sends an event
for a scan that failed (the schedule does not need it), how long Inspector's first scan takes, and how soon ECS takes a failed deployment
off its list.

## Outcomes

Each run ends with one of these, in the execution's output, in the record and in the notification.
`;
