/** What the environment was when a plan was made; an apply is refused when it is something else by then. */
export interface PlanBasis {
  /** Released digest that the plan read; undefined before the first apply. */
  readonly pointer: string | undefined;
  /** ARN of the task definition that the service ran; undefined before the first apply. */
  readonly revision: string | undefined;
  /** Whether the table with the deployer's lock existed. */
  readonly tableExists: boolean;
}

/** The values of a state, as `terraform show -json` prints them for a state and for a plan's prior state. */
export interface StateValues {
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
    pointer: textAt(values, "aws_ssm_parameter.image", "insecure_value"),
    revision: serviceRevision(values),
    tableExists: textAt(values, "aws_dynamodb_table.delivery_table", "name") !== undefined,
  };
}

/** ARN of the task definition that a state's service runs; undefined without a service. */
export function serviceRevision(values: StateValues | undefined): string | undefined {
  return textAt(values, "aws_ecs_service.service", "task_definition");
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
