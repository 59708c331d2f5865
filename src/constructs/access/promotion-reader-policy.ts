import type { Statement } from "../../base/policy";
import type { DeliverySettings } from "../../delivery/settings";
import type { AccessPlaces } from "./access-places";
import { seeWhatRuns } from "./deployer-statements";
import { logInToTheRegistry, pullImages, readScans } from "./image-statements";
import { readRecords, useTheTablesKey } from "./record-statements";

/** What a promotion reads of the environment that images come from. */
export function promotionReaderPolicy(
  places: AccessPlaces,
  scanning: DeliverySettings["scanning"],
): Statement[] {
  return [
    logInToTheRegistry,
    pullImages(places),
    ...readScans(places, scanning),
    ...seeWhatRuns(places),
    readRecords(places, ["decision", "evidence", "release"]),
    useTheTablesKey(places, "read"),
  ];
}
