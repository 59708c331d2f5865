import {
  CST,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Path } from "./problem";

/** Where a setting stands in the text, and how its value is written there. */
interface Spot {
  /** Offset of the key; of the value where there is no key (list entries, the whole file). */
  readonly key: number;
  /** Offset of the value; of the key when nothing is written. */
  readonly value: number;
  /** The value as it is written; undefined for sections and lists. */
  readonly source: string | undefined;
}

/** A YAML text as plain values, and where each came from. */
export interface Parsed {
  readonly value: unknown;
  readonly findings: (Finding & { readonly path: Path })[];
  readonly comments: Scan["comments"];
  readonly spotOf: (path: Path) => Spot | undefined;
  /** Line and column, both from 1, of an offset. */
  readonly at: (offset: number) => { line: number; column: number };
}

const inGeneral = "correct the YAML here; the file was not read further";
const fixes: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'put text that contains ": " in quotes',
  TAB_AS_INDENT: "indent with spaces",
  MISSING_CHAR: "look for a missing quote, bracket or colon in this line or the one before",
  MULTILINE_IMPLICIT_KEY: "look for a missing colon in this line",
  BAD_SCALAR_START: "put text that begins with this character in quotes",
  BAD_INDENT: "give the keys of one section the same indent",
};

/** Parses the text of an environment file as YAML 1.2, strictly: literal, one document, no key twice. */
export function parse(text: string): Parsed {
  const { findings, comments, hasContent } = scan(text);
  const at = positions(text);
  const failed = (all: Finding[]): Parsed => ({
    value: undefined,
    findings: all.map((finding) => ({ ...finding, path: [] })),
    comments,
    spotOf: () => undefined,
    at,
  });
  const unmerged = conflicts(text);
  if (unmerged.length > 0) return failed(unmerged);
  const refused = [...hiddenCharacters(text), ...findings];
  if (refused.length > 0) return failed(refused);
  if (!hasContent) {
    const fix = "start from the file of another environment, or remove this one";
    return failed([{ offset: 0, message: "is empty", fix }]);
  }
  // Keys are compared in `plain`: the parser's own comparison takes 12 s for 40,000 keys, its pretty errors take longer.
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const error = document.errors[0]; // what follows it is mostly its echo
  if (error) {
    const message = `is not YAML: ${lowerFirst(error.message)}`;
    const isOpen = /end with a [\]}]$/.test(error.message); // nothing says so sooner than the next line's indent
    const fix = fixes[isOpen ? "MISSING_CHAR" : error.code] ?? inGeneral;
    return failed([{ offset: error.pos[0], message, fix }]);
  }
  return { ...plain(document.contents as ParsedNode, at), comments, at };
}

