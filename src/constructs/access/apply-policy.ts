import type { Statement } from "../../base/policy";
import { namesOf } from "../../contract/names";
import { readPolicy, type TerraformPolicyProps } from "./plan-policy";
import { useTheTablesKey, writeRecords } from "./record-statements";
import { writeStatements } from "./terraform/service-access";
import { terraformServices } from "./terraform/services";
import { stateAccess } from "./terraform/state-access";

/** Services of AWS that get one of the environment's roles. */
const passedTo = [
  "ecs-tasks.amazonaws.com",
  "events.amazonaws.com",
  "monitoring.rds.amazonaws.com",
  "scheduler.amazonaws.com",
  "states.amazonaws.com",
];

/** Services that make a role of their own in an account at first use. */
const linkedRoles = [
  "ecs.amazonaws.com",
  "ecs.application-autoscaling.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
  "rds.amazonaws.com",
];

/**
 * Whoever applies changes this environment's resources, by name where AWS lets one name them beforehand, else by the
 * environment's tags. It makes roles, and through them it can do whatever the account lets roles do: that is why the job that gets this
 * has reviewers.
 */
export function applyPolicy(props: TerraformPolicyProps): Statement[] {
  const { environment, places, keyArn } = props;
  const { prefix } = namesOf(environment);
  const { partition, region, account } = places;
  const through = ["dynamodb", "ecr", "logs", "rds", "secretsmanager", "sns", "sqs", "states"].map(
    (service) => `${service}.${region}.amazonaws.com`,
  );
  return [
    ...readPolicy(props).filter(({ Sid }) => Sid !== "UseTheTablesKey"),
    ...writeStatements(terraformServices(environment), environment),
    {
      Sid: "PassRolesToTheirServices",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: places.roleArn(`${prefix}-*`),
      Condition: { StringEquals: { "iam:PassedToService": passedTo } },
    },
    {
      Sid: "LetServicesMakeTheirOwnRoles",
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: `arn:${partition}:iam::${account}:role/aws-service-role/*`,
      Condition: { StringEquals: { "iam:AWSServiceName": linkedRoles } },
    },
    {
      Sid: "EncryptThroughTheServicesThatStoreData",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": through } },
    },
    {
      Sid: "LetThemUseTheKey",
      Effect: "Allow",
      Action: "kms:CreateGrant",
      Resource: keyArn,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
    // `slipway apply` takes the deployer's lock, so that no release happens meanwhile.
    writeRecords(
      places,
      ["lock"],
      ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    ),
    useTheTablesKey(places, "write"),
    ...stateAccess(environment, "write"),
  ];
}
