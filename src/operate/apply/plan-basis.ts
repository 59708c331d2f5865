import { shortRevision } from "../../aws/rollout";
import type { Session } from "../../aws/session";
import { knownAddresses } from "../../contract/addresses";

/** What the environment was when a plan was made; an apply is refused when it is something else by then. */
export interface PlanBasis {
  /** Released digest that the plan read; undefined before the first apply. */
  readonly pointer: string | undefined;
  /** ARN of the task definition that the service ran; undefined before the first apply. */
  readonly revision: string | undefined;
  /** Whether the table with the deployer's lock existed. */
  readonly tableExists: boolean;
  /** Whether the role existed that may hold the environment; before, nobody could. */
  readonly operatorExists: boolean;
}

/** The values of a state, as `terraform show -json` prints them for a state and for a plan's prior state. */
interface StateValues {
  readonly root_module?: StateModule;
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

interface StateResource {
  readonly address: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Reads the basis from a plan's `prior_state`: Terraform refreshed these values when it planned. */
export function planBasis(priorState: unknown): PlanBasis {
  const values = (priorState as { readonly values?: StateValues } | null | undefined)?.values;
  return {
    pointer: textAt(values, knownAddresses.imagePointer, "insecure_value"),
    revision: serviceRevision(values),
    tableExists: textAt(values, knownAddresses.deliveryTable, "name") !== undefined,
    operatorExists: textAt(values, knownAddresses.operatorRole, "name") !== undefined,
  };
}

/** ARN of the task definition that a state's service runs; undefined without a service. */
export function serviceRevision(values: StateValues | undefined): string | undefined {
  return textAt(values, knownAddresses.service, "task_definition");
}

function textAt(
  values: StateValues | undefined,
  address: string,
  attribute: string,
): string | undefined {
  const found = inModule(values?.root_module).find((resource) => resource.address === address);
  const value = found?.values?.[attribute];
  return typeof value === "string" ? value : undefined;
}

function inModule(module: StateModule | undefined): StateResource[] {
  return [...(module?.resources ?? []), ...(module?.child_modules ?? []).flatMap(inModule)];
}

/** What runs now, read before an apply. */
interface LiveBasis {
  /** Released digest; undefined where the parameter does not exist. */
  readonly pointer: string | undefined;
  /** ARN of the task definition of the service; undefined where the service does not exist. */
  readonly revision: string | undefined;
}

/** Why a plan no longer fits what runs; empty when it does. */
export function basisProblems(
  plan: Pick<PlanBasis, "pointer" | "revision">,
  live: LiveBasis,
): string[] {
  const problems: string[] = [];
  if (plan.pointer !== live.pointer) {
    problems.push(`the released image was ${shown(plan.pointer)} and is ${shown(live.pointer)}`);
  }
  if (plan.revision !== live.revision) {
    problems.push(
      `the service ran ${revisionText(plan.revision)} and runs ${revisionText(live.revision)}`,
    );
  }
  return problems;
}

function shown(value: string | undefined): string {
  return value ?? "none";
}

function revisionText(arn: string | undefined): string {
  return arn ? shortRevision(arn) : "nothing";
}

/** Properties of {@link readLiveBasis}. */
interface ReadLiveBasisProps {
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
