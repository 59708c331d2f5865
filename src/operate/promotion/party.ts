import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { type Registry, registryOf } from "../../aws/registry";
import type { Session } from "../../aws/session";
import { type ReadClients, readAsStepFunctions } from "../../aws/step-functions-call";
import type { Delivery } from "../../contract/delivery-settings";
import type { Call } from "./run-chapter";

/** An environment that takes part in a promotion, and the way into it. */
export interface Party {
  /** Such as `eec-dev`. */
  readonly environment: string;
  readonly delivery: Delivery;
  /** Who acts there, by ARN. */
  readonly caller: string;
  readonly clients: ReadClients & { readonly dynamodb: DynamoDBClient; readonly sfn: SFNClient };
  /** Reads as the deployer does. */
  readonly call: Call;
  readonly registry: Registry;
  /** Repository with its registry, as image references name it. */
  readonly repository: string;
}

/** An environment seen through a session. */
export async function openParty(delivery: Delivery, session: Session): Promise<Party> {
  const { ECRClient } = await import("@aws-sdk/client-ecr");
  const { ECSClient } = await import("@aws-sdk/client-ecs");
  const { SSMClient } = await import("@aws-sdk/client-ssm");
  const { SFNClient } = await import("@aws-sdk/client-sfn");
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { account, region, config } = session;
  const clients = {
    ecr: new ECRClient(config),
    ecs: new ECSClient(config),
    ssm: new SSMClient(config),
    sfn: new SFNClient(config),
    dynamodb: new DynamoDBClient(config),
  };
  const endpoint =
    config.endpoint ?? process.env["AWS_ENDPOINT_URL_ECR"] ?? process.env["AWS_ENDPOINT_URL"];
  const registry = registryOf(account, region, endpoint);
  return {
    environment: delivery.names.environment,
    delivery,
    caller: session.caller,
    clients,
    call: (action, argument) => readAsStepFunctions(clients, action, argument),
    registry,
    repository: `${registry.host}/${delivery.names.repository}`,
  };
}
