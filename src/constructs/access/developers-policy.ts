import type { DeliverySettings } from "../../delivery/settings";
import type { Statement } from "../../terraform/policy";
import type { AccessPlaces } from "./access-places";
import {
  logInToTheRegistry,
  pushImages,
  readRecords,
  readScans,
  seeWhatRuns,
  useTheTablesKey,
} from "./statements";

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
