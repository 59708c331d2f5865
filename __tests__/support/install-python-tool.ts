import { spawnSync } from "node:child_process";
import { join } from "node:path";

/**
 * Installs `python/<name>.txt`, pinned and hashed, below the folder of tools and returns its
 * executable. Two workers that ask at once install once; throws with pip's own last line. `progress` shows on stderr what is
 * fetched, where it is not there yet.
 */
export function installPythonTool(
  python: string,
  name: string,
  toolsFolder: string,
  { progress = false }: { readonly progress?: boolean } = {},
): string {
  const script = join(__dirname, "python", "install.py");
  const requirements = join(__dirname, "python", `${name}.txt`);
  const run = spawnSync(
    python,
    [script, requirements, toolsFolder, ...(progress ? ["--progress"] : [])],
    { encoding: "utf8", stdio: ["ignore", "pipe", progress ? "inherit" : "pipe"] },
  );
  if (run.status !== 0) {
    const said = (run.error?.message ?? run.stderr ?? "").trim().split("\n");
    throw new Error(`${name} could not be installed: ${said.at(-1)}`);
  }
  return join(run.stdout.trim(), "bin", name);
}
