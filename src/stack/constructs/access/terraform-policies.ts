import { arnIn, bareArnIn, globalArnIn } from "../../../base/arns";
import { type PolicyStatement, viaService } from "../../../base/policy";
import { deliveryOf } from "../../../config/delivery-of";
import { linkedRolesOf } from "../../../config/linked-roles";
import type { Environment } from "../../../config/schema";
import { addressesOf } from "../../../contract/delivery-names";
import { namesOf } from "../../../contract/names";
import { readsOfRollbacks } from "../../../contract/rollbacks";
import { stateKeyAlias } from "../../../contract/state-key";
import type { AccessPlaces } from "./access-places";
import { readRecords, useKey, useTheTablesKey, writeRecords } from "./statements";
import { namedStatements, readStatements, unnamedStatements } from "./terraform/service-access";
import { frontendServices, networkServices, terraformServices } from "./terraform/services";

/** What {@link planPolicy} and the apply policy depend on. */
interface TerraformPolicyProps {
  /** The checked file, from which follows what Terraform keeps. */
  readonly environment: Environment;
  /** Where the environment's own things are, by ARN. */
  readonly places: AccessPlaces;
  /** ARN of the key that encrypts everything that the environment keeps. */
  readonly keyArn: string;
}

/**
 * Whoever plans reads what Terraform reads and changes nothing but the state's lock. A plan opens the generated secrets, so
 * this is as confidential as applying.
 */
export function planPolicy(props: TerraformPolicyProps): PolicyStatement[] {
  const { environment, places } = props;
  return [
    ...readStatements([
      ...terraformServices(environment).flat(),
      ...networkServices(environment),
      ...frontendServices(environment),
    ]),
    ...openSecrets(props),
    readRecords(places, ["lock"]),
    useTheTablesKey(places, "read"),
    ...stateAccess(environment, "read"),
  ];
}

/** The provider reads the generated secrets again, at a plan as at an apply. */
function openSecrets({ environment, places, keyArn }: TerraformPolicyProps): PolicyStatement[] {
  const secrets = generatedSecretArns(environment);
  if (secrets.length === 0) return [];
  return [
    {
      Sid: "OpenGeneratedSecrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: secrets,
    },
    {
      Sid: "DecryptThem",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: keyArn,
      Condition: {
        StringEquals: viaService(places.region, "secretsmanager"),
      },
    },
  ];
}

/** Services of AWS that get one of the environment's roles. */
const passedToIn = ({ network }: Environment) => [
  "ecs-tasks.amazonaws.com",
  "events.amazonaws.com",
  "monitoring.rds.amazonaws.com",
  "scheduler.amazonaws.com",
  "states.amazonaws.com",
  ...(network.mode === "create" ? ["vpc-flow-logs.amazonaws.com"] : []),
];

/**
 * Whoever applies changes this environment's resources, by name where AWS lets one name them beforehand, else by the
 * environment's tags. It makes roles, and through them it can do whatever the account lets roles do: that is why the job that gets this
 * has reviewers. In lists, each short enough for a policy.
 */
export function applyPolicy(props: TerraformPolicyProps): PolicyStatement[][] {
  const { environment, places, keyArn } = props;
  const { prefix } = namesOf(environment);
  const through = ["dynamodb", "ecr", "logs", "rds", "secretsmanager", "sns", "sqs", "states"];
  const parts = terraformServices(environment);
  const network = networkServices(environment);
  const frontend = frontendServices(environment);
  const named = parts.map((services) => namedStatements(services, environment));
  const unnamed = [
    ...unnamedStatements([...parts.flat(), ...network, ...frontend]),
    ...openSecrets(props),
    readRecords(places, ["lock"]),
    // `slipway apply` takes the deployer's lock, so that no release happens meanwhile, and obeys a hold.
    ...(deliveryOf(environment).settings.holds
      ? [{ ...readRecords(places, ["hold"]), Sid: "ReadTheHold" }]
      : []),
    ...readRollouts(environment),
    writeRecords(
      places,
      ["lock"],
      ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    ),
  ];
  const rest: PolicyStatement[] = [
    {
      Sid: "PassRolesToTheirServices",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: places.roleArn(`${prefix}-*`),
      Condition: { StringEquals: { "iam:PassedToService": passedToIn(environment) } },
    },
    {
      Sid: "LetServicesMakeTheirOwnRoles",
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: globalArnIn(places, "iam", "role/aws-service-role/*"),
      Condition: {
        StringEquals: {
          "iam:AWSServiceName": linkedRolesOf(environment).map(({ service }) => service),
        },
      },
    },
    {
      Sid: "EncryptThroughTheServicesThatStoreData",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: keyArn,
      Condition: { StringEquals: viaService(places.region, ...through) },
    },
    {
      Sid: "LetThemUseTheKey",
      Effect: "Allow",
      Action: "kms:CreateGrant",
      Resource: keyArn,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
    useTheTablesKey(places, "write"),
    ...stateAccess(environment, "write"),
  ];
  return [
    ...named,
    unnamed,
    rest,
    namedStatements(network, environment),
    namedStatements(frontend, environment),
  ];
}

/** `slipway apply` says for which alarm ECS rolled its rollout back. */
function readRollouts(environment: Environment): PolicyStatement[] {
  if (environment.monitoring?.requests.rollBack !== true) return [];
  return readsOfRollbacks(addressesOf(deliveryOf(environment).names)).map(
    ([Sid, Action, Resource]) => ({ Sid, Effect: "Allow", Action, Resource }),
  );
}

/**
 * The environment's state and its lock. Whoever plans reads the state and may take the lock, and cannot write the state.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
function stateAccess(environment: Environment, how: "read" | "write"): PolicyStatement[] {
  const { account, state } = environment;
  const { stateKey } = namesOf(environment);
  const place = { account, region: state.region };
  const bucket = bareArnIn(place, "s3", state.bucket);
  return [
    {
      Sid: "FindTheState",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucket,
      // Terraform also looks for the state's other workspaces, which are below env:/.
      Condition: { StringLike: { "s3:prefix": [`${stateKey}*`, "env:/*"] } },
    },
    {
      Sid: how === "read" ? "ReadTheState" : "WriteTheState",
      Effect: "Allow",
      Action: how === "read" ? "s3:GetObject" : ["s3:GetObject", "s3:PutObject"],
      Resource: `${bucket}/${stateKey}`,
    },
    {
      Sid: "LockTheState",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: `${bucket}/${stateKey}.tflock`,
    },
    {
      Sid: "UseTheStatesKey",
      ...useKey(place, stateKeyAlias, "s3", ["kms:Decrypt", "kms:GenerateDataKey"]),
    },
  ];
}

/**
 * The secrets that Terraform opens when it plans: those that it generates, and no other, by ARN. AWS puts six characters after a
 * secret's name.
 */
function generatedSecretArns(environment: Environment): string[] {
  const names = namesOf(environment);
  const { database, secrets } = environment;
  const variables = Object.entries(secrets.variables)
    .filter(([, { source }]) => source !== "arn")
    .map(([variable]) => names.secret(variable));
  return [...variables, ...(database.mode === "create" ? [names.databasePasswordSecret] : [])]
    .sort()
    .map((name) => arnIn(environment, "secretsmanager", `secret:${name}-??????`));
}
