import { z } from "zod";

const invocation = z.looseObject({
  config_values: z.unknown().optional(),
  config_sensitive: z.unknown().optional(),
});

const change = z.looseObject({
  actions: z.array(z.string()).min(1),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: z.unknown().optional(),
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).nullish(),
  importing: z.unknown().optional(),
});

const resourceChange = z.looseObject({
  address: z.string().min(1),
  previous_address: z.string().optional(),
  module_address: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  deposed: z.string().optional(),
  change,
  action_reason: z.string().optional(),
});

const check = z.looseObject({
  address: z.looseObject({ to_display: z.string() }),
  status: z.string(),
  instances: z
    .array(
      z.looseObject({
        problems: z.array(z.looseObject({ message: z.string().optional() })).nullish(),
      }),
    )
    .nullish(),
});

const resources = z.array(
  z.looseObject({
    mode: z.string(),
    type: z.string(),
    name: z.string(),
    provider_config_key: z.string().optional(),
    expressions: z.record(z.string(), z.unknown()).nullish(),
    provisioners: z
      .array(z.looseObject({ type: z.string(), expressions: z.unknown().optional() }))
      .nullish(),
  }),
);

/** One module's part of the configuration; modules within it are the same again. */
export interface ModuleConfiguration {
  readonly resources?: z.infer<typeof resources> | null | undefined;
  readonly variables?: unknown;
  readonly outputs?: unknown;
  readonly module_calls?:
    | Record<string, { module?: ModuleConfiguration | undefined; expressions?: unknown }>
    | null
    | undefined;
}

const moduleConfiguration: z.ZodType<ModuleConfiguration> = z.lazy(() =>
  z.looseObject({
    resources: resources.nullish(),
    variables: z.unknown().optional(),
    outputs: z.unknown().optional(),
    module_calls: z
      .record(
        z.string(),
        z.looseObject({
          module: moduleConfiguration.optional(),
          expressions: z.unknown().optional(),
        }),
      )
      .nullish(),
  }),
);

/**
 * What a plan must look like for the review to read it; members it does not read are let pass.
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export const planSchema = z.looseObject({
  format_version: z.string(),
  terraform_version: z.string().optional(),
  planned_values: z.unknown().optional(),
  resource_changes: z.array(resourceChange).nullish(),
  resource_drift: z.array(resourceChange).nullish(),
  deferred_changes: z
    .array(z.looseObject({ reason: z.string().optional(), resource_change: resourceChange }))
    .nullish(),
  output_changes: z.record(z.string(), change).nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  action_invocations: z.array(invocation.extend({ address: z.string() })).nullish(),
  deferred_action_invocations: z
    .array(z.looseObject({ action_invocation: invocation.optional() }))
    .nullish(),
  prior_state: z.unknown().optional(),
  configuration: z.looseObject({
    provider_config: z.record(z.string(), z.unknown()).nullish(),
    root_module: moduleConfiguration.nullish(),
  }),
  checks: z.array(check).nullish(),
  complete: z.boolean().optional(),
  errored: z.boolean().optional(),
});

/** A plan as Terraform prints it, once checked. */
export type PlanDocument = z.infer<typeof planSchema>;

/** One entry of its changes or its drift. */
export type ResourceChangeDocument = z.infer<typeof resourceChange>;
