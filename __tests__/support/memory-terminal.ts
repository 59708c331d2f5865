import type { Terminal } from "../../src/base/terminal";

/** A terminal that remembers what a command wrote, for tests. */
export interface MemoryTerminal extends Terminal {
  /** Standard output so far. */
  readonly stdout: () => string;
  /** Standard error so far. */
  readonly stderr: () => string;
  /** Exit code asked for last; 0 before. */
  readonly code: () => number;
}

/** A terminal of 120 columns without colour. */
export function memoryTerminal(): MemoryTerminal {
  let out = "";
  let err = "";
  let code = 0;
  return {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    interactive: false,
    columns: 120,
    exitCode: (value) => {
      code = value;
    },
    endWhenUnread: () => {},
    stdout: () => out,
    stderr: () => err,
    code: () => code,
  };
}
