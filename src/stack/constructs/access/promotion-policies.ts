import type { PolicyStatement } from "../../../base/policy";
import type { DeliverySettings } from "../../../contract/delivery-settings";
import { logInToTheRegistry } from "../image-repository";
import type { AccessPlaces } from "./access-places";
import { readReleases } from "./publisher-policy";
import {
  askTheDeployer,
  pullImages,
  pushImages,
  readFirstSeen,
  readRecords,
  readScans,
  seeWhatRuns,
  useTheTablesKey,
  writeRecords,
} from "./statements";

/** Properties of {@link promoterPolicy}. */
interface PromoterPolicyProps {
  /** The environment that images go to. */
  readonly target: AccessPlaces;
  /** The environment that images come from. */
  readonly source: AccessPlaces;
  /** Which scanner the registry uses from which images are read: the source's, where both are in one account. */
  readonly scanning: DeliverySettings["scanning"];
  /** Role of the source's account that reads there, by ARN, where that is another account. */
  readonly readerRoleArn: string | undefined;
  /** Whether the target tolerates what its own image has too. */
  readonly comparesWithRunning: boolean;
  /** Whether findings are waived there at run time. */
  readonly readsWaivers: boolean;
  /** Whether the target tolerates findings for a time, which counts from when it first saw each. */
  readonly readsFirstSeen: boolean;
  /** Whether the target is deployed only by an explicit start. */
  readonly starts: boolean;
  /** Whether somebody may hold the target. */
  readonly holds: boolean;
}

/** The promoter reads the source, pushes to the target, records it there and follows the target's deployer. */
export function promoterPolicy(props: PromoterPolicyProps): PolicyStatement[] {
  const { target, source, scanning, readerRoleArn, starts } = props;
  const [, ...reads] = promotionReaderPolicy(source, { scanning }); // one login opens both
  return [
    logInToTheRegistry,
    pushImages(target),
    ...seeWhatRuns(target),
    readRecords(target, [
      ...(["decision", "history", "lock", "promotion", "release"] as const),
      ...(props.readsWaivers ? (["waiver"] as const) : []),
      ...(props.holds ? (["hold"] as const) : []),
    ]),
    ...(props.comparesWithRunning ? readScans(target, "basic") : []),
    ...(props.readsFirstSeen ? [readFirstSeen(target)] : []),
    writeRecords(
      target,
      ["promotion"],
      ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    ),
    useTheTablesKey(target, "write"),
    ...(starts ? askTheDeployer(target) : []),
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

/** What a promotion reads of the environment that images come from. */
export function promotionReaderPolicy(
  places: AccessPlaces,
  { scanning, publishes = false }: Pick<DeliverySettings, "scanning" | "publishes">,
): PolicyStatement[] {
  return [
    logInToTheRegistry,
    pullImages(places),
    ...readScans(places, scanning),
    ...seeWhatRuns(places),
    readRecords(places, [
      ...(["decision", "evidence", "release"] as const),
      ...(publishes ? (["frontend"] as const) : []),
    ]),
    useTheTablesKey(places, "read"),
    ...(publishes ? readReleases(places) : []),
  ];
}

/** A tester sees what runs, and what is published, and records whether the tests passed: `slipway evidence`. */
export function testerPolicy(
  places: AccessPlaces,
  { publishes = false }: Pick<DeliverySettings, "publishes"> = {},
): PolicyStatement[] {
  const { repositoryArn } = places;
  return [
    ...seeWhatRuns(places),
    { Sid: "SeeTheImage", Effect: "Allow", Action: "ecr:DescribeImages", Resource: repositoryArn },
    readRecords(places, [
      ...(["decision", "evidence"] as const),
      ...(publishes ? (["frontend"] as const) : []),
    ]),
    writeRecords(places, ["evidence"], ["dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}

/** Puts a word before each statement's name, where a policy has the same for two environments. */
function named(prefix: string, statements: readonly PolicyStatement[]): PolicyStatement[] {
  return statements.map((statement) => ({ ...statement, Sid: `${prefix}${statement.Sid}` }));
}
