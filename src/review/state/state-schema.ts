import { z } from "zod";

/** @see https://developer.hashicorp.com/terraform/internals/json-format#values-representation */
export interface ModuleValues {
  readonly resources?: readonly z.infer<typeof shownResource>[] | null | undefined;
  readonly child_modules?: readonly ModuleValues[] | null | undefined;
}

const shownResource = z.looseObject({
  address: z.string().min(1),
  mode: z.string(),
  type: z.string(),
  values: z.record(z.string(), z.unknown()).nullish(),
  sensitive_values: z.unknown().optional(),
  tainted: z.boolean().optional(),
  deposed_key: z.string().optional(),
});

const moduleValues: z.ZodType<ModuleValues> = z.lazy(() =>
  z.looseObject({
    resources: z.array(shownResource).nullish(),
    child_modules: z.array(moduleValues).nullish(),
  }),
);

/** What `terraform show -json` prints of a state. */
export const shownState = z.looseObject({
  format_version: z.string().regex(/^1\.\d+$/, "must be 1.x, another is not guessed at"),
  values: z.looseObject({ root_module: moduleValues }).optional(),
});

/** The state as Terraform keeps it, and `terraform state pull` prints it. */
export const rawState = z.looseObject({
  version: z.literal(4, "must be 4, another is not guessed at"),
  serial: z.number(),
  resources: z.array(
    z.looseObject({
      module: z.string().optional(),
      mode: z.string(),
      type: z.string(),
      name: z.string(),
      instances: z.array(
        z.looseObject({
          index_key: z.union([z.string(), z.number()]).optional(),
          status: z.string().optional(),
          deposed: z.string().optional(),
          attributes: z.record(z.string(), z.unknown()).nullish(),
          sensitive_attributes: z
            .array(z.array(z.looseObject({ type: z.string(), value: z.unknown().optional() })))
            .nullish(),
        }),
      ),
    }),
  ),
});
