import { lstatSync, readFileSync } from "node:fs";

/** A file's text, or why it cannot be read and what to do about it. */
export type ReadResult =
  | { readonly text: string }
  | { readonly message: string; readonly fix: string };

const longestKiB = 256;

/** Reads a text file strictly: a real file, of at most 256 KiB, in UTF-8. A byte order mark is dropped. */
export function readText(file: string): ReadResult {
  try {
    const status = lstatSync(file);
    if (status.isSymbolicLink()) {
      return {
        message: "is a symbolic link",
        fix: "put the file itself here: a review of this folder does not show what a link points to",
      };
    }
    if (!status.isFile()) {
      return { message: "is not a file", fix: "remove it, or give it another ending" };
    }
    if (status.size > longestKiB * 1024) {
      const given = `${Math.ceil(status.size / 1024)} KiB`;
      return {
        message: `must be at most ${longestKiB} KiB, got ${given}`,
        fix: "an environment file has about 5 KiB; look for what does not belong here",
      };
    }
    return decode(readFileSync(file));
  } catch (error) {
    return {
      message: `cannot be read (${errorCode(error)})`,
      fix: "look at the file's owner and permissions",
    };
  }
}

function decode(bytes: Buffer): ReadResult {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { message: "is not UTF-8 text", fix: "save it in your editor with the encoding UTF-8" };
  }
}

/** The system's word for what went wrong, such as `EACCES`. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  throw error;
}
