import type { Session } from "../../aws/session";
import type { LiveBasis } from "./live-basis";

/** Properties of {@link readLiveBasis}. */
export interface ReadLiveBasisProps {
  readonly session: Session;
  readonly cluster: string;
  readonly service: string;
  /** SSM parameter that holds the released digest. */
  readonly imagePointer: string;
}

/** Reads what is released and what runs. What does not exist yet is undefined; any other answer of AWS is thrown. */
export async function readLiveBasis(props: ReadLiveBasisProps): Promise<LiveBasis> {
  return { pointer: await pointer(props), revision: await revision(props) };
}

async function pointer({ session, imagePointer }: ReadLiveBasisProps): Promise<string | undefined> {
  const { SSMClient, GetParameterCommand } = await import("@aws-sdk/client-ssm");
  try {
    const { Parameter } = await new SSMClient(session.config).send(
      new GetParameterCommand({ Name: imagePointer }),
    );
    return Parameter?.Value;
  } catch (error) {
    if ((error as Error).name === "ParameterNotFound") return undefined;
    throw error;
  }
}

async function revision({
  session,
  cluster,
  service,
}: ReadLiveBasisProps): Promise<string | undefined> {
  const { ECSClient, DescribeServicesCommand } = await import("@aws-sdk/client-ecs");
  try {
    const { services } = await new ECSClient(session.config).send(
      new DescribeServicesCommand({ cluster, services: [service] }),
    );
    return services?.find(({ status }) => status === "ACTIVE")?.taskDefinition;
  } catch (error) {
    if ((error as Error).name === "ClusterNotFoundException") return undefined;
    throw error;
  }
}
