import type { SFNClient } from "@aws-sdk/client-sfn";
import { deliveryOf } from "../config/delivery-of";
import type { LoadedEnvironment } from "../config/load";
import type { Delivery } from "../contract/delivery-settings";
import { type Registry, registryOf } from "./registry";
import { openSession, type Session } from "./session";
import { type Call, type ReadClients, readAsStepFunctions } from "./step-functions-call";

/** An environment as it is in AWS: its names and settings, who acts there, and the clients of its account. */
export interface LiveEnvironment {
  /** Such as `eec-dev`. */
  readonly environment: string;
  readonly delivery: Delivery;
  readonly session: Session;
  /** Who acts there, by ARN. */
  readonly caller: string;
  readonly clients: ReadClients & { readonly sfn: SFNClient };
  /** Reads as the deployer does. */
  readonly call: Call;
  readonly registry: Registry;
  /** Repository with its registry, as image references name it. */
  readonly repository: string;
}

/** An environment seen through a session. */
export async function liveEnvironment(
  delivery: Delivery,
  session: Session,
): Promise<LiveEnvironment> {
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
    session,
    caller: session.caller,
    clients,
    call: (action, argument) => readAsStepFunctions(clients, action, argument),
    registry,
    repository: `${registry.host}/${delivery.names.repository}`,
  };
}

/** As whom an environment is opened. */
interface Opener {
  /** Name of a role of the environment's account; whoever calls when left out. */
  readonly role?: string | undefined;
  /** Credentials to begin with; those that the SDK finds when left out. */
  readonly base?: Session["config"];
}

/** Opens an environment for whoever calls, or as a role; a `CommandError` says what is missing. */
export async function openEnvironment(
  loaded: LoadedEnvironment,
  { role, base }: Opener = {},
): Promise<LiveEnvironment> {
  const { name, environment } = loaded;
  const { account, region } = environment;
  const place = { account, region, environment: name, iamPath: environment.access.iamPath };
  const session = await openSession({ ...place, role, ...(base && { base }) });
  return liveEnvironment(deliveryOf(environment), session);
}
