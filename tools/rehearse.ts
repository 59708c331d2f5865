import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { findTool, lookFor, type ToolName, toolsFolder } from "../__tests__/support/find-tool";
import { installPythonTool } from "../__tests__/support/install-python-tool";
import { rehearsal } from "./rehearsal/rehearsal";

/**
 * `npm run rehearse`: the road from a push to production on this machine, with a registry, a deployer and two environments of
 * its own. Nothing of AWS is reached, and nothing is left behind, also when it is stopped.
 */
async function rehearse(): Promise<void> {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true"; // for those who change `engines`
  const colors = pc.createColors(Boolean(process.stdout.isTTY) && !process.env["NO_COLOR"]);
  installEmulator();
  const lacks = (name: ToolName) => lookFor(name).complaint ?? [];
  const missing = [["python", "crane"] as const, ["ministack"] as const] // which needs Python
    .reduce<string[]>(
      (lacking, names) => (lacking.length > 0 ? lacking : names.flatMap(lacks)),
      [],
    );
  if (missing.length > 0) {
    process.stderr.write(`The rehearsal ${missing.join("\nand ")}\n`);
    process.exitCode = 2;
    return;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const folder = mkdtempSync(join(tmpdir(), "slipway-rehearsal-"));
  try {
    await rehearsal({
      folder,
      colors,
      signal: stop.signal,
      write: (text) => process.stdout.write(text),
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stdout.write("\nStopped. Nothing is left behind.\n");
    process.exitCode = 130;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first run fetches the emulator, and shows that it does; what keeps it from that is said by whoever looks for the tool. */
function installEmulator(): void {
  const python = findTool("python");
  if (python === undefined || findTool("crane") === undefined) return;
  try {
    installPythonTool(python, "ministack", toolsFolder, { progress: true });
  } catch {
    // The search that follows tries again, and says why not.
  }
}

void rehearse();
