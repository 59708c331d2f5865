import { looksLikeJson } from "../../base/text";
import { Unreadable } from "./unreadable";

/** Nesting that no real plan reaches, and that no walk over it can overflow. */
export const maximumDepth = 200;

/** What a document is to be, and what to give where it is none. */
const advice = {
  plan: "Give a saved plan file or the output of `terraform show -json`.",
  state: "Give the output of `terraform state pull` or `terraform show -json`.",
} as const;

/**
 * JSON from bytes that may be cut off, nested without end, in another encoding, or no JSON at all.
 * `name` is what the message calls them. UTF-16 is what `>` writes in Windows PowerShell.
 */
export function parseJsonBytes(
  bytes: Uint8Array,
  name: string,
  kind: keyof typeof advice = "plan",
): unknown {
  if (bytes.every((byte) => blank.has(byte))) throw new Unreadable(`${name} is empty.`);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new Unreadable(`${name} is compressed with gzip: unpack it first, with \`gunzip\`.`);
  }
  const [first, second] = bytes;
  const isFirst = (a: number, b: number) => first === a && second === b;
  // With the mark at the front, or without it and with a brace.
  const encoding =
    isFirst(0xff, 0xfe) || isFirst(0x7b, 0)
      ? "utf-16le"
      : isFirst(0xfe, 0xff) || isFirst(0, 0x7b)
        ? "utf-16be"
        : "utf-8";
  return parseJson(new TextDecoder(encoding).decode(bytes), name, kind);
}

const blank = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The same from text. */
function parseJson(text: string, name: string, kind: keyof typeof advice): unknown {
  const shape = shapeOf(text);
  if (shape.depth > maximumDepth) {
    throw new Unreadable(`${name} is nested deeper than ${maximumDepth} levels: no ${kind} is.`);
  }
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document !== "string" || !looksLikeJson(document)) return document;
  } catch (error) {
    // The engine's message quotes the text, which may hold a secret: only the position is taken from it.
    const position = /position (\d+)/.exec(String(error))?.[1];
    const startsAsJson = looksLikeJson(text);
    const spoilt = spoiltBy(text, kind);
    if (spoilt) throw new Unreadable(`${name} ${spoilt}`);
    if (startsAsJson && shape.open) {
      throw new Unreadable(
        `${name} ends in the middle of its JSON, after ${text.length} characters: it was cut off. Make it again.`,
      );
    }
    if (kind === "plan" && startsAsJson && /^\s*\{[^\n]*\}\s*\n\s*\{/.test(text)) {
      throw new Unreadable(
        `${name} is a log, one JSON message a line, not a document. ` +
          "Save the plan with -out=FILE and give that file, or the output of `terraform show -json FILE`.",
      );
    }
    throw new Unreadable(
      `${name} is not JSON${startsAsJson && position ? ` (at character ${position})` : ""}. ${advice[kind]}`,
    );
  }
  throw new Unreadable(
    `${name} is JSON within a text: something encoded it twice, such as \`toJSON\` or \`jq -R\`. Save the output as it is.`,
  );
}

/** What stands around or in place of the JSON, and what to do about it; undefined when nobody can know. */
function spoiltBy(text: string, kind: keyof typeof advice): string | undefined {
  const lines = text.split(/\r?\n/, 50);
  const command = kind === "plan" ? "terraform show -json FILE" : "terraform state pull";
  if (lines.some((line) => /^(\[command\]|::(debug|set-output|error)\b)/.test(line))) {
    return (
      "begins with what setup-terraform's wrapper writes around Terraform's output. Set `terraform_wrapper: false` in " +
      "that step of the workflow, and make it again."
    );
  }
  if (
    /^\s*\S*(Terraform|OpenTofu) (used the selected|will perform|detected)|^Plan: \d+ to /m.test(
      text,
    )
  ) {
    return `is a plan as people read it, not JSON. Give the saved plan file, or the output of \`${command}\`.`;
  }
  if (/^\s*<(!doctype|html)\b/i.test(text)) {
    return "is a web page, such as one that asks for a login. Make it again where Terraform runs.";
  }
  if (text.startsWith("version https://git-lfs.github.com/")) {
    return "is only Git LFS's note of the file: fetch it with `git lfs pull`.";
  }
  if (kind === "state" && text.startsWith("PK\u0003\u0004")) {
    return "is a saved plan, not a state: read it with `npx slipway review`.";
  }
  const last = afterItsEnd(text);
  if (last !== undefined) {
    return (
      `is JSON up to line ${last}; what follows is something else that was printed into it. ` +
      `Save the output of \`${command}\` alone, without its error output.`
    );
  }
  const first = lines.findIndex((line) => /^\s*\{"?/.test(line));
  if (first > 0) {
    const before = first === 1 ? "line 1 is" : `lines 1 to ${first} are`;
    return (
      `is JSON from line ${first + 1} on; ${before} something else that was printed into it. ` +
      `Save the output of \`${command}\` alone, without its error output.`
    );
  }
  if (/^[\d:.]+ STDOUT .*\b(terraform|tofu)\b[^:]*: /m.test(text)) {
    return "has what Terragrunt writes before each line. Set `--tf-forward-stdout`, and make it again.";
  }
  if (/(?:^|\n|\[[\d;]*m)\s*(?:╷|Error: )/.test(text.slice(0, 300))) {
    return `is what Terraform says when it fails. Correct that, and save the output of \`${command}\` again.`;
  }
  if (text.startsWith("\u001b[")) {
    return `begins with the colours of a terminal. Save the output of \`${command}\` with -no-color, and alone.`;
  }
  if (/^(# \S+:\n)?resource "/.test(text)) {
    return `is what people read, not JSON. Give the output of \`${command}\`.`;
  }
  return undefined;
}

/** The line on which a whole document ends that something else follows; undefined when there is no such document. */
function afterItsEnd(text: string): number | undefined {
  const document = /^\s*\{[\s\S]*\}(?=\s*\n\s*[^\s{}])/.exec(text)?.[0];
  const isWhole = document !== undefined && tryParseJson(document) !== undefined;
  return isWhole ? document.split("\n").length : undefined;
}

/** JSON within a value, such as a policy; undefined when it is not JSON, or too deep to walk. */
export function tryParseJson(text: string): unknown {
  if (shapeOf(text).depth > maximumDepth) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** How deep the brackets go, and whether the text ends within brackets or a string. One pass, no recursion. */
function shapeOf(text: string): { depth: number; open: boolean } {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) {
      i = endOfString(text, i + 1);
      if (i < 0) return { depth: deepest, open: true };
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return { depth: deepest, open: depth > 0 };
}

/** Where the string ends that begins at `from`, or -1; the engine finds a quote faster than a loop does. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (first > from && text.charCodeAt(first - 1) === backslash) first--;
    if ((end - first) % 2 === 0) return end;
  }
  return -1;
}
