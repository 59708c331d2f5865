import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ECRClient } from "@aws-sdk/client-ecr";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { SSMClient } from "@aws-sdk/client-ssm";

/** Clients of the services that the deployer reads. */
export interface ReadClients {
  readonly dynamodb: DynamoDBClient;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  readonly ssm: SSMClient;
}

/** Calls AWS as Step Functions would: `ecs:describeServices` with PascalCase arguments, and such an answer. */
export type Call = (action: string, argument: unknown) => Promise<unknown>;

/**
 * Reads from AWS as a state machine does: actions as Step Functions names them, arguments and answers in PascalCase, times
 * as text. Knows only actions that read.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export async function readAsStepFunctions(
  clients: ReadClients,
  action: string,
  argument: unknown,
): Promise<unknown> {
  // DynamoDB's own names are in PascalCase already, and the others in its answers are ours.
  if (action.startsWith("dynamodb:")) return readTable(clients, action, argument);
  const camel = renamed(argument, (name) => name.charAt(0).toLowerCase() + name.slice(1));
  const answer = await send(clients, action, camel, argument);
  return renamed(answer, (name) => name.charAt(0).toUpperCase() + name.slice(1));
}

async function send(clients: ReadClients, action: string, camel: unknown, pascal: unknown) {
  const { ecr, ecs, ssm } = clients;
  const ecrSdk = await import("@aws-sdk/client-ecr");
  const ecsSdk = await import("@aws-sdk/client-ecs");
  const ssmSdk = await import("@aws-sdk/client-ssm");
  switch (action) {
    case "ecr:batchGetImage":
      return ecr.send(new ecrSdk.BatchGetImageCommand(camel as never));
    case "ecr:describeImages":
      return ecr.send(new ecrSdk.DescribeImagesCommand(camel as never));
    case "ecr:describeImageScanFindings":
      return ecr.send(new ecrSdk.DescribeImageScanFindingsCommand(camel as never));
    case "ecs:describeServices":
      return ecs.send(new ecsSdk.DescribeServicesCommand(camel as never));
    case "ecs:describeTaskDefinition":
      return ecs.send(new ecsSdk.DescribeTaskDefinitionCommand(camel as never));
    case "ssm:getParameter":
      return ssm.send(new ssmSdk.GetParameterCommand(pascal as never));
    default:
      throw new Error(`${action} is not among the actions that are read here`);
  }
}

async function readTable({ dynamodb }: ReadClients, action: string, argument: unknown) {
  const sdk = await import("@aws-sdk/client-dynamodb");
  switch (action) {
    case "dynamodb:batchGetItem":
      return dynamodb.send(new sdk.BatchGetItemCommand(argument as never));
    case "dynamodb:getItem":
      return dynamodb.send(new sdk.GetItemCommand(argument as never));
    case "dynamodb:query":
      return dynamodb.send(new sdk.QueryCommand(argument as never));
    default:
      throw new Error(`${action} is not among the actions that are read here`);
  }
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]) =>
      entry === undefined ? [] : [[rename(name), renamed(entry, rename)]],
    ),
  );
}
