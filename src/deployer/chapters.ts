import type { Delivery } from "../contract/delivery-settings";
import type { States } from "./asl";
import { compare } from "./chapters/compare";
import { findImage } from "./chapters/find-image";
import { finishRelease } from "./chapters/finish-release";
import { goBack } from "./chapters/go-back";
import { listImages } from "./chapters/list-images";
import { lookAtService } from "./chapters/look-at-service";
import { migrate } from "./chapters/migrate";
import { nameError } from "./chapters/name-error";
import { readInput } from "./chapters/read-input";
import { readManifest } from "./chapters/read-manifest";
import { recordRun } from "./chapters/record-run";
import { register } from "./chapters/register";
import { retireRevision } from "./chapters/retire-revision";
import { runningMigrations } from "./chapters/running-migrations";
import { scanGate } from "./chapters/scan-gate";
import { takeLock } from "./chapters/take-lock";
import { takeOver } from "./chapters/take-over";
import { unlockAndTell } from "./chapters/unlock-and-tell";
import { updateService } from "./chapters/update-service";
import { watchRollout } from "./chapters/watch-rollout";

/** One chapter of the machine's story. */
export interface Chapter {
  /** What happens in it, for people. */
  readonly title: string;
  readonly states: States;
}

/**
 * From a hint that an image might be deployed to a release, or to a reason why not. Every way out is one of `outcomes` and
 * passes the last three; what breaks off is taken up by another execution, which enters at "Take over".
 */
export function chapters(delivery: Delivery): readonly Chapter[] {
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
    { title: "Run the migration", states: migrate(delivery) },
    { title: "Find running migrations", states: runningMigrations(delivery) },
    { title: "Update the service", states: updateService(delivery) },
    { title: "Watch the rollout", states: watchRollout(delivery) },
    { title: "Go back", states: goBack(delivery) },
    { title: "Complete the release", states: finishRelease(delivery) },
    { title: "Take over what broke off", states: takeOver(delivery) },
    { title: "Name an error of AWS", states: nameError() },
    { title: "Retire the revision", states: retireRevision(delivery) },
    { title: "Record the run", states: recordRun(delivery) },
    { title: "Unlock and tell", states: unlockAndTell(delivery) },
  ];
}
