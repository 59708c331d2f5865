import { arnIn, type Place } from "../../../base/arns";
import { type PolicyStatement, viaService } from "../../../base/policy";
import type { DeliverySettings } from "../../../contract/delivery-settings";
import { onlyKinds, type TableKind } from "../../../contract/delivery-table";
import { readInspectorFindings } from "../../../deployer/policy";
import { pullActions, pushActions } from "../image-repository";
import type { AccessPlaces } from "./access-places";

/** See what the service runs and what the pointer says. DescribeTaskDefinition knows no resource. */
export function seeWhatRuns({ serviceArn, imagePointerArn }: AccessPlaces): PolicyStatement[] {
  return [
    { Sid: "SeeTheService", Effect: "Allow", Action: "ecs:DescribeServices", Resource: serviceArn },
    {
      Sid: "SeeWhatItRuns",
      Effect: "Allow",
      Action: "ecs:DescribeTaskDefinition",
      Resource: "*",
    },
    {
      Sid: "SeeThePointer",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: imagePointerArn,
    },
  ];
}

/** Read what the application wrote, and the migrations and commands that ran in tasks of its own: they share one log group. */
export function readTheLog({ appLogGroupArn }: AccessPlaces): PolicyStatement {
  return {
    Sid: "ReadTheLog",
    Effect: "Allow",
    Action: "logs:FilterLogEvents",
    Resource: `${appLogGroupArn}:*`,
  };
}

/** Ask the deployer for a digest, and follow it. Not more: force and rollback are asked of the deployer's own machine. */
export function askTheDeployer({
  requestMachineArn,
  executionArns,
}: AccessPlaces): PolicyStatement[] {
  return [
    {
      Sid: "AskTheDeployer",
      Effect: "Allow",
      Action: "states:StartExecution",
      Resource: requestMachineArn,
    },
    {
      Sid: "FollowTheDeployer",
      Effect: "Allow",
      Action: ["states:DescribeExecution", "states:GetExecutionHistory"],
      Resource: executionArns,
    },
  ];
}

/** Push to the repository, and read what is there. */
export function pushImages({ repositoryArn }: AccessPlaces): PolicyStatement {
  return {
    Sid: "PushImages",
    Effect: "Allow",
    Action: [...new Set([...pushActions, ...pullActions, "ecr:DescribeImages"])].sort(),
    Resource: repositoryArn,
  };
}

/** Pull from the repository. */
export function pullImages({ repositoryArn }: AccessPlaces): PolicyStatement {
  return { Sid: "PullImages", Effect: "Allow", Action: [...pullActions], Resource: repositoryArn };
}

/** See which images there are and what their scans found. */
export function readScans(
  { repositoryArn }: AccessPlaces,
  scanning: DeliverySettings["scanning"],
): PolicyStatement[] {
  return [
    {
      Sid: "ReadScans",
      Effect: "Allow",
      Action: ["ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeImages"],
      Resource: repositoryArn,
    },
    ...(scanning === "enhanced" ? [readInspectorFindings] : []),
  ];
}

/** Read records of these kinds. */
export function readRecords(
  { tableArn }: AccessPlaces,
  kinds: readonly TableKind[],
): PolicyStatement {
  return {
    Sid: "ReadRecords",
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:Query"],
    Resource: tableArn,
    Condition: onlyKinds(kinds),
  };
}

/** Read when the environment first saw findings, many at once. */
export function readFirstSeen({ tableArn }: AccessPlaces): PolicyStatement {
  return {
    Sid: "ReadWhenFindingsWereFirstSeen",
    Effect: "Allow",
    Action: "dynamodb:BatchGetItem",
    Resource: tableArn,
    Condition: onlyKinds(["first-seen"]),
  };
}

/** Write records of these kinds, and none of the deployer's. */
export function writeRecords(
  { tableArn }: AccessPlaces,
  kinds: readonly TableKind[],
  actions: readonly string[],
): PolicyStatement {
  return {
    Sid: "WriteRecords",
    Effect: "Allow",
    Action: actions,
    Resource: tableArn,
    Condition: onlyKinds(kinds),
  };
}

/** Use the key that encrypts the table, through the table alone. */
export function useTheTablesKey(places: AccessPlaces, how: "read" | "write"): PolicyStatement {
  const write = ["kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
  return {
    Sid: "UseTheTablesKey",
    ...useKey(places, places.keyAlias, "dynamodb", [
      "kms:Decrypt",
      "kms:DescribeKey",
      ...(how === "write" ? write : []),
    ]),
  };
}

/**
 * Use a key of this place through one service alone. Known by its alias, because it may be another stack's.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function useKey(
  place: Place,
  alias: string,
  service: string,
  actions: readonly string[],
): Omit<PolicyStatement, "Sid"> {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: arnIn(place, "kms", "key/*"),
    Condition: {
      StringEquals: viaService(place.region, service),
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias },
    },
  };
}
