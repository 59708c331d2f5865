import type { Rule } from "./rule";

// Rules whose every row has the shape of the table of attributes: nothing of them is code. What they judge stands there, under their names.

/** Tasks run on other capacity, or are rolled out in another way, than the deployer and its guards count on. */
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

/** The database or the cluster tells less about how it does. */
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
