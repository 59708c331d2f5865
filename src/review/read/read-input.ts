import { type FileHandle, open } from "node:fs/promises";
import { printable } from "../../base/printable";
import { Unreadable } from "./unreadable";

/** More than any real plan; JSON of this size still fits the memory of a build machine. */
const largestMiB = 200;

/** The bytes of a file, or of `input` where the name is `-`. What cannot be read is said in one sentence. */
export async function readInput(path: string, input: NodeJS.ReadableStream): Promise<Buffer> {
  return path === "-" ? await readStream(input) : await readFile(path);
}

/** What a file or stream is called in messages. */
export function inputName(path: string): string {
  return path === "-" ? "Standard input" : printable(path);
}

async function readStream(input: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > largestMiB * 1024 ** 2) throw tooLarge("-");
  }
  return Buffer.concat(chunks);
}

async function readFile(path: string): Promise<Buffer> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    throw new Unreadable(`${inputName(path)} cannot be opened: ${reasonOf(error)}.`);
  }
  try {
    const { size } = await file.stat();
    if (size > largestMiB * 1024 ** 2) throw tooLarge(path);
    return await file.readFile();
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`${inputName(path)} cannot be read: ${reasonOf(error)}.`);
  } finally {
    await file.close();
  }
}

function tooLarge(path: string): Unreadable {
  return new Unreadable(
    `${inputName(path)} is larger than ${largestMiB} MiB: no plan or state is.`,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
};

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown reason";
  return reasons[code] ?? code;
}
