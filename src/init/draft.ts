import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parse,
  parseDocument,
  visit,
} from "yaml";
import type { Environment } from "../config/schema";

/** A setting by its keys; in text they are joined by dots, such as `network.vpcId`. */
type Keys = string | readonly string[];

/** A new environment file while it is written: values are put in, comments and order stay as they were. */
export class Draft {
  private readonly document: Document;
  private readonly decided = new Set<string>();

  constructor(text: string) {
    this.document = parseDocument(text);
  }

  has(setting: Keys): boolean {
    return this.document.hasIn(keysOf(setting));
  }

  /** The value of a setting as text; empty where there is none. */
  text(setting: Keys): string {
    return String(this.document.getIn(keysOf(setting)) ?? "");
  }

  /** Whether somebody answered or derived it already. */
  isSettled(setting: Keys): boolean {
    return this.decided.has(keysOf(setting).join("."));
  }

  isPlaceholder(setting: Keys): boolean {
    const node = this.node(setting);
    const nodes = isSeq(node) ? [node, ...node.items] : [node];
    return nodes.some((one) => isNode(one) && says(one));
  }

  /** Writes what is right: no placeholder, whatever stood there. */
  put(setting: Keys, value: unknown): void {
    this.decide(setting, value);
    const node = this.node(setting);
    if (node && isMark(node.comment)) node.comment = null;
  }

  /** Writes what is likely, or leaves what is there, marked for its owner to decide; `note` says what to look at. */
  suggest(setting: Keys, value?: unknown, note?: string): void {
    this.decide(setting, value ?? this.document.getIn(keysOf(setting)));
    const node = this.node(setting);
    if (!node || (note === undefined && says(node))) return;
    const said = note ?? node.comment?.trim();
    node.comment = said ? ` placeholder: ${said}` : " placeholder";
  }

  /** The keys of every single value in the file. */
  values(): { keys: string[]; value: unknown }[] {
    const found: { keys: string[]; value: unknown }[] = [];
    const walk = (node: unknown, keys: string[]) => {
      if (isScalar(node)) found.push({ keys, value: node.value });
      if (isMap(node)) for (const { key, value } of node.items) walk(value, [...keys, `${key}`]);
      if (isSeq(node)) for (const [i, item] of node.items.entries()) walk(item, [...keys, `${i}`]);
    };
    walk(this.document.contents, []);
    return found;
  }

  /** Rewrites the comments that mark placeholders. */
  comments(rewrite: (comment: string) => string): void {
    visit(this.document, {
      Node: (_, node) => {
        if (isMark(node.comment)) node.comment = rewrite(node.comment);
        if (isMark(node.commentBefore)) node.commentBefore = rewrite(node.commentBefore);
      },
    });
  }

  toString(): string {
    const text = this.document.toString({ lineWidth: 0, flowCollectionPadding: false });
    const tidy = text.replace(/^( *[\w.-]+:)\n +(#.*\n)/gm, "$1 $2"); // a comment stays beside its key
    return isDeepStrictEqual(parse(tidy), parse(text)) ? tidy : text; // unless it only looked like one
  }

  private node(setting: Keys): Node | undefined {
    const node = this.document.getIn(keysOf(setting), true);
    return isNode(node) ? node : undefined;
  }

  private decide(setting: Keys, value: unknown): void {
    const keys = keysOf(setting);
    this.decided.add(keys.join("."));
    const old = this.node(setting);
    if (isScalar(old) && typeof value !== "object") {
      old.value = value; // keeps its quotes
      return;
    }
    const node = this.document.createNode(value);
    const heading = isSeq(old) && old.items.length > 0 ? old.commentBefore : undefined;
    if (heading && isSeq(node) && node.items.length > 0 && !isMark(heading)) {
      node.commentBefore = heading;
    }
    this.document.setIn(keys, node);
  }
}

function keysOf(setting: Keys): readonly string[] {
  return typeof setting === "string" ? setting.split(".") : setting;
}

function says(node: Node): boolean {
  return isMark(node.comment) || isMark(node.commentBefore);
}

function isMark(comment: string | null | undefined): comment is string {
  return /\bplaceholder\b/i.test(comment ?? "");
}

/** Answers by setting, such as `network.vpcId`. */
export type Answers = ReadonlyMap<string, string | readonly string[]>;

/** What is known of the environment that a new file is for. */
export interface NewEnvironment {
  readonly application: string;
  readonly environment: string;
  readonly answers: Answers;
  /** The environment that it is like. */
  readonly like: Environment;
  /** All that have a file already. */
  readonly others: readonly Environment[];
}

/** The environments in the account that the new one is in. */
export function inAccount({ others }: NewEnvironment, account: string): readonly Environment[] {
  return others.filter((other) => other.account === account);
}
