import { CST, Lexer } from "yaml";

/** Something in the text at an offset. */
export interface Finding {
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

/** What a look at the words of a YAML text tells, before anything is built from it. */
export interface Scan {
  /** What an environment file must not contain; when there is any, the text must not be parsed. */
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

/**
 * Looks through a text without building anything from it: a parser goes out of memory on 100,000 brackets, so what is
 * nested too deep or not literal is refused here.
 */
export function scan(text: string): Scan {
  const result = { findings: [] as Finding[], comments: [] as Scan["comments"], hasContent: false };
  const documents = documentCounter();
  let offset = 0;
  let brackets = 0;
  let dashes = 0;
  let inScalar = false;
  const find = (finding: { message: string; fix: string }) =>
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

/** Tells where a second document begins: a `---` after content or another `---`, or content after `...`. */
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
