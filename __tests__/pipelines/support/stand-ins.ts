import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs that stand in for real ones and remember how they were called. */
export interface StandIns {
  /** A search path on which they come first. */
  readonly path: string;
  /** Every call so far: the program, then its words. */
  calls(): string[][];
}

/** Makes stand-ins in a folder; each value is what the program does after it noted its call, in shell. */
export function standIns(folder: string, programs: Readonly<Record<string, string>>): StandIns {
  const bin = join(folder, "stand-ins");
  const log = join(folder, "calls");
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    const note = `printf '%s\\0' ${name} "$@" >> '${log}'; printf '\\n' >> '${log}'`;
    writeFileSync(join(bin, name), `#!/bin/sh\n${note}\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return {
    path: [bin, process.env["PATH"]].join(delimiter),
    calls: () =>
      existsSync(log)
        ? readFileSync(log, "utf8")
            .split("\0\n")
            .filter(Boolean)
            .map((call) => call.split("\0"))
        : [],
  };
}
