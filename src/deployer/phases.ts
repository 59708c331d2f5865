import type { Delivery } from "../contract/delivery-settings";
import type { States } from "./asl";
import { compare } from "./states/compare";
import { findImage } from "./states/find-image";
import { finishRelease } from "./states/finish-release";
import { goBack } from "./states/go-back";
import { listImages } from "./states/list-images";
import { lookAtService } from "./states/look-at-service";
import { migrate } from "./states/migrate";
import { nameError } from "./states/name-error";
import { oldSnapshots } from "./states/old-snapshots";
import { publishFigures } from "./states/publish-figures";
import { readInput } from "./states/read-input";
import { readManifest } from "./states/read-manifest";
import { recordRun } from "./states/record-run";
import { register, retireRevision } from "./states/revision";
import { rollbackSnapshot } from "./states/rollback-snapshot";
import { updateService, watchRollout } from "./states/rollout";
import { findAlarm, readAlarms } from "./states/rollout-alarms";
import { runningMigrations } from "./states/running-migrations";
import { scanGate } from "./states/scan-gate";
import { takeLock } from "./states/take-lock";
import { takeOver } from "./states/take-over";
import { leftSnapshot, takeSnapshot } from "./states/take-snapshot";
import { unlockAndNotify } from "./states/unlock-and-notify";

/** One phase of a run. */
export interface Phase {
  /** What happens in it, for people. */
  readonly title: string;
  readonly states: States;
}

/**
 * From a hint that an image might be deployed to its release, or to a reason why not. Every run ends with one of `outcomes` and passes the
 * last three phases; what breaks off is taken over by another execution, by "Take over what broke off".
 */
export function phases(delivery: Delivery): readonly Phase[] {
  return [
    { title: "Read the input", states: readInput(delivery) },
    { title: "Look at what runs", states: lookAtService(delivery) },
    { title: "Find the image", states: findImage(delivery) },
    { title: "List the images", states: listImages(delivery) },
    { title: "Read the manifest", states: readManifest(delivery) },
    { title: "Compare with what runs", states: compare(delivery) },
    { title: "Gate: the scan", states: scanGate(delivery) },
    { title: "Take the lock", states: takeLock(delivery) },
    { title: "Register the revision", states: register(delivery) },
    {
      title: "Take a snapshot of the database",
      states: {
        ...takeSnapshot(delivery),
        ...oldSnapshots(delivery),
        ...rollbackSnapshot(delivery),
        ...leftSnapshot(delivery),
      },
    },
    { title: "Run the migration", states: migrate(delivery) },
    { title: "Find running migrations", states: runningMigrations(delivery) },
    { title: "Update the service", states: updateService(delivery) },
    { title: "Watch the rollout", states: { ...readAlarms(delivery), ...watchRollout(delivery) } },
    { title: "Go back", states: { ...findAlarm(delivery), ...goBack(delivery) } },
    { title: "Complete the release", states: finishRelease(delivery) },
    { title: "Take over what broke off", states: takeOver(delivery) },
    { title: "Name an error of AWS", states: nameError() },
    { title: "Retire the revision", states: retireRevision(delivery) },
    { title: "Record the run", states: recordRun(delivery) },
    {
      title: "Unlock and notify",
      states: { ...unlockAndNotify(delivery), ...publishFigures(delivery) },
    },
  ];
}
