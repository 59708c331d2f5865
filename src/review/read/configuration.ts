import type { ModuleConfiguration } from "./plan-schema";
import { member } from "./planned-value";
import { type BlockPath, blockKey } from "./resource-change";

/** What the configuration itself says, without any value of a state: which attributes it sets, and from what. */
export class Configuration {
  readonly #root: ModuleConfiguration;
  readonly #blocks = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #known = new WeakMap<BlockPath, Readonly<Record<string, unknown>> | undefined>();
  readonly #provisioners = new Map<string, readonly string[]>();
  readonly #providers = new Map<string, string>();
  readonly #written: WrittenBlock[] = [];
  readonly #sources: Source[] = [];

  constructor(root: ModuleConfiguration) {
    this.#root = root;
    this.#index(this.#root, []);
  }

  /** Every expression of the block; undefined when the plan's configuration does not have it. */
  expressions(block: BlockPath): Readonly<Record<string, unknown>> | undefined {
    // Every rule asks, of every object: it is looked for once.
    if (this.#known.has(block)) return this.#known.get(block);
    const expressions = this.#blocks.get(blockKey(block));
    this.#known.set(block, expressions);
    return expressions;
  }

  /** Whether the block sets the attribute. A block that is not there sets everything: unknown is the worst. */
  sets(block: BlockPath, attribute: string): boolean {
    const expressions = this.expressions(block);
    return expressions === undefined || Object.hasOwn(expressions, attribute);
  }

  /** What the attribute is written as, when that is one text: `arn:aws:s3:::${aws_s3_bucket.logs.bucket}/*`. */
  template(block: BlockPath, attribute: string): string | undefined {
    const text = member(this.#expression(block, attribute), "constant_value");
    return typeof text === "string" ? text : undefined;
  }

  /** What the attribute refers to, such as `aws_kms_key.key.arn` and `aws_kms_key.key`. */
  references(block: BlockPath, ...path: (string | number)[]): readonly string[] {
    return referencesOf(this.#expression(block, ...path));
  }

  /** The kinds of provisioners that the block runs, such as `local-exec`. */
  provisioners(block: BlockPath): readonly string[] {
    return this.#provisioners.size === 0 ? [] : (this.#provisioners.get(blockKey(block)) ?? []);
  }

  /** Which of the configured providers makes the block's objects, such as `aws` or `aws.other-account`. */
  provider(block: BlockPath): string | undefined {
    return this.#providers.get(blockKey(block));
  }

  /** What the root module declares of a variable. */
  variable(name: string): unknown {
    return member(this.#root.variables, name);
  }

  /** The names of the root module's variables. */
  get variables(): readonly string[] {
    return Object.keys(this.#root.variables ?? {});
  }

  /** What the expression of the root module's output refers to. */
  outputReferences(name: string): readonly string[] {
    return referencesOf(member(member(this.#root.outputs, name), "expression"));
  }

  /** What is read, or opened for the time of a plan: data and ephemeral blocks. */
  sources(): readonly Source[] {
    return this.#sources;
  }

  /** Expressions that become no attribute of an object which the plan shows. */
  written(): readonly WrittenBlock[] {
    return this.#written;
  }

  #expression(block: BlockPath, ...path: (string | number)[]): unknown {
    return path.reduce<unknown>(member, this.expressions(block));
  }

  #index(module: ModuleConfiguration, modules: readonly string[]): void {
    const within = modules.map((name) => `module.${name}.`).join("");
    for (const { mode, type, name, expressions, provisioners, ...one } of module.resources ?? []) {
      const key = blockKey({ modules, isData: mode === "data", type, name });
      this.#written.push(
        ...unseen(mode, mode === "ephemeral" ? `ephemeral.${key}` : key, expressions),
      );
      this.#blocks.set(key, expressions ?? {});
      if (mode === "data" || mode === "ephemeral") {
        const address = mode === "ephemeral" ? `ephemeral.${key}` : key;
        this.#sources.push({ address, mode, type, expressions: expressions ?? {} });
      }
      if (one.provider_config_key) this.#providers.set(key, one.provider_config_key);
      if (!provisioners) continue;
      this.#written.push(...provisioners.map((one) => ({ address: key, ...one })));
      this.#provisioners.set(
        key,
        provisioners.map((one) => one.type),
      );
    }
    for (const [name, call] of Object.entries(module.module_calls ?? {})) {
      const address = `${within}module.${name}`;
      const defaults = Object.entries(call.module?.variables ?? {}).map(([variable, one]) => [
        variable,
        { constant_value: member(one, "default") },
      ]);
      this.#written.push({ address, expressions: call.expressions });
      this.#written.push({ address, expressions: Object.fromEntries(defaults) });
      if (call.module) this.#index(call.module, [...modules, name]);
    }
  }
}

/** A block that makes nothing. */
interface Source {
  readonly address: string;
  readonly mode: "data" | "ephemeral";
  /** As the configuration has it. */
  readonly type: string;
  readonly expressions: Readonly<Record<string, unknown>>;
}

/** A block and what it is written with. */
interface WrittenBlock {
  readonly address: string;
  readonly expressions?: unknown;
}

/** The plan shows every attribute of a managed object but those that are only written. */
function unseen(mode: string, address: string, expressions: object | null | undefined) {
  const all = Object.entries(expressions ?? {});
  const some = mode === "managed" ? all.filter(([name]) => name.endsWith("_wo")) : all;
  return some.length === 0 ? [] : [{ address, expressions: Object.fromEntries(some) }];
}

function referencesOf(expression: unknown): readonly string[] {
  const list = member(expression, "references");
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}
