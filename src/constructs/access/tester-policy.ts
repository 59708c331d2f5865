import type { Statement } from "../../base/policy";
import type { AccessPlaces } from "./access-places";
import { seeWhatRuns } from "./deployer-statements";
import { readRecords, useTheTablesKey, writeRecords } from "./record-statements";

/** A tester sees what runs and records whether the tests passed: `slipway evidence`. */
export function testerPolicy(places: AccessPlaces): Statement[] {
  const { repositoryArn } = places;
  return [
    ...seeWhatRuns(places),
    { Sid: "SeeTheImage", Effect: "Allow", Action: "ecr:DescribeImages", Resource: repositoryArn },
    readRecords(places, ["decision", "evidence"]),
    writeRecords(places, ["evidence"], ["dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}
