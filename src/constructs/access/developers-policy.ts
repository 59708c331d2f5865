import type { Statement } from "../../base/policy";
import type { DeliverySettings } from "../../delivery/settings";
import type { AccessPlaces } from "./access-places";
import { seeWhatRuns } from "./deployer-statements";
import { logInToTheRegistry, pushImages, readScans } from "./image-statements";
import { readRecords, useTheTablesKey } from "./record-statements";

/** Developers push, and see what became of it: `slipway status`. */
export function developersPolicy(
  places: AccessPlaces,
  scanning: DeliverySettings["scanning"],
): Statement[] {
  return [
    logInToTheRegistry,
    pushImages(places),
    ...readScans(places, scanning),
    ...seeWhatRuns(places),
    readRecords(places, ["decision", "evidence", "history", "lock", "promotion", "release"]),
    useTheTablesKey(places, "read"),
  ];
}
