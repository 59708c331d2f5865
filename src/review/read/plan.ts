import { shortened } from "../../base/printable";
import { groupBy } from "../group-by";
import { withoutIndexes } from "./address";
import { Configuration } from "./configuration";
import { withoutUnaskedUnknowns } from "./configured-part";
import { oncePerPlan } from "./once-per-plan";
import { type PlanDocument, planSchema, type ResourceChangeDocument } from "./plan-schema";
import { isEmpty, member } from "./planned-value";
import { type BlockPath, blockKey, type ResourceChange, resourceChange } from "./resource-change";
import { complaints, Unreadable } from "./unreadable";

/** A plan as the review reads it. */
export interface Plan {
  readonly terraformVersion: string | undefined;
  /** Every object, the unchanged ones too. Ephemeral ones are left out: they are opened, not changed. */
  readonly changes: readonly ResourceChange[];
  /** What had changed outside Terraform when the plan was made. */
  readonly drift: readonly ResourceChange[];
  /** What this plan puts off, and why; the apply of it is not the whole change. */
  readonly deferred: readonly { readonly reason: string; readonly change: ResourceChange }[];
  /** By name, the unchanged ones too. */
  readonly outputs: Readonly<Record<string, NonNullable<PlanDocument["output_changes"]>[string]>>;
  /** What the root module's variables were set to; ephemeral ones are not in a plan. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly checks: NonNullable<PlanDocument["checks"]>;
  /** Provider actions that the apply would run, with what they are called with. */
  readonly invocations: readonly {
    readonly address: string;
    readonly settings: unknown;
    readonly sensitive: unknown;
  }[];
  /** Whether it changes only what Terraform remembers: made with `-refresh-only`. */
  readonly isRefreshOnly: boolean;
  readonly isErrored: boolean;
  readonly isComplete: boolean;
  readonly configuration: Configuration;
  /** The same changes by the block they come from. */
  readonly changesByBlock: ReadonlyMap<string, readonly ResourceChange[]>;
  readonly changesByAddress: ReadonlyMap<string, ResourceChange>;
  readonly providers: unknown;
  readonly priorState: unknown;
}

/** Reads the document that `terraform show -json` prints for a plan; `name` is what messages call it. */
export function readPlan(document: unknown, name: string): Plan {
  requireFormat(document, name);
  const parsed = planSchema.safeParse(document);
  if (!parsed.success) {
    throw new Unreadable(
      `${name} is not a plan that can be reviewed:\n${complaints(parsed.error)}\n` +
        "Give the whole output of `terraform show -json PLAN`.",
    );
  }
  const plan = parsed.data;
  const deferred = plan.deferred_changes ?? [];
  for (const entry of plan.resource_changes ?? []) requireBothSides(entry, name);
  const blocks = new Map<string, BlockPath>();
  const read = (entry: ResourceChangeDocument) => resourceChange(entry, blocks);
  const isChange = ({ mode }: { mode: string }) => mode !== "ephemeral";
  const configuration = new Configuration(plan.configuration.root_module ?? {});
  const changes = (plan.resource_changes ?? [])
    .filter(isChange)
    .map((entry) => withoutUnaskedUnknowns(read(entry), configuration));
  return {
    terraformVersion: plan.terraform_version,
    changes,
    drift: (plan.resource_drift ?? []).filter(isChange).map(read),
    deferred: deferred.map(({ reason, resource_change }) => ({
      reason: reason ?? "unknown",
      change: withoutUnaskedUnknowns(read(resource_change), configuration),
    })),
    outputs: outputsOf(plan),
    variables: plan.variables ?? {},
    checks: plan.checks ?? [],
    invocations: [
      ...(plan.action_invocations ?? []).map(invocation),
      ...(plan.deferred_action_invocations ?? []).map(({ action_invocation: one }) =>
        invocation({ ...one, address: "action that is put off" }),
      ),
    ],
    isRefreshOnly: isRefreshOnly(plan),
    isErrored: plan.errored ?? false,
    isComplete: (plan.complete ?? true) && deferred.length === 0,
    configuration,
    changesByBlock: groupBy(changes, ({ block }) => blockKey(block)),
    changesByAddress: new Map(changes.map((change) => [change.address, change])),
    providers: plan.configuration.provider_config,
    priorState: plan.prior_state,
  };
}

/** What the plan does with the objects of the blocks that the references name, in the module of `from`. */
export function changesReferredTo(
  plan: Plan,
  from: BlockPath,
  references: readonly string[],
): readonly ResourceChange[] {
  const inModule = from.modules.map((module) => `module.${module}.`).join("");
  const blocks = references.flatMap((reference) => {
    const changes = plan.changesByBlock.get(inModule + reference);
    return changes ? [changes] : [];
  });
  // Mostly one block, and it may have thousands of objects that each refer to it: not copied for each.
  return blocks.length === 1 && blocks[0] ? blocks[0] : blocks.flat();
}

/**
 * The objects that an attribute is made from; undefined when any of its references cannot be followed to an object of this
 * plan: a local value, a variable, a module's output, data, or nothing at all. What cannot be followed may be anything.
 */
