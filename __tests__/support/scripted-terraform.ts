import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the stand-in does when it is called with a sub-command. */
export interface Behaviour {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  /** Files that it writes in its working folder, with their text. */
  readonly writes?: Readonly<Record<string, string>>;
}

/** One call of the stand-in. */
export interface Call {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly checkpointDisabled: boolean;
}

/** An executable in `folder` that behaves like a Terraform we describe; gives its path and what it was called with. */
export function scriptedTerraform(
  folder: string,
  behaviours: Readonly<Record<string, Behaviour>>,
): { readonly path: string; readonly calls: () => Call[] } {
  const path = join(folder, "scripted-terraform");
  const log = join(folder, "calls.jsonl");
  writeFileSync(log, "");
  writeFileSync(
    path,
    `#!${process.execPath}
const { appendFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const checkpointDisabled = process.env.CHECKPOINT_DISABLE === "1";
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ cwd: process.cwd(), args, checkpointDisabled }) + "\\n");
const { stdout = "", stderr = "", code = 0, writes = {} } = ${JSON.stringify(behaviours)}[args[0]] ?? {};
for (const [file, text] of Object.entries(writes)) writeFileSync(file, text);
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
`,
  );
  chmodSync(path, 0o755);
  const calls = () =>
    readFileSync(log, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Call);
  return { path, calls };
}
