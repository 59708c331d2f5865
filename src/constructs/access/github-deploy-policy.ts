import type { DeliverySettings } from "../../delivery/settings";
import type { Statement } from "../../terraform/policy";
import type { AccessPlaces } from "./access-places";
import { seeWhatRuns, startTheDeployer } from "./deployer-statements";
import { logInToTheRegistry, pushImages, readScans } from "./image-statements";
import { readRecords, useTheTablesKey } from "./record-statements";

/** An application's workflow pushes, starts the deployer and follows it: `slipway deploy`. */
export function githubDeployPolicy(
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
    ...startTheDeployer(places),
    {
      Sid: "ReadTheLogOfAFailedTask",
      Effect: "Allow",
      Action: "logs:GetLogEvents",
      Resource: `${places.appLogGroupArn}:log-stream:*`,
    },
  ];
}
