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
    const list = member(this.#expression(block, ...path), "references");
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  }

  /** The kinds of provisioners that the block runs, such as `local-exec`. */
  provisioners(block: BlockPath): readonly string[] {
    return this.#provisioners.size === 0 ? [] : (this.#provisioners.get(blockKey(block)) ?? []);
  }

  /** Which of the configured providers makes the block's objects, such as `aws` or `aws.other-account`. */
  provider(block: BlockPath): string | undefined {
    return this.#providers.get(blockKey(block));
  }

  #expression(block: BlockPath, ...path: (string | number)[]): unknown {
    return path.reduce<unknown>(member, this.expressions(block));
  }

  #index(module: ModuleConfiguration, modules: readonly string[]): void {
    for (const { mode, type, name, expressions, provisioners, ...one } of module.resources ?? []) {
      const key = blockKey({ modules, isData: mode === "data", type, name });
      this.#blocks.set(key, expressions ?? {});
      if (one.provider_config_key) this.#providers.set(key, one.provider_config_key);
      if (provisioners)
        this.#provisioners.set(
          key,
          provisioners.map((one) => one.type),
        );
    }
    for (const [name, call] of Object.entries(module.module_calls ?? {})) {
      if (call.module) this.#index(call.module, [...modules, name]);
    }
  }
}
