import { lstatSync, readFileSync } from "node:fs";

/** A file's text, or why it cannot be read and what to do about it. */
type ReadResult =
  | { readonly text: string }
  | {
      readonly message: string;
      readonly fix: string;
      /** Where it stops being text, from 1 on; 1 when that is not known. */
      readonly line: number;
      readonly column: number;
    };

const longestKiB = 256;
const start = { line: 1, column: 1 };

/** Reads a text file strictly: a real file, of at most 256 KiB, in UTF-8. A byte order mark is dropped. */
export function readText(file: string): ReadResult {
  try {
    const status = lstatSync(file);
    if (status.isSymbolicLink()) {
      return {
        ...start,
        message: "is a symbolic link",
        fix: "put the file itself here: a review of this folder does not show what a link points to",
      };
    }
    if (!status.isFile()) {
      return { ...start, message: "is not a file", fix: "remove it, or give it another ending" };
    }
    if (status.size > longestKiB * 1024) {
      const given = `${Math.ceil(status.size / 1024)} KiB`;
      return {
        ...start,
        message: `must be at most ${longestKiB} KiB, got ${given}`,
        fix: "an environment file has less than 10 KiB; look for what does not belong here",
      };
    }
    return decode(readFileSync(file));
  } catch (error) {
    return {
      ...start,
      message: `cannot be read (${errorCode(error)})`,
      fix: "look at the file's owner and permissions",
    };
  }
}

function decode(bytes: Buffer): ReadResult {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    const before = textBeforeInvalid(bytes);
    return {
      message: "is not UTF-8 text from here on",
      fix: "save it in your editor with the encoding UTF-8",
      line: before.split("\n").length,
      column: before.length - before.lastIndexOf("\n"),
    };
  }
}

/** What can be read before the first bytes that are no UTF-8. */
function textBeforeInvalid(bytes: Buffer): string {
  // A decoder puts this character in the place of what it cannot read; a file that has one of its own breaks off there.
  return bytes.toString("utf8").split("\uFFFD", 1)[0] ?? "";
}

/** The system's word for what went wrong, such as `EACCES`. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  throw error;
}