export function changesBehind(
  plan: Plan,
  change: ResourceChange,
  ...path: readonly (string | number)[]
): readonly ResourceChange[] | undefined {
  const found = blocksBehind(plan, change, ...path);
  return found === undefined || found.length === 1 ? found?.[0] : [...new Set(found.flat())];
}

/** The same by the block that they come from: each may have thousands of objects, all of one type, which are not copied. */
export function blocksBehind(
  plan: Plan,
  change: ResourceChange,
  ...path: readonly (string | number)[]
): readonly (readonly ResourceChange[])[] | undefined {
  const references = plan.configuration.references(change.block, ...path).map(withoutIndexes);
  // `aws_x.y.arn` comes with `aws_x.y`; the shorter one names the object.
  const shortest = references.filter(
    (one) => !references.some((other) => one !== other && one.startsWith(`${other}.`)),
  );
  const found = shortest.map((reference) => changesReferredTo(plan, change.block, [reference]));
  // All objects of one block are of one mode.
  if (found.length === 0 || found.some(([first]) => first === undefined || first.isData))
    return undefined;
  return found;
}

/** Whether this plan makes all of them; false where they cannot be known. A block of thousands is looked through once. */
export function areMade(changes: readonly ResourceChange[] | undefined): boolean {
  if (changes === undefined) return false;
  const known = made.get(changes) ?? changes.every(({ action }) => action === "create");
  made.set(changes, known);
  return known;
}

const made = new WeakMap<readonly ResourceChange[], boolean>();

/** Whether anything of it is there already: then people and data may be behind whatever comes new. A first plan makes all that it has. */
export const changesWhatStands = oncePerPlan((plan) =>
  plan.changes.some(({ before, isData }) => before !== undefined && !isData),
);

function invocation(one: { address: string; config_values?: unknown; config_sensitive?: unknown }) {
  return { address: one.address, settings: one.config_values, sensitive: one.config_sensitive };
}

/** An output of which the plan shows a value and no change counts as new. */
function outputsOf({ output_changes, planned_values }: PlanDocument): Plan["outputs"] {
  const values = Object.entries((member(planned_values, "outputs") ?? {}) as object);
  const unchanged = values.map(([name, output]) => [
    name,
    {
      actions: ["create"],
      after: member(output, "value"),
      after_sensitive: member(output, "sensitive"),
    },
  ]);
  return { ...Object.fromEntries(unchanged), ...output_changes };
}

/** The root module of a state, as Terraform prints it. */
export function rootModuleOf(state: unknown): unknown {
  return member(member(state, "values"), "root_module");
}

/** Such a plan lists no changes, not even those that are none, although the state has objects. */
function isRefreshOnly({ resource_changes, resource_drift, ...plan }: PlanDocument): boolean {
  if ((resource_changes ?? []).length > 0 || (plan.deferred_changes ?? []).length > 0) return false;
  const isNormal = (plan.action_invocations ?? []).length > 0 || plan.errored === true;
  const root = rootModuleOf(plan.prior_state);
  const hasObjects = !isEmpty(member(root, "resources")) || !isEmpty(member(root, "child_modules"));
  return !isNormal && (hasObjects || (resource_drift ?? []).length > 0);
}

/** An update without what it updates would look like something new, and pass. */
function requireBothSides({ address, change }: ResourceChangeDocument, name: string): void {
  const has = (side: "before" | "after" | "after_unknown") =>
    typeof change[side] === "object" && change[side] !== null;
  const isWritten = change.actions.some((action) => action === "create" || action === "update");
  const isThere = change.actions.some((action) => action === "delete" || action === "update");
  const missing = [
    ...(isThere && !has("before") ? ["before"] : []),
    ...(isWritten && !has("after") ? ["after"] : []),
    ...(isWritten && !has("after_unknown") ? ["after_unknown"] : []),
  ];
  if (missing.length > 0) {
    throw new Unreadable(
      `${name} is not a plan that can be reviewed: ${shortened(address)} lacks ${missing.join(" and ")}. ` +
        "Give the whole output of `terraform show -json PLAN`.",
    );
  }
}

function requireFormat(document: unknown, name: string): void {
  if (member(document, "encrypted_data") !== undefined) {
    throw new Unreadable(
      `${name} is encrypted by OpenTofu. Give what \`tofu show -json PLAN\` prints in the folder of its configuration.`,
    );
  }
  const version = member(document, "format_version");
  if (typeof version !== "string") {
    const isRawState = typeof member(document, "serial") === "number";
    throw new Unreadable(
      `${name} is ${isRawState ? "a state, not a plan: read it with `npx slipway state`" : "JSON, but not a plan: it has no format_version. Give a saved plan file or the output of `terraform show -json PLAN`"}.`,
    );
  }
  if (!/^1\.\d+$/.test(version)) {
    throw new Unreadable(
      `${name} is a plan of format version ${shortened(JSON.stringify(version))}; this review reads version 1.x and will not guess at another.`,
    );
  }
  if (member(document, "planned_values") === undefined) {
    const isState = member(document, "values") !== undefined;
    throw new Unreadable(
      `${name} ${isState ? "is a state, not a plan: read it with `npx slipway state`" : "has no planned_values, so it is not a plan: give the output of `terraform show -json PLAN`"}.`,
    );
  }
}
