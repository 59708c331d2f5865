import type { TerraformJson } from "../../../src/stack/terraform-json";

type Values = Record<string, unknown>;

/**
 * The plan document that Terraform would make of a stack that does not exist yet, without a provider: what the stack
 * writes is known, what it refers to is not, and nothing is filled in.
 */
export function firstPlan(stack: TerraformJson): unknown {
  const blocks = Object.entries(stack.resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => ({
      type,
      name,
      attributes: own(attributes),
    })),
  );
  return {
    format_version: "1.2",
    planned_values: { root_module: {} },
    resource_changes: blocks.map(({ type, name, attributes }) => ({
      address: `${type}.${name}`,
      mode: "managed",
      type,
      name,
      change: {
        actions: ["create"],
        before: null,
        after: known(attributes),
        after_unknown: unknown(attributes),
      },
    })),
    configuration: {
      provider_config: { aws: { expressions: expressionOf(providerOf(stack)) } },
      root_module: {
        resources: blocks.map(({ type, name, attributes }) => ({
          mode: "managed",
          type,
          name,
          expressions: expressionOf(attributes),
        })),
      },
    },
  };
}

function own(attributes: Readonly<Record<string, unknown>>): Values {
  const meta = new Set(["//", "lifecycle", "depends_on", "provider", "count", "for_each"]);
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => !meta.has(name))
      .map(([name, value]) => [name, name === "tags" ? value : asBlocks(value)]),
  );
}

/** Terraform shows a block as a list, also where JSON may leave the list out. */
function asBlocks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? within(item) : item));
  return isObject(value) ? [within(value)] : value;
}

function within(block: Values): Values {
  return Object.fromEntries(Object.entries(block).map(([name, value]) => [name, asBlocks(value)]));
}

function providerOf(stack: TerraformJson): Values {
  const [provider] = (stack["provider"] as { aws: Values[] }).aws;
  return provider ?? {};
}

function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => !refers(item));
  return Object.fromEntries(entries.map(([name, item]) => [name, known(item)]));
}

function unknown(value: unknown): unknown {
  if (refers(value)) return true;
  if (Array.isArray(value)) return value.map((item) => unknown(item) ?? false);
  if (!isObject(value)) return false;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unknown(item)]));
}

function refers(value: unknown): boolean {
  return typeof value === "string" && value.includes("${");
}

function expressionOf(value: Values): Values {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (Array.isArray(item) && item.every(isObject)) return [name, item.map(expressionOf)];
      return [name, { constant_value: item, references: references(item) }];
    }),
  );
}

function references(value: unknown): string[] {
  const text = JSON.stringify(value) ?? "";
  return [...text.matchAll(/\$\{(?:[^}]*?)((?:data\.)?aws_\w+\.\w+)\.(\w+)/g)].flatMap(
    ([, block = "", attribute = ""]) => [`${block}.${attribute}`, block],
  );
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
