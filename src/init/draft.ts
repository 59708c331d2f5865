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
import type { Role } from "./roles";

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

  /** The value of a setting, whatever its form; undefined where there is none. */
  value(setting: Keys): unknown {
    return this.node(setting)?.toJS(this.document);
  }

  /** Whether an answer or a derived value was put there already. */
  isDecided(setting: Keys): boolean {
    return this.decided.has(keysOf(setting).join("."));
  }

  isPlaceholder(setting: Keys): boolean {
    const node = this.node(setting);
    const nodes = isSeq(node) ? [node, ...node.items] : [node];
    return nodes.some((one) => isNode(one) && isMarked(one));
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
    if (!node || (note === undefined && isMarked(node))) return;
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

  /** The settings that are marked as placeholders, each with what its mark says to look at; a list is one. */
  placeholders(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const { keys } of this.values()) {
      const path = keys.slice(0, listAt(keys));
      for (let length = 1; length <= keys.length; length++) {
        const node = this.node(keys.slice(0, length));
        const mark = node && [node.comment, node.commentBefore].find(isMark);
        if (mark === undefined) continue;
        const note = mark.replace(/^\s*placeholder:?\s*/i, "").trim();
        found.set(path.join("."), found.get(path.join(".")) || note);
      }
    }
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
    return isDeepStrictEqual(parse(tidy), this.document.toJS()) ? tidy : text; // unless it only looked like one
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

/** How many keys lead to a value, or to the list that it is in. */
function listAt(keys: readonly string[]): number {
  const index = keys.findIndex((key) => /^\d+$/.test(key));
  return index < 0 ? keys.length : index;
}

function isMarked(node: Node): boolean {
  return isMark(node.comment) || isMark(node.commentBefore);
}

function isMark(comment: string | null | undefined): comment is string {
  return /\bplaceholder\b/i.test(comment ?? "");
}

/** Answers by setting, such as `network.vpcId`. */
export type Answers = ReadonlyMap<string, SettingAnswer>;

/** One of them: text, a number, a list, or null for none. */
export type SettingAnswer = string | number | null | readonly string[];

/** What is known of the environment that a new file is for. */
export interface NewEnvironment {
  readonly application: string;
  readonly environment: string;
  readonly answers: Answers;
  /** The environment that it is like: another one, or what its role begins as. */
  readonly like: Environment;
  /** What it is for, where that was said. */
  readonly role?: Role;
  /** The environment that it mirrors; one of `others`. */
  readonly mirrors?: string;
  /** The differences from it that the file declares. */
  readonly differences?: readonly ProposedDifference[];
  /** All that have a file already. */
  readonly others: readonly Environment[];
}

/** A declared difference; without a reason it is a placeholder. */
export interface ProposedDifference {
  readonly setting: string;
  readonly because?: string;
}

/** The environments in the account that the new one is in. */
export function inAccount({ others }: NewEnvironment, account: string): readonly Environment[] {
  return others.filter((other) => other.account === account);
}
