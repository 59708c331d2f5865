import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findingsOf } from "../../../src/review/findings";
import { type Plan, readPlan } from "../../../src/review/read/plan";
import type { Rule } from "../../../src/review/rules/rule";

export type Values = Record<string, unknown>;

/** One entry of a plan document, as Terraform writes it. */
export interface Entry {
  address: string;
  mode: string;
  type: string;
  name: string;
  deposed?: string;
  previous_address?: string;
  action_reason?: string;
  change: {
    actions: string[];
    before: Values | null;
    after: Values | null;
    after_unknown: Values;
    before_sensitive?: unknown;
    after_sensitive?: unknown;
    replace_paths?: (string | number)[][];
    importing?: { id: string };
  };
}

/** A plan document that tests may change. */
export interface Document {
  format_version: string;
  planned_values?: unknown;
  resource_changes: Entry[];
  resource_drift?: Entry[];
  configuration: {
    root_module: { resources: { type: string; name: string; expressions: Values }[] };
  };
  [name: string]: unknown;
}

/** A real plan, cut to what the rules read. */
export type Fixture =
  | "create"
  | "after-release"
  | "environment-variable"
  | "database-replaced"
  | "opened-and-widened";

export const fixturePath = (name: string) => join(__dirname, "../../fixtures/terraform", name);

/** The document of a real plan, a fresh copy each time. */
export function document(name: Fixture): Document {
  return JSON.parse(readFileSync(fixturePath(`${name}.plan.json`), "utf8"));
}

/** The entry of that address. */
export function entryOf(plan: Document, address: string): Entry {
  const entry = plan.resource_changes.find((one) => one.address === address);
  if (entry === undefined) throw new Error(`the fixture has no ${address}`);
  return entry;
}

/** A real plan after a change to its document. */
export function fixturePlan(name: Fixture, edit: (plan: Document) => void = () => {}): Plan {
  const plan = document(name);
  edit(plan);
  return readPlan(plan, "test");
}

/** The real plan after a release, from which objects go. */
export function without(...addresses: string[]): Plan {
  return fixturePlan("after-release", (it) => {
    for (const address of addresses) {
      Object.assign(entryOf(it, address).change, { actions: ["delete"], after: null });
    }
  });
}

/** A real object of the plan after a release, changed in place. */
export function updated(
  address: string,
  before: Values,
  after: Values,
  unknown: Values = {},
): Plan {
  return fixturePlan("after-release", (it) => {
    const { change } = entryOf(it, address);
    change.actions = ["update"];
    change.before = { ...change.before, ...before };
    change.after = { ...change.after, ...after };
    change.after_unknown = unknown;
    const [type, name] = address.split(".");
    const block = it.configuration.root_module.resources.find(
      (one) => one.type === type && one.name === name,
    );
    for (const attribute of Object.keys(unknown)) {
      if (block) block.expressions[attribute] ??= {}; // somebody asks for it
    }
  });
}

type Written = string | readonly Readonly<Record<string, string>>[];

/** What one attribute of a change looks like in a test: before, after, and how the configuration writes it. */
export interface Made {
  readonly address: string;
  readonly before?: Values | null;
  readonly after?: Values | null;
  readonly unknown?: Values;
  readonly actions?: string[];
  readonly replacePaths?: (string | number)[][];
  readonly reason?: string;
  /** Attributes that refer to something: the reference, or the text as the configuration has it; of a block what stands in it. */
  readonly configured?: Readonly<Record<string, Written>>;
  readonly sensitive?: Values;
  /** Id by which it is imported. */
  readonly importing?: string | undefined;
}

/** A plan of entries in the provider's own shape, for kinds that no fixture has. */
export function planOf(...made: Made[]): Plan {
  return readPlan(documentOf(...made), "test");
}

export function documentOf(...made: Made[]): Document {
  return {
    format_version: "1.2",
    planned_values: { root_module: {} },
    resource_changes: made.map(entry),
    configuration: {
      root_module: {
        resources: made.map((one) => {
          const [type = "", name = ""] = one.address.replace(/\[.*/, "").split(".");
          const set = Object.keys({ ...one.after, ...one.unknown, ...one.configured });
          const expressions = set.map((attribute) => [
            attribute,
            expression(one.configured?.[attribute]),
          ]);
          return { mode: "managed", type, name, expressions: Object.fromEntries(expressions) };
        }),
      },
    },
  };
}

function entry({ address, before = null, after = null, ...made }: Made): Entry {
  const [type = "", name = ""] = address.replace(/\[.*/, "").split(".");
  const usual = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  return {
    address,
    mode: "managed",
    type,
    name,
    ...(made.reason ? { action_reason: made.reason } : {}),
    change: {
      actions: made.actions ?? usual,
      before,
      after,
      after_unknown: made.unknown ?? {},
      ...(made.importing ? { importing: { id: made.importing } } : {}),
      before_sensitive: made.sensitive ?? {},
      after_sensitive: made.sensitive ?? {},
      replace_paths: made.replacePaths ?? [],
    },
  };
}

function expression(written: Written | undefined): unknown {
  if (written === undefined) return {};
  if (typeof written !== "string") {
    return written.map((block) =>
      Object.fromEntries(Object.entries(block).map(([name, text]) => [name, expression(text)])),
    );
  }
  const references = [...written.matchAll(/((?:data\.)?aws_\w+\.[\w-]+)\.(\w+)/g)].flatMap(
    ([, block = "", attribute = ""]) => [`${block}.${attribute}`, block],
  );
  return { constant_value: written, references };
}

/** What one rule says, as `refused: …` and `noted: …`. */
export function saidBy(rule: Rule, plan: Plan): string[] {
  return findingsOf(plan, undefined, [rule], []).map(({ verdict, what }) => `${verdict}: ${what}`);
}

/** What one rule says about one update. */
export function saidOfUpdate(
  rule: Rule,
  address: string,
  before: Values,
  after: Values,
  unknown: Values = {},
) {
  return saidBy(rule, planOf({ address, before, after, unknown }));
}
