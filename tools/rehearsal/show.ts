import Table from "cli-table3";
import type { Colors } from "picocolors/types";
import { shellQuoted } from "../../src/base/printable";

/** What a rehearsal must know. */
export interface RehearsalOptions {
  /** An empty folder of its own, which the caller removes. */
  readonly folder: string;
  readonly colors: Colors;
  /** Aborted when somebody has seen enough. */
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
}

/** One line of the table at the end. */
type Row = readonly [what: string, where: string, as: string];

/** What a rehearsal writes around its commands: steps, the time, and a table at the end. */
export function show({ colors, write }: Pick<RehearsalOptions, "colors" | "write">) {
  const began = performance.now();
  const rows: (readonly [string, ...Row])[] = [];
  const seconds = () => `${Math.round((performance.now() - began) / 1000)} s`;
  return {
    seconds,
    note: (...row: Row) => rows.push([seconds(), ...row]),
    step: (number: number, title: string) => write(`\n${colors.bold(`${number}. ${title}`)}\n`),
    table: () => table(rows),
  };
}

/** Writes a command as people type it. */
export function writeCommand(
  { colors, write }: Pick<RehearsalOptions, "colors" | "write">,
  words: readonly string[],
): void {
  const text = words.map((word) => (/\s/.test(word) ? shellQuoted(word) : word)).join(" ");
  write(colors.cyan(`   $ ${text}\n`));
}

function table(rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: ["after", "what", "where", "as"],
    style: { head: [], border: [], compact: true },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}
