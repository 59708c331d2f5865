import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Plan, readPlan } from "../../../src/review/read/plan";
import type { Document, Entry, Values } from "./plans";

/** An environment as it stands: what a plan without changes lists. */
interface Standing {
  readonly head: Values;
  readonly configuration: Document["configuration"];
  readonly prior_state: unknown;
  readonly objects: readonly (Pick<Entry, "address" | "mode" | "type" | "name"> & {
    readonly values: Values;
    readonly sensitive?: unknown;
  })[];
}

/** One real plan, as what differs from the plan without changes of its environment. */
interface Difference {
  readonly of: "eec-dev" | "eec-prod";
  readonly head: Values;
  readonly changes: readonly (Entry | { readonly address: string; readonly delete: true })[];
  readonly blocks: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
  }[];
  readonly resource_drift: Entry[];
}

/** Real plans of our own environments, made by Terraform 1.11.4 and the AWS provider 5.100.0 on an emulator. */
export type OwnPlan =
  | "eec-dev-second"
  | "eec-dev-after-release"
  | "eec-dev-env-variable"
  | "eec-dev-rotation"
  | "eec-prod-retention-lowered"
  | "eec-prod-multi-az-off"
  | "eec-prod-memory"
  | "eec-prod-released-tasks-min"
  | "eec-prod-destroy"
  | RecordedPlan;

/** Those that `npm run test:apply` records, each a whole plan, cut to what changes and what that is connected with. */
type RecordedPlan = "eec-prod-engine-version" | "eec-prod-database-removed";

/** The whole document of one of them, a fresh copy each time. */
export function ownDocument(name: OwnPlan): Document {
  const found = read<Difference | Document>(name);
  if (!("of" in found)) return found as Document;
  const { of, head, changes, blocks, resource_drift } = found as Difference;
  const { configuration, prior_state, objects } = read<Standing>(of);
  const changed = new Map(changes.map((entry) => [entry.address, entry]));
  const entries = objects.map((object): Entry => {
    const found = changed.get(object.address);
    changed.delete(object.address);
    if (found && !("delete" in found)) return found;
    return standing(object, found ? ["delete"] : ["no-op"]);
  });
  const key = (one: { mode?: string; type: string; name: string }) =>
    `${one.mode}.${one.type}.${one.name}`;
  const written = new Map(blocks.map((block) => [key(block), block]));
  configuration.root_module.resources = configuration.root_module.resources.map(
    (block) => (written.get(key(block)) as typeof block | undefined) ?? block,
  );
  const added = [...changed.values()].flatMap((entry) => ("delete" in entry ? [] : [entry]));
  return {
    ...head,
    format_version: String(head["format_version"]),
    planned_values: { root_module: {} },
    prior_state,
    configuration,
    resource_changes: [...entries, ...added],
    resource_drift,
  };
}

/** The first plan of the development environment, of which nothing exists yet. */
export function ownFirstDocument(): Document {
  const { head, ...rest } = read<{ head: Values } & Document>("eec-dev-create");
  return { ...head, ...rest, planned_values: { root_module: {} } } as Document;
}

/** One of them as the review reads it, after a change to its document. */
export function ownPlan(name: OwnPlan, edit: (document: Document) => void = () => {}): Plan {
  const document = ownDocument(name);
  edit(document);
  return readPlan(document, "test");
}

function standing(
  { address, mode, type, name, values, sensitive = {} }: Standing["objects"][number],
  actions: string[],
): Entry {
  const after = actions[0] === "delete" ? null : values;
  return {
    address,
    mode,
    type,
    name,
    change: {
      actions,
      before: values,
      after,
      after_unknown: {},
      before_sensitive: sensitive,
      after_sensitive: after ? sensitive : false,
    },
  };
}

function read<Content>(name: string): Content {
  const file = join(__dirname, "../../fixtures/own-plans", `${name}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Content;
}
