import type { Move } from "../../stack/moved";
import type { TerraformJson } from "../../stack/terraform-json";

type Values = Record<string, unknown>;

/** A resource as a stack writes it. */
interface Block {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly attributes: Values;
}

/**
 * The plan document that Terraform would make of a stack that was applied as `before` (not at all where it is undefined) and is `after` now, without a
 * provider: what is made refers to what is not known yet, what changes is compared as it is written, nothing is filled in, and no update is a replacement.
 */
export function planOfStacks(
  before: TerraformJson | undefined,
  after: TerraformJson,
  moves: readonly Move[] = [],
): unknown {
  const blocks = blocksOf(after);
  const earlier = new Map(
    (before ? blocksOf(before) : []).map((block) => {
      const moved = withMoves(block, moves);
      return [moved.address, { ...moved, earlierAddress: block.address }];
    }),
  );
  const named = namesThatStand(new Map(earlier));
  const changes = blocks.map((block) => {
    const was = earlier.get(block.address);
    earlier.delete(block.address);
    return was ? updated(named(was), named(block)) : made(named(block));
  });
  return {
    format_version: "1.2",
    planned_values: { root_module: {} },
    resource_changes: [...changes, ...[...earlier.values()].map(named).map(destroyed)],
    configuration: {
      provider_config: { aws: { expressions: expressionOf(providerOf(after)) } },
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

function blocksOf(stack: TerraformJson): Block[] {
  return Object.entries(stack.resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => ({
      address: `${type}.${name}`,
      type,
      name,
      attributes: own(attributes),
    })),
  );
}

/** A block as Terraform sees it once everything has moved: its own address, and those that it refers to. */
function withMoves(block: Block, moves: readonly Move[]): Block {
  const to = moves.find(({ from }) => from === block.address)?.to ?? block.address;
  const text = moves.reduce(
    (written, move) => written.replaceAll(`\${${move.from}.`, `\${${move.to}.`),
    JSON.stringify(block.attributes),
  );
  const [type = "", name = ""] = to.split(".");
  return { address: to, type, name, attributes: JSON.parse(text) };
}

/**
 * Terraform knows the name of a role that is there, and of a policy beside it its ARN and who has it: by these a review finds what the role gets and loses.
 * The ARN stands for itself, as it is written.
 */
function namesThatStand(standing: ReadonlyMap<string, Block>) {
  const attached = [...standing.values()].map(({ attributes }) => attributes["policy_arn"]);
  return <Named extends Block>(block: Named): Named => {
    if (block.type === "aws_iam_policy" && standing.has(block.address)) {
      const arn = `\${${block.address}.arn}`;
      const attachment_count = attached.filter((one) => one === arn).length;
      return { ...block, attributes: { ...block.attributes, arn, attachment_count } };
    }
    const { role } = block.attributes;
    const reference =
      typeof role === "string" ? /^\$\{(aws_iam_role\.\w+)\.name\}$/.exec(role) : null;
    const name = standing.get(reference?.[1] ?? "")?.attributes["name"];
    if (typeof name !== "string" || refers(name)) return block;
    return { ...block, attributes: { ...block.attributes, role: name } };
  };
}

function identityOf({ address, type, name }: Pick<Block, "address" | "type" | "name">) {
  return { address, mode: "managed", type, name };
}

function made(block: Block) {
  const { attributes } = block;
  return {
    ...identityOf(block),
    change: {
      actions: ["create"],
      before: null,
      after: known(attributes),
      after_unknown: unknown(attributes),
    },
  };
}

function updated(was: Block & { readonly earlierAddress: string }, block: Block) {
  const { address, attributes } = block;
  const isSame = JSON.stringify(was.attributes) === JSON.stringify(attributes);
  return {
    ...identityOf(block),
    ...(was.earlierAddress === address ? {} : { previous_address: was.earlierAddress }),
    change: {
      actions: [isSame ? "no-op" : "update"],
      before: was.attributes,
      after: attributes,
      after_unknown: {},
    },
  };
}

function destroyed(block: Block) {
  return {
    ...identityOf(block),
    change: { actions: ["delete"], before: block.attributes, after: null, after_unknown: {} },
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
