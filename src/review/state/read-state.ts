import { z } from "zod";
import { member } from "../read/planned-value";
import { plainType } from "../read/resource-type";
import { complaints, Unreadable } from "../read/unreadable";

/** One object that Terraform knows. */
export interface StateObject {
  readonly address: string;
  /** `aws_alb…` is given as `aws_lb…`. */
  readonly type: string;
  /** Read, not managed: of a data block, or an output. */
  readonly isData: boolean;
  readonly values: Readonly<Record<string, unknown>>;
  /** The same shape, true where the provider says that the value is sensitive. */
  readonly sensitive: unknown;
  /** An apply did not finish it, so the next plan replaces it. */
  readonly isTainted: boolean;
  /** It was to be deleted after its successor was made, and was not. */
  readonly isDeposed: boolean;
}

/** Reads a state in either form: as `terraform show -json` prints it, or as it is kept. `name` is for messages. */
export function readState(document: unknown, name: string): readonly StateObject[] {
  if (member(document, "planned_values") !== undefined) {
    throw new Unreadable(`${name} is a plan, not a state: read it with \`npx slipway review\`.`);
  }
  const stranger = strangers.find(([has]) => has(document));
  if (stranger) throw new Unreadable(`${name} ${stranger[1]}`);
  if (member(document, "serial") !== undefined) {
    const { resources, outputs } = check(rawState, document, name);
    return [...resources.flatMap(rawObjects), ...outputObjects(outputs)];
  }
  if (member(document, "format_version") === undefined) {
    throw new Unreadable(
      `${name} is JSON, but not a state. Give the output of \`terraform show -json\` or \`terraform state pull\`.`,
    );
  }
  const { values } = check(shownState, document, name);
  return [...(values ? shownObjects(values.root_module) : []), ...outputObjects(values?.outputs)];
}

/** An output is nothing that Terraform manages, but the state keeps its value. */
function outputObjects(outputs: z.infer<typeof outputValues>): readonly StateObject[] {
  return Object.entries(outputs ?? {}).map(([name, { value, sensitive }]) => ({
    address: `output.${name}`,
    type: "output",
    isData: true,
    values: { [name]: value },
    sensitive: { [name]: sensitive },
    isTainted: false,
    isDeposed: false,
  }));
}

function check<Schema extends z.ZodType>(
  schema: Schema,
  document: unknown,
  name: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new Unreadable(
    `${name} is not a state that can be read:\n${complaints(parsed.error)}\nGive the output of \`terraform state pull\` or \`terraform show -json\`.`,
  );
}

/** What begins like a state and is none, or cannot be read, and what to give instead. */
const strangers: readonly (readonly [(document: unknown) => boolean, string])[] = [
  [
    (document) => member(document, "encrypted_data") !== undefined,
    "is encrypted by OpenTofu. Give what `tofu state pull` prints in the folder of its configuration.",
  ],
  [
    (document) => member(document, "backend") !== undefined,
    "is Terraform's note of where it keeps the state, not the state. Give what `terraform state pull` prints in its folder.",
  ],
  [
    (document) => member(document, "provider_schemas") !== undefined,
    "is what `terraform providers schema -json` prints, not a state. Give what `terraform state pull` prints.",
  ],
  [
    (document) => member(document, "diagnostics") !== undefined,
    "is what `terraform validate -json` prints, not a state. Give what `terraform state pull` prints.",
  ],
  [
    (document) =>
      member(document, "checkpoint") !== undefined || member(document, "deployment") !== undefined,
    "is a state of Pulumi, not of Terraform.",
  ],
  [
    (document) =>
      Number(member(document, "version")) < 4 && member(document, "serial") !== undefined,
    "was written by Terraform 0.11 or older. Let a newer Terraform upgrade it, and give what `terraform state pull` prints.",
  ],
];

function shownObjects(module: ModuleValues): readonly StateObject[] {
  const own = (module.resources ?? []).map((resource) => ({
    address: resource.deposed_key
      ? `${resource.address} (deposed ${resource.deposed_key})`
      : resource.address,
    type: plainType(resource.type),
    isData: resource.mode !== "managed",
    values: resource.values ?? {},
    sensitive: resource.sensitive_values,
    isTainted: resource.tainted ?? false,
    isDeposed: resource.deposed_key !== undefined,
  }));
  return [...own, ...(module.child_modules ?? []).flatMap(shownObjects)];
}

function rawObjects(resource: z.infer<typeof rawState>["resources"][number]): StateObject[] {
  const { module, mode, type, name } = resource;
  const block = `${module ? `${module}.` : ""}${mode === "data" ? "data." : ""}${type}.${name}`;
  return resource.instances.map((instance) => {
    const index = instance.index_key === undefined ? "" : `[${JSON.stringify(instance.index_key)}]`;
    const deposed = instance.deposed ? ` (deposed ${instance.deposed})` : "";
    return {
      address: `${block}${index}${deposed}`,
      type: plainType(type),
      isData: mode !== "managed",
      // What Terraform 0.11 wrote stays flat until the object is refreshed: `user.0.password`.
      values: instance.attributes ?? instance.attributes_flat ?? {},
      sensitive: marks(instance.sensitive_attributes ?? []),
      isTainted: instance.status === "tainted",
      isDeposed: deposed !== "",
    };
  });
}

/**
 * Paths such as `[{ type: "get_attr", value: "password" }]`, as the shape that marks them. An attribute is marked whole
 * when anything within it is: rather one value too many.
 */
function marks(paths: readonly (readonly { value?: unknown }[])[]): unknown {
  const names = paths.flatMap(([first]) => (typeof first?.value === "string" ? [first.value] : []));
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** @see https://developer.hashicorp.com/terraform/internals/json-format#values-representation */
interface ModuleValues {
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

const outputValues = z
  .record(
    z.string(),
    z.looseObject({ value: z.unknown().optional(), sensitive: z.boolean().optional() }),
  )
  .nullish();

/** What `terraform show -json` prints of a state. */
const shownState = z.looseObject({
  format_version: z.string().regex(/^1\.\d+$/, "must be 1.x, another is not guessed at"),
  values: z.looseObject({ root_module: moduleValues, outputs: outputValues }).optional(),
});

/** The state as Terraform keeps it, and `terraform state pull` prints it. */
const rawState = z.looseObject({
  version: z.literal(4, "must be 4, another is not guessed at"),
  serial: z.number(),
  outputs: outputValues,
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
          attributes_flat: z.record(z.string(), z.unknown()).nullish(),
          sensitive_attributes: z
            .array(z.array(z.looseObject({ type: z.string(), value: z.unknown().optional() })))
            .nullish(),
        }),
      ),
    }),
  ),
});
