import type { PolicyStatement } from "../../../base/policy";
import type { DeliverySettings } from "../../../contract/delivery-settings";
import { oneOffTag } from "../../../contract/one-off-tasks";
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
  readTheLog,
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
  /** Which scanner the source's account uses. */
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
  const [, ...reads] = promotionReaderPolicy(source, scanning); // one login opens both
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
  scanning: DeliverySettings["scanning"],
  { publishes = false }: Pick<DeliverySettings, "publishes"> = {},
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

/** Whoever waives sees what is waived, and adds to it. */
export function waiversPolicy(places: AccessPlaces): PolicyStatement[] {
  return [
    readRecords(places, ["waiver"]),
    writeRecords(places, ["waiver"], ["dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}

/** An operator holds and resumes the environment: `slipway hold`; and sees who deploys just now, and what was refused meanwhile. */
export function operatorPolicy(places: AccessPlaces): PolicyStatement[] {
  return [
    readRecords(places, ["history", "hold", "lock"]),
    writeRecords(places, ["hold"], ["dynamodb:DeleteItem", "dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}

/**
 * Who runs commands starts tasks of this family in this cluster, with its two roles and no others, stops those alone that were started so, and
 * reads their log: `slipway run`.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function taskRunnerPolicy(places: AccessPlaces): PolicyStatement[] {
  const thisCluster = { ArnEquals: { "ecs:cluster": places.clusterArn } };
  return [
    ...seeWhatRuns(places),
    {
      Sid: "SeeTheImage",
      Effect: "Allow",
      Action: "ecr:DescribeImages",
      Resource: places.repositoryArn,
    },
    {
      Sid: "RunTasks",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: places.taskDefinitionArns,
      Condition: thisCluster,
    },
    {
      Sid: "TagTasksThatItRuns",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: places.taskArns,
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Sid: "PassTheTaskRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: [...places.taskRoleArns],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    {
      Sid: "WatchTasks",
      Effect: "Allow",
      Action: "ecs:DescribeTasks",
      Resource: places.taskArns,
      Condition: thisCluster,
    },
    {
      Sid: "StopTasksThatItRan",
      Effect: "Allow",
      Action: "ecs:StopTask",
      Resource: places.taskArns,
      Condition: {
        ...thisCluster,
        StringEquals: { [`aws:ResourceTag/${oneOffTag.key}`]: oneOffTag.value },
      },
    },
    readTheLog(places),
    readRecords(places, ["run"]),
    writeRecords(places, ["run"], ["dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}

/** Puts a word before each statement's name, where a policy has the same for two environments. */
function named(prefix: string, statements: readonly PolicyStatement[]): PolicyStatement[] {
  return statements.map((statement) => ({ ...statement, Sid: `${prefix}${statement.Sid}` }));
}
