import type { Rule } from "./rule";

// Rules whose every row has the shape of the table of attributes: nothing of them is code. What they judge stands there, under their names.

/** A listener shows another certificate than it did. */
export const certificateSwapped: Rule = {
  name: "certificate-swapped",
  class: "outage",
  why: "Browsers turn away from a certificate that lacks one of the names, and people learn to click the warning away.",
  advice:
    "Let the new one be issued for every name first, add it beside the old one, then make it the listener's own.",
};

/** The load balancer asks another question before it sends requests to a task. */
export const healthCheckChanged: Rule = {
  name: "health-check-changed",
  class: "outage",
  why: "Tasks that run well and answer the new question badly are all replaced, over and over, without any release to roll back.",
  advice: "Ask the running image the new question first.",
};

/** Tasks run on other capacity, or are rolled out otherwise, than the deployer and its guards count on. */
export const serviceRunOtherwise: Rule = {
  name: "service-run-otherwise",
  class: "outage",
  why: "Spot capacity is taken back at two minutes' notice; with another controller or strategy the circuit breaker and the deployer no longer do what they are there for.",
  advice:
    "Keep Fargate, the ECS controller and rolling deployments. Try anything else on a service of its own.",
};

/** Fewer backups, for a shorter time, or none at the end. */
export const backupsReduced: Rule = {
  name: "backups-reduced",
  class: "safety",
  why: "Damage is often found days later; what is not kept until then cannot be brought back. 0 days deletes all that is there.",
  advice: "Keep the longer time. A final snapshot costs little.",
};

/** What makes AWS refuse or delay a deletion is switched off: usually the step before the deletion. */
export const deletionProtectionRemoved: Rule = {
  name: "deletion-protection-removed",
  class: "safety",
  why:
    "It is the last guard: `prevent_destroy` goes with its block, and a plan does not even show it. " +
    "Without protection the next mistake deletes.",
  advice:
    "Keep it on. To delete on purpose, switch it off in a change of its own, with an approval that says why.",
};

/** The database or the cluster reports less about how it does. */
export const monitoringReduced: Rule = {
  name: "monitoring-reduced",
  class: "safety",
  why: "Alarms and the people on call see a slow database or a full task only by these numbers.",
  advice: "Keep them on; what they cost is little beside an outage that nobody can explain.",
};

/** The database no longer gets its security fixes by itself. */
export const patchesStopped: Rule = {
  name: "patches-stopped",
  class: "safety",
  why: "Minor versions are where holes are closed; nobody remembers to install them by hand.",
  advice: "Leave it on: minor versions wait for the maintenance window.",
};

/** Terraform no longer follows the revisions that a release makes, takes the old ones away, or starts a family of its own. */
export const revisionUntracked: Rule = {
  name: "revision-untracked",
  class: "safety",
  why:
    "A release registers its revision in this family, and a rollback goes back to one. Without them the next apply " +
    "undoes a release, and there is nothing to go back to.",
  advice: "Keep the family, `track_latest` and `skip_destroy` as they are.",
};

/** A release that does not come up is no longer taken back, or takes the running one down before it is up. */
export const rollbackWeakened: Rule = {
  name: "rollback-weakened",
  class: "safety",
  why: "ECS starts tasks that die for as long as nobody stops it; the circuit breaker does, and goes back to what ran.",
  advice:
    "Keep the circuit breaker with rollback, and 100 per cent healthy during a release. Where alarms are no longer to roll back, write `monitoring.requests.rollBack: false` and keep the line: with no alarm named the apply fails at the service.",
};

/** Images are no longer scanned, or a tag may move from the image that was scanned to another. */
export const scanWeakened: Rule = {
  name: "scan-weakened",
  class: "safety",
  why: "The delivery refuses what was not scanned, so nothing is released any more; or what runs is not what was looked at.",
  advice: "Keep scanning on push, and tags that do not move.",
};

/** A session by which people come into the network leads elsewhere, or is open to others. */
export const sessionDiverted: Rule = {
  name: "session-diverted",
  class: "exposure",
  why: "Whoever may start sessions by the document reaches what stands in it, from inside the network: another host, or one that they choose, is open to all of them.",
  advice:
    "Let host and port stand in it as Slipway writes them, and share it with no other account. After the database was replaced its new host is right.",
};

/** People may open a shell in running containers. */
export const shellEnabled: Rule = {
  name: "shell-enabled",
  class: "privilege",
  why: "In the container are its secrets, its role and its access to the database.",
  advice: "Keep ECS Exec off in production; look at logs and metrics, or at dev.",
};
