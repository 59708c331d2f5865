import type { Statement } from "../../base/policy";
import type { DeliverySettings } from "../../delivery/settings";
import type { AccessPlaces } from "./access-places";
import { seeWhatRuns, startTheDeployer } from "./deployer-statements";
import { logInToTheRegistry, pushImages } from "./image-statements";
import { named } from "./named-statements";
import { promotionReaderPolicy } from "./promotion-reader-policy";
import { readRecords, useTheTablesKey, writeRecords } from "./record-statements";

/** What {@link promoterPolicy} must be told. */
export interface PromoterPolicyProps {
  /** The environment that images go to. */
  readonly target: AccessPlaces;
  /** The environment that images come from. */
  readonly source: AccessPlaces;
  /** Which scanner the source's account uses. */
  readonly scanning: DeliverySettings["scanning"];
  /** Role of the source's account that reads there, by ARN, where that is another account. */
  readonly readerRoleArn: string | undefined;
  /** Whether the target is deployed only by an explicit start. */
  readonly starts: boolean;
}

/** The promoter reads the source, pushes to the target, records it there and follows the target's deployer. */
export function promoterPolicy(props: PromoterPolicyProps): Statement[] {
  const { target, source, scanning, readerRoleArn, starts } = props;
  const [, ...reads] = promotionReaderPolicy(source, scanning); // one login opens both
  return [
    logInToTheRegistry,
    pushImages(target),
    ...seeWhatRuns(target),
    readRecords(target, ["decision", "history", "lock", "promotion", "release"]),
    writeRecords(
      target,
      ["promotion"],
      ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    ),
    useTheTablesKey(target, "write"),
    ...(starts ? startTheDeployer(target) : []),
    ...(readerRoleArn
      ? [
          {
            Sid: "ReadTheSourceAs",
            Effect: "Allow" as const,
            Action: "sts:AssumeRole",
            Resource: readerRoleArn,
          },
        ]
      : named("Source", reads)),
  ];
}
