import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { stackFileName, stacksFolder, terraformFileName } from "../contract/written-stacks";

/**
 * Lets `write` fill a new folder beside `outdir` and then moves its files into place, so that a synthesis that fails leaves the last
 * one as it was. What Terraform keeps in `outdir`, such as downloaded providers and saved plans, stays; Terraform of
 * environments that are gone goes, unless others than those written are to stay.
 */
export function replaceOutput(
  outdir: string,
  write: (folder: string) => void,
  others: "others go" | "others stay" = "others go",
): void {
  const folder = mkdtempSync(`${outdir}.new-`);
  try {
    write(folder);
    const files = filesIn(folder);
    for (const file of files) {
      mkdirSync(dirname(join(outdir, file)), { recursive: true });
      renameSync(join(folder, file), join(outdir, file));
    }
    if (others === "others go") {
      removeOthers(stacksFolder(outdir), new Set(files.map((file) => dirname(file))), outdir);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesIn(folder: string): string[] {
  // Not by the entries' own paths: Node 20.9 has another name for them.
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
}

/** Removes what synthesis once wrote for stacks that are no more. A folder with anything else in it stays: it may be a state. */
function removeOthers(stacks: string, written: ReadonlySet<string>, outdir: string): void {
  if (!existsSync(stacks)) return;
  for (const entry of readdirSync(stacks, { withFileTypes: true })) {
    const stack = join(stacks, entry.name);
    if (!entry.isDirectory() || written.has(relative(outdir, stack))) continue;
    for (const file of [stackFileName, terraformFileName, "metadata.json"])
      rmSync(join(stack, file), { force: true });
    if (readdirSync(stack).length === 0) rmdirSync(stack);
  }
}
