import type { Statement } from "../../base/policy";
import type { DeliverySettings } from "../../delivery/settings";
import type { AccessPlaces } from "./access-places";
import { startTheDeployer } from "./deployer-statements";
import { developersPolicy } from "./developers-policy";

/** An application's workflow does what a developer does, and besides starts the deployer and follows it: `slipway deploy`. */
export function githubDeployPolicy(
  places: AccessPlaces,
  scanning: DeliverySettings["scanning"],
): Statement[] {
  return [
    ...developersPolicy(places, scanning),
    ...startTheDeployer(places),
    {
      Sid: "ReadTheLogOfAFailedTask",
      Effect: "Allow",
      Action: "logs:GetLogEvents",
      Resource: `${places.appLogGroupArn}:log-stream:*`,
    },
  ];
}
