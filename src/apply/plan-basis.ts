/** What the environment was when a plan was made; an apply is refused when it is something else by then. */
export interface PlanBasis {
  /** Released digest that the plan read; undefined before the first apply. */
  readonly pointer: string | undefined;
  /** ARN of the task definition that the service ran; undefined before the first apply. */
  readonly revision: string | undefined;
  /** Whether the table with the deployer's lock existed. */
  readonly tableExists: boolean;
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

interface StateResource {
  readonly address: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** The part of `terraform show -json` that this reads. */
export interface PlanWithState {
  readonly prior_state?: { readonly values?: { readonly root_module?: StateModule } };
}

/** Reads the basis from a plan's JSON: Terraform refreshed these values when it planned. */
export function planBasis(plan: PlanWithState): PlanBasis {
  const resources = inModule(plan.prior_state?.values?.root_module);
  const attributeOf = (address: string, attribute: string) => {
    const value = resources.find((resource) => resource.address === address)?.values?.[attribute];
    return typeof value === "string" ? value : undefined;
  };
  return {
    pointer: attributeOf("aws_ssm_parameter.image", "insecure_value"),
    revision: attributeOf("aws_ecs_service.service", "task_definition"),
    tableExists: attributeOf("aws_dynamodb_table.delivery_table", "name") !== undefined,
  };
}

function inModule(module: StateModule | undefined): StateResource[] {
  return [...(module?.resources ?? []), ...(module?.child_modules ?? []).flatMap(inModule)];
}
