import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "#terraform";
import type { Environment } from "../../src/config/schema";
import { ReadableStack } from "../../src/stack/readable-stack";
import type { TerraformJson } from "../../src/stack/terraform-json";
import { withoutStackTraces } from "../../src/stack/without-stack-traces";
import { stackOnce } from "./stack-once";

/** The arguments of one block, by Terraform's names. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Terraform's JSON, with the questions that tests ask. */
export class Synthesized {
  readonly json: TerraformJson;

  constructor(json: TerraformJson) {
    this.json = json;
  }

  /** Every managed resource of a type, by name. */
  all(type: string): Readonly<Record<string, Arguments>> {
    return blocksOf(this.json.resource, type);
  }

  /** Every data source of a type, by name. */
  allData(type: string): Readonly<Record<string, Arguments>> {
    return blocksOf(this.json.data, type);
  }

  /** The one resource of a type; throws unless there is exactly one. */
  only(type: string): Arguments {
    const names = Object.keys(this.all(type));
    if (names.length !== 1) throw new Error(`one ${type} was expected, there are: ${names}`);
    return this.all(type)[names[0] as string] as Arguments;
  }

  /** The resource at an address such as `aws_db_instance.database`; throws when nothing is there. */
  resource(address: string): Arguments {
    const [type = "", name = ""] = address.split(".");
    const found = this.all(type)[name];
    if (!found) throw new Error(`nothing at ${address}; there are: ${this.addresses().join(", ")}`);
    return found;
  }

  /** Addresses of all managed resources, sorted. */
  addresses(): string[] {
    return Object.entries(this.json.resource ?? {})
      .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`))
      .sort();
  }

  /** The whole of it as text. */
  text(): string {
    return JSON.stringify(this.json);
  }
}

function blocksOf(blocks: TerraformJson["resource"] | undefined, type: string) {
  return Object.fromEntries(
    Object.entries(blocks?.[type] ?? {}).map(([name, { "//": _metadata, ...args }]) => [
      name,
      args as Arguments,
    ]),
  );
}

/** What one environment becomes; nobody may change it. */
export function synthesizeEnvironment(environment: Environment): Synthesized {
  return new Synthesized(stackOnce(environment));
}

/** What `build` puts into an empty stack named `test`. */
export function synthesizeIn(build: (stack: ReadableStack) => unknown): Synthesized {
  return synthesizeStack((app) => {
    const stack = new ReadableStack(app, "test");
    build(stack);
    return stack;
  });
}

/** What a stack becomes. */
export function synthesizeStack(make: (app: App) => ReadableStack): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "slipway-test-"));
  try {
    const json = withoutStackTraces(() =>
      make(new App({ outdir, stackTraces: false })).toTerraform(),
    );
    return new Synthesized(json as TerraformJson);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** A policy document, or any JSON text among the arguments, as a value. */
export function parsed<T = PolicyDocument>(json: unknown): T {
  return JSON.parse(json as string) as T;
}

/** A policy document of IAM. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly PolicyStatement[];
}

/** One statement of it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statement of that name; throws when the policy has none. */
export function statement(policyJson: unknown, sid: string): PolicyStatement {
  const { Statement } = parsed(policyJson);
  const found = Statement.find(({ Sid }) => Sid === sid);
  if (!found) throw new Error(`no statement ${sid}; there are: ${Statement.map((s) => s.Sid)}`);
  return found;
}