/** Plain values of a parsed text. Depth is no danger here: `scan` refuses what indentation does not bound. */
function plain(root: ParsedNode, at: Parsed["at"]): Omit<Parsed, "comments" | "at"> {
  const spots = new Map<string, Spot>();
  const findings: (Finding & { path: Path })[] = [];

  const convert = (node: Node | null, path: Path, key: number | undefined): unknown => {
    const start = node?.range?.[0] ?? key ?? 0;
    const source = isScalar(node) ? sourceOf(node) : undefined;
    const value = source === "" && key !== undefined ? key : start;
    spots.set(JSON.stringify(path), { key: key ?? start, value, source });
    if (isMap(node)) return convertMap(node, path);
    if (isSeq(node))
      return node.items.map((item, i) => convert(item as Node, [...path, i], undefined));
    return isScalar(node) ? node.value : null;
  };

  const convertMap = (map: YAMLMap, path: Path): object => {
    const result = {};
    const first = new Map<string, number>();
    for (const pair of map.items) {
      const offset = (pair.key as Node).range?.[0] ?? 0;
      const name = isScalar(pair.key) ? sourceOfKey(pair.key) : undefined;
      const before = name === undefined ? undefined : first.get(name);
      const problem = keyProblem(name, before === undefined ? undefined : at(before).line);
      if (name === undefined || problem) {
        const full = name === undefined ? path : [...path, name];
        findings.push({ offset, path: full, message: "", fix: "", ...problem });
        continue;
      }
      first.set(name, offset);
      Object.defineProperty(result, name, {
        value: convert(pair.value as Node | null, [...path, name], offset),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return result;
  };

  const value = convert(root, [], undefined);
  return { value, findings, spotOf: (path) => spots.get(JSON.stringify(path)) };
}

/** Why a key is refused; `firstLine` is where the section has it already. */
function keyProblem(name: string | undefined, firstLine: number | undefined) {
  if (name === undefined) return { message: "must have plain keys", fix: "write `key: value`" };
  if (name === "__proto__") return { message: "must not be used as a key", fix: "remove it" };
  if (name === "<<") {
    const fix = "environment files are literal: write the keys in each place";
    return { message: "must not use merge keys (<<)", fix };
  }
  if (firstLine === undefined) return undefined;
  return { message: `is there twice, first in line ${firstLine}`, fix: "keep one of the two" };
}

/** A key is what is written: `on`, `1` and `null` are names too. */
function sourceOfKey(key: Scalar): string {
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

function sourceOf(scalar: Scalar): string {
  return scalar.source ?? String(scalar.value);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function positions(text: string): Parsed["at"] {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
    counter.addNewLine(end + 1);
  }
  return (offset) => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
}

/**
 * Characters that a terminal or a review does not show: controls, those that turn the direction of reading, spaces that are not the plain
 * one, and what is drawn as nothing but for the sign that makes a picture of the character before it.
 */
const hidden =
  /(?![\t\n ]|\r\n)[\p{Cc}\p{Cf}\p{Z}]|(?!(?<=\p{Emoji})\uFE0F)\p{Default_Ignorable_Code_Point}/gu;

const spaceNames: Readonly<Record<string, string>> = {
  "\u00A0": "a no-break space",
  "\u202F": "a narrow no-break space",
  "\u3000": "an ideographic space",
};

/** Where a text contains characters that its reader cannot see. The parser accepts the plain space alone, and its message about another space does not name it. */
function hiddenCharacters(text: string): Finding[] {
  return [...text.matchAll(hidden)].map(({ index, 0: character }) => {
    if (!/\p{Zs}/u.test(character)) {
      const message = `must not contain characters that are not seen, found ${codeOf(character)}`;
      return {
        offset: index,
        message,
        fix: "remove it, or write it as an escape in double quotes",
      };
    }
    return {
      offset: index,
      message: `must not contain spaces other than the plain one, found ${spaceNames[character] ?? "another space"} (${codeOf(character)})`,
      fix: "type a plain space in its place: text from web pages and chats brings such spaces along",
    };
  });
}

/** Merges that nobody ended. YAML itself would complain of keys and colons there. */
function conflicts(text: string): Finding[] {
  return [...text.matchAll(/^<{7} /gm)].map(({ index }) => ({
    offset: index,
    message: "is the beginning of a merge conflict",
    fix: "keep one of the two sides, and remove git's lines of <, = and >",
  }));
}

/** Something in the text at an offset. */
interface Finding {
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

/** What is known of a YAML text from its tokens alone, before anything is built from it. */
interface Scan {
  /** What an environment file must not contain. Where there is any, the text must not be parsed. */
  readonly findings: Finding[];
  /** Comments with their offset. */
  readonly comments: { readonly offset: number; readonly text: string }[];
  readonly hasContent: boolean;
}

const deepest = 16;
const literal = "environment files are literal: what a line says is what there is";

const refused: Readonly<Record<string, { message: string; fix: string }>> = {
  anchor: { message: "must not use anchors (&)", fix: `${literal}; write the value in each place` },
  alias: { message: "must not use aliases (*)", fix: `${literal}; write the value in each place` },
  tag: { message: "must not use tags (!)", fix: `${literal}; write a plain or quoted value` },
  "directive-line": { message: "must not use directives (%)", fix: "remove the line" },
  "explicit-key-ind": { message: "must not use explicit keys (?)", fix: "write `key: value`" },
};

/** What looks like YAML's own signs, where those stand: input methods and word processors write them. */
const lookalikes = [
  {
    at: /^[A-Za-z][\w.-]*([：﹕︓∶꞉])/,
    problem: (mark: string) => ({
      message: `must have a plain colon after a key, found ${mark} (${codeOf(mark)})`,
      fix: "type a plain colon and a space in its place",
    }),
  },
  {
    at: /^([‐-―−﹣－•])\s/,
    problem: (mark: string) => ({
      message: `must have a plain hyphen before each entry of a list, found ${mark} (${codeOf(mark)})`,
      fix: "type a plain hyphen and a space in its place",
    }),
  },
] as const;

function isFirstOfLine(text: string, offset: number): boolean {
  let start = offset;
  while (text[start - 1] === " ") start--;
  return start === 0 || text[start - 1] === "\n";
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/**
 * Looks through a text without building anything from it: a parser goes out of memory on 100,000 brackets, so what is
 * nested too deep or not literal is refused here.
 */
function scan(text: string): Scan {
  const result = { findings: [] as Finding[], comments: [] as Scan["comments"], hasContent: false };
  const documents = documentCounter();
  let offset = 0;
  let brackets = 0;
  let dashes = 0;
  let inScalar = false;
  const find = (finding: { message: string; fix: string; offset?: number }) =>
    result.findings.push({ offset, ...finding });

  for (const word of new Lexer().lex(text)) {
    const type: string | null = inScalar ? "scalar" : CST.tokenType(word);
    if (isMark(word) && !inScalar) {
      inScalar = type === "scalar";
      continue;
    }
    inScalar = false;
    if (type === "comment") result.comments.push({ offset, text: word });
    else if (type === "newline") dashes = 0;
    else if (type === "seq-item-ind") dashes += 1;
    else if (type === "flow-seq-start" || type === "flow-map-start") brackets += 1;
    else if (type === "flow-seq-end" || type === "flow-map-end") brackets -= 1;

    const finding = type ? refused[type] : undefined;
    if (finding) find(finding);
    if (type === "scalar" && isFirstOfLine(text, offset)) {
      for (const { at, problem } of lookalikes) {
        const mark = at.exec(word)?.[1];
        if (mark) find({ ...problem(mark), offset: offset + word.indexOf(mark) });
      }
    }
    if (documents.isFurther(type)) {
      find({
        message: "must be one document, found the beginning of another",
        fix: "keep one environment in a file: remove the line --- and what follows it",
      });
      break;
    }
    if (brackets + dashes > deepest) {
      find({ message: `must not nest deeper than ${deepest}`, fix: "the settings nest 5 deep" });
      break;
    }
    result.hasContent ||= documents.hasContent();
    offset += word.length;
  }
  return result;
}

/** The lexer marks document starts, flow errors and scalars by a control character that is not in the text. */
function isMark(word: string): boolean {
  return word === "\u0002" || word === "\u0018" || word === "\u001f";
}

/** Words that are not content of a document. */
const beside: ReadonlySet<string> = new Set(["space", "newline", "comment", "directive-line"]);

/** Where a second document begins: a `---` after content or another `---`, or content after `...`. */
function documentCounter() {
  let started = false;
  let content = false;
  let ended = false;
  return {
    hasContent: () => content,
    isFurther(type: string | null): boolean {
      if (type === "doc-start") {
        if (started || content || ended) return true;
        started = true;
      } else if (type === "doc-end") {
        ended = true;
      } else if (type && !beside.has(type)) {
        if (ended) return true;
        content = true;
      }
      return false;
    },
  };
}
